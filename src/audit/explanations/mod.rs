//! What each rule of the audit means, why it matters and how to fix what breaks it.

pub(super) mod blocks;
pub(super) mod contents;
pub(super) mod glyphs;
pub(super) mod lines;
pub(super) mod marks;
pub(super) mod pages;
pub(super) mod spacing;
