//! Worker processes: a program that is started, asked over pipes, and killed when it exceeds a limit.
//!
//! Only a process can be stopped in the middle of its work, and only a process survives another one that runs out of
//! memory. This floor knows how to start one, how to talk to it, how to limit it and how to tell what ended it; what
//! the messages mean is up to its users: a batch has districts laid out, the audit has PDFs from elsewhere read.
//!
//! The parent's half is [`Launch`], which starts a [`Worker`], and [`Worker::ask`]; the worker's half is [`serve`]. The
//! two exchange [`Frame`]s. The parent doesn't trust its worker: lengths are bounded, time is measured here, and a
//! worker is killed when it is dropped, whatever the reason.

mod exit;
mod frame;
mod launch;
mod limits;
pub(crate) mod serve;
mod worker;

pub(crate) use exit::{ExitReason, Job};
#[cfg(feature = "audit-pdf")]
pub(crate) use frame::Received;
pub(crate) use frame::{Frame, Packet};
pub(crate) use launch::Launch;
pub use limits::Limits;
pub(crate) use worker::{Protocol, Worker};
