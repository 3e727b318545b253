//! Worker processes: programs that are started, sent requests over pipes, and killed when they exceed a limit.
//!
//! Why processes: a thread can't be stopped in the middle of its work, and if it runs out of memory it takes the whole
//! process down. This module starts workers, talks to them, limits them and finds out how they ended. What the messages
//! mean is up to its two users: a batch, which lays out districts in workers, and the audit, which reads foreign PDFs
//! in one.
//!
//! [`Supervisor`] runs a whole program under the same limits, without messages.
//!
//! The parent's half is [`Launch`], which starts a [`Worker`], and [`Worker::ask`]; the worker's half is [`serve`].
//! They exchange [`Frame`]s. The parent doesn't trust its worker: it bounds the length of messages, measures time
//! itself, and kills the worker when it is dropped.

mod exit;
mod frame;
mod launch;
mod limits;
pub(crate) mod serve;
mod supervisor;
mod worker;

pub(crate) use exit::{ExitReason, Job};
#[cfg(feature = "audit-pdf")]
pub(crate) use frame::Received;
pub(crate) use frame::{Frame, Packet};
pub(crate) use launch::Launch;
pub use limits::{Limits, limit_process};
pub use supervisor::Supervisor;
pub(crate) use worker::{Protocol, Worker};
