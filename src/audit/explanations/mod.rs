//! Explanations of the audit's rules: what each means, why it matters, and how to fix a violation.

pub(super) mod blocks;
pub(super) mod contents;
pub(super) mod glyphs;
pub(super) mod lines;
pub(super) mod marks;
pub(super) mod pages;
pub(super) mod spacing;
