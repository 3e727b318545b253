//! Lays a review out into a [`Document`]: its pages, and where each block of the description is on them.

mod blocks;
mod cache;
mod extent;
mod glyphs;
mod overset;
mod plan;
mod stack;
mod translate;
mod typeset;

use std::sync::Arc;

use typst::layout::Abs;
use typst_layout::PagedDocument;

pub use blocks::Block;
pub(crate) use stack::on_deep_stack;
#[cfg(feature = "batch")]
pub(crate) use stack::{STACK, mark_stack_as_deep};
#[cfg(feature = "batch")]
pub(crate) use typeset::TYPESETTER;
pub(crate) use typeset::{plan_of, typeset, wireframes_of};

use crate::review::Review;

/// A laid-out review. Cheap to clone.
///
/// Pages, blocks and text can be read without exporting.
#[derive(Clone)]
pub struct Document {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub paged: PagedDocument,
    pub review: Review,
}

/// A page of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// Page number, counted from 1.
    pub number: usize,
    /// Trimmed width in millimetres.
    pub width: f64,
    /// Trimmed height in millimetres.
    pub height: f64,
}

impl Document {
    /// The pages, in order.
    pub fn pages(&self) -> Vec<Page> {
        let millimetres = |length: Abs| length.to_mm();
        let pages = self.inner.paged.pages().iter().enumerate();
        pages
            .map(|(k, page)| Page {
                number: k + 1,
                width: millimetres(page.frame.width()),
                height: millimetres(page.frame.height()),
            })
            .collect()
    }

    /// Every block that the template marks: its field path, pages, area and text, in the order in which they open.
    pub fn blocks(&self) -> Vec<Block> {
        blocks::blocks(&self.inner.paged)
    }

    /// All text of a page (counted from 1), in drawing order; empty if there is no such page.
    pub fn text(&self, page: usize) -> String {
        let page = page.checked_sub(1).and_then(|k| self.inner.paged.pages().get(k));
        page.map(|page| blocks::words(&page.frame)).unwrap_or_default()
    }

    /// The review that was laid out.
    pub fn review(&self) -> &Review {
        &self.inner.review
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} pages)", self.inner.paged.pages().len())
    }
}
