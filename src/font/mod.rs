//! The shelf: the fonts that an engine has, what they cover, and how common a character is.

mod common;
#[cfg(feature = "embedded-fonts")]
mod embedded;
mod shelf;

pub use common::Commonness;
pub use common::{common_characters, common_signs, commonness};
#[cfg(feature = "embedded-fonts")]
pub(crate) use embedded::add_embedded;
pub use shelf::Face;
pub(crate) use shelf::{Shelf, font_files};
