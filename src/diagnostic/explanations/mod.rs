//! Explanations of codes: what each means, why it matters, and how to fix it.

pub(super) mod batch;
pub(super) mod files;
pub(super) mod language;
pub(super) mod photos;
pub(super) mod setup;
pub(super) mod texts;
pub(super) mod values;
