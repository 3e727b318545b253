//! Builds one report per district from a shared review and a table: hundreds of PDFs in one run.
//!
//! `docs/batch.md` documents the batch file. A run has three steps, and each can be done alone:
//!
//! 1. [`Batch::read`] reads the description with the shared review and the table from a folder, [`Batch::open`] from
//!    any [`Assets`](crate::asset::Assets). After that every district is known.
//! 2. [`Batch::plan`] compares the districts with the record of earlier runs ([`Prior`]) and lists those to build, with
//!    the reason. It writes nothing: a plan that isn't executed is a dry run.
//! 3. [`Plan::execute`] builds them on all cores and hands PDFs and records to a [`Sink`]: a [`FolderSink`] with
//!    locks, a journal and a ledger, or a [`MemorySink`]. It reports progress as [`Event`]s; a [`Cancel`] ends it
//!    early.
//!
//! [`Batch::run`] does the second and third step. [`Batch::review`] resolves one district without building it.
//!
//! ```no_run
//! use huimou::Engine;
//! use huimou::batch::{Batch, BatchOptions, Cancel, Event, FolderSink};
//!
//! let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
//! let batch = Batch::read("data/districts/batch.toml")?.value;
//! let sink = FolderSink::open(batch.output_folder(), None)?.value;
//! let outcome = batch.run(&engine, &BatchOptions::new(), &sink, &Cancel::new(), |event| {
//!     if let Event::Finished { completed, total, entry, .. } = event {
//!         println!("{completed}/{total} {} {:?}", entry.slug, entry.state);
//!     }
//! })?;
//! assert_eq!(outcome.failed, 0);
//! # Ok::<(), huimou::Error>(())
//! ```

mod builder;
mod columns;
mod comma;
mod compose;
mod digest;
mod district;
mod event;
mod execute;
mod expression;
mod expression_limits;
mod faults;
mod files;
mod fit;
mod folder;
mod freshness;
mod head;
mod isolate;
mod ledger;
mod memory;
mod merge;
mod name;
#[cfg(feature = "xlsx")]
mod number_format;
mod open;
mod options;
mod pattern;
mod permits;
mod plan;
mod row;
mod row_warnings;
mod shard;
mod shared_diagnostics;
mod sink;
mod spreadsheet;
mod table;

pub use district::District;
pub use event::{Cancel, Event, Outcome};
pub use folder::{FolderPrior, FolderSink};
pub use freshness::Reason;
pub use isolate::{Isolation, Workers, serve};
pub use ledger::{InputFile, Ledger, LedgerEntry, LedgerError, Output, State, TemplateDigest};
pub use memory::MemorySink;
pub use merge::merge;
pub use open::Batch;
pub use options::BatchOptions;
pub use plan::{Plan, Todo};
pub use shard::Shard;
pub use shared_diagnostics::{AffectedDistrict, SharedDiagnostic, SharedDiagnostics};
pub use sink::{Prior, Sink};
