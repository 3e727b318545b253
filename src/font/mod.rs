//! The fonts of an engine, the characters that they cover, and how common a character is.

mod common;
#[cfg(feature = "embedded-fonts")]
mod embedded;
mod store;

pub use common::Commonness;
pub use common::{common_characters, common_signs, commonness};
#[cfg(feature = "embedded-fonts")]
pub(crate) use embedded::add_embedded;
pub use store::{Face, FaceOrigin};
pub(crate) use store::{FontStore, font_files, read_font};
