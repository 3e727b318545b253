//! Typesets annual reviews: from one TOML description to a finished PDF in proper Chinese typography.
//!
//! Data flows one way, through stages whose results can be kept and inspected:
//!
//! 1. [`Source`]: named text. [`Source::decode`] reads the bytes of a file, [`Source::from_value`] takes a program's
//!    own data; [`edit`] changes single fields.
//! 2. [`Description`]: what the author wrote, typed and checked, from [`Description::parse`];
//!    [`Description::to_toml`] writes it back as a file.
//! 3. [`Review`]: a description resolved with its files, nothing left to decide, from [`Engine::resolve`], or in one
//!    step from the source with [`Engine::review`].
//! 4. [`Document`]: pages, from [`Engine::typeset`]. [`Engine::build`] does everything up to here in one call.
//! 5. Bytes, from [`Document::to_pdf`] and [`Document::to_png`].
//! 6. Files, written completely or not at all, by [`write_file`] and the other functions in [`files`].
//!
//! Results come with their warnings ([`Warned`]); an [`Error`] has every error as data, in Chinese and English, with
//! its place in the TOML. The library never prints, and never reads the clock, the environment or system fonts.
//!
//! ```
//! # #[cfg(all(feature = "embedded-fonts", feature = "embedded-templates"))] {
//! use huimou::{Choices, Engine, PdfOptions, Source, asset::Folder};
//!
//! let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
//! let bytes = std::fs::read("data/minimal/review.toml")?;
//! let source = Source::decode("data/minimal/review.toml", &bytes)?;
//! let built = engine.build(&source, &Folder::new("data/minimal"), &Choices::new())?;
//! for warning in &built.warnings {
//!     eprintln!("{}: {}", warning.code, warning.message.en);
//! }
//! let pdf = built.value.to_pdf(&PdfOptions::new())?;
//! assert!(pdf.len() > 1000);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]
#![warn(missing_debug_implementations, missing_docs)]
#![deny(clippy::print_stdout, clippy::print_stderr)]
// No input may end a program that embeds the library.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used))]

pub mod asset;
#[cfg(feature = "batch")]
pub mod batch;
pub mod description;
pub mod edit;
pub mod files;
pub mod fix;
pub mod guard;
pub mod plan {
    //! What the composer has made of a review: pages with boxes and costs, from
    //! [`Engine::wireframes`](crate::Engine::wireframes).

    pub use crate::compose::{Cost, PageKind, WireBox, Wireframe, Wireframes};
}
pub mod report;
pub mod template;
pub mod text;

mod audit;
mod compose;
mod date;
mod diagnostic;
mod disk;
mod document;
mod engine;
mod explain;
mod export;
mod font;
mod geometry;
mod message;
mod photo;
#[cfg(any(feature = "audit-pdf", feature = "batch"))]
mod process;
mod review;
mod rule;
mod source;
mod world;
mod write;

pub use audit::Audit;
#[cfg(feature = "audit-pdf")]
pub use audit::{AuditOptions, ForeignPdf, PdfProcess, serve_audit};
pub use date::Date;
pub use description::Description;
#[cfg(all(feature = "schema", feature = "batch"))]
pub use description::batch_schema;
#[cfg(feature = "schema")]
pub use description::schema;
pub use diagnostic::{Class, Code, Cure, Diagnostic, Error, Label, Severity, Warned};
pub use document::{Block, Document, Page};
pub use engine::{Engine, EngineBuilder, Input};
pub use explain::Topic;
pub use export::PdfOptions;
pub use font::{Commonness, Face, FaceOrigin, common_characters, common_signs, commonness};
pub use geometry::Area;
pub use message::{Bilingual, Language, Message};
#[cfg(any(feature = "audit-pdf", feature = "batch"))]
pub use process::{Limits, Supervisor, limit_process};
pub use review::{Choices, Review, ThemeChoice, sheet};
pub use rule::{Actor, Explanation, Finding, Level, Occurrence, Rule};
pub use source::{CellRef, Origin, Position, Source, Span};
pub use template::{Template, Theme};
pub use write::write_file;

/// Compiles the examples of the READMEs.
#[cfg(all(doctest, feature = "embedded-fonts", feature = "embedded-templates"))]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../README.zh.md")]
struct Readme;
