//! A report for every district: one shared review, a table, hundreds of PDFs.
//!
//! `docs/batch.md` explains the description of a batch. [`Batch::read`] reads it with everything that it
//! names but photographs; [`Batch::run`] builds what is not built yet, [`Batch::review`] resolves one
//! district without building it.
//!
//! ```no_run
//! use huimou::{Engine, batch::{Batch, Event, Run}};
//!
//! let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
//! let batch = Batch::read("data/districts/batch.toml")?.value;
//! let outcome = batch.run(&engine, &Run::new(), &|event| {
//!     if let Event::Finished { entry, .. } = event {
//!         println!("{} {:?}", entry.slug, entry.state);
//!     }
//! })?;
//! assert_eq!(outcome.failed, 0);
//! # Ok::<(), huimou::Error>(())
//! ```

mod comma;
mod compose;
mod digest;
mod district;
mod expression;
mod faults;
mod files;
mod fit;
mod folder;
mod freshness;
mod head;
mod isolate;
mod make;
mod manifest;
mod name;
#[cfg(feature = "xlsx")]
mod number_format;
mod pattern;
mod plan;
mod run;
mod seats;
mod shard;
mod spreadsheet;
mod table;
mod told;

pub use district::District;
pub use faults::{Concerned, SharedFault, SharedFaults};
pub use isolate::{Isolation, Workers, serve};
pub use manifest::{Entry, Fault, Input, Manifest, Output, State, TemplateSum, merge};
pub use plan::Batch;
pub use run::{Cancel, Event, Outcome, Run};
pub use shard::Shard;
