//! [`ForeignPdf`], a PDF from any program, and the choice of the process that reads it.

use std::ffi::OsString;
use std::sync::Arc;

use super::opened::Opened;
use super::remote::Remote;
use crate::audit::Audit;
#[cfg(feature = "png")]
use crate::audit::picture::Marks;
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message};
use crate::process::Limits;
use crate::rule::Rule;

/// Maximum size of a file in bytes. A picture book for the press has about 100 MiB.
pub(super) const MAX_BYTES: usize = 512 << 20;

/// Options for reading a [`ForeignPdf`].
///
/// ```
/// use huimou::{AuditOptions, Limits, PdfProcess};
///
/// let limits = Limits::new().memory(1 << 30);
/// let options = AuditOptions::new().process(PdfProcess::worker(["/usr/bin/our-program", "audit-worker"], limits));
/// # assert!(matches!(options.process, PdfProcess::Worker { .. }));
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AuditOptions {
    /// The process that reads, checks and renders the file.
    ///
    /// A PDF is a program for its reader: even a small one may use any amount of time and memory, and neither the
    /// interpreter nor the renderer can be interrupted. A process can be killed.
    ///
    /// Default: [`PdfProcess::Unset`], which opens no file.
    pub process: PdfProcess,
}

impl AuditOptions {
    /// The defaults, which open no file until [`process`](Self::process) is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`process`](Self::process).
    #[must_use]
    pub fn process(mut self, process: PdfProcess) -> Self {
        self.process = process;
        self
    }
}

/// The process that reads a [`ForeignPdf`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum PdfProcess {
    /// Not chosen: opening a file is an error.
    #[default]
    Unset,
    /// A worker process, which is killed when it exceeds a limit. A file that crashes it or makes it run out of memory
    /// is an error, and the next request starts a new worker. The file is never read in this process instead.
    Worker {
        /// The worker's program and its arguments: a program that calls [`serve_audit`](crate::serve_audit). It is
        /// started without a shell.
        command: Vec<OsString>,
        /// Its limits. The time limit applies separately to opening the file, to checking it and to each picture.
        limits: Limits,
    },
    /// This process, without limits: only for trusted files. A hostile file may run for ever, use all memory, or
    /// overflow the stack and abort the process. Panics of the interpreter are caught.
    InProcess,
}

impl PdfProcess {
    /// [`Worker`](Self::Worker) with this command and these limits.
    pub fn worker(command: impl IntoIterator<Item = impl Into<OsString>>, limits: Limits) -> Self {
        Self::Worker { command: command.into_iter().map(Into::into).collect(), limits }
    }
}

/// A PDF from any program, opened for an audit.
///
/// A program may be its own worker:
///
/// ```no_run
/// use huimou::{AuditOptions, ForeignPdf, Limits, PdfProcess, serve_audit};
///
/// if std::env::args().nth(1).as_deref() == Some("audit-worker") {
///     match serve_audit(std::io::stdin(), std::io::stdout())? {}
/// }
/// let worker = [std::env::current_exe()?.into_os_string(), "audit-worker".into()];
/// let options = AuditOptions::new().process(PdfProcess::worker(worker, Limits::default()));
/// let pdf = ForeignPdf::open(std::fs::read("upload.pdf")?, &options)?;
/// let audit = pdf.audit(&[])?;
/// for page in audit.pages() {
///     std::fs::write(format!("page-{page}.png"), pdf.audit_picture(&audit, page, 110.0)?)?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ForeignPdf {
    reader: Reader,
}

enum Reader {
    Worker(Remote),
    InProcess(Opened),
}

impl std::fmt::Debug for ForeignPdf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ForeignPdf").finish_non_exhaustive()
    }
}

impl ForeignPdf {
    /// Maximum size of a file in bytes: 512 MiB.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// Opens a file; starts its worker if it is read in one.
    ///
    /// # Errors
    /// [`Code::PdfBroken`] if the file is larger than 512 MiB, has more than 5000 pages, is not a PDF, is encrypted, or
    /// is too damaged to read; [`Code::WorkerBroken`] if no process is set, or the worker can't be started or has
    /// another version; [`Code::TimeExceeded`], [`Code::MemoryExceeded`] or [`Code::WorkerDied`] if the worker died
    /// while reading the file.
    pub fn open(bytes: impl Into<Vec<u8>>, options: &AuditOptions) -> Result<Self, Error> {
        let bytes = bytes.into();
        if bytes.len() > MAX_BYTES {
            return Err(unreadable(&Message::new("超过 512 兆字节", "it is larger than 512 MiB")).into());
        }
        let reader = match &options.process {
            PdfProcess::Unset => return Err(undecided().into()),
            PdfProcess::InProcess => Reader::InProcess(Opened::new(bytes).map_err(|why| unreadable(&why))?),
            PdfProcess::Worker { command, limits } => {
                Reader::Worker(Remote::open(command.clone(), limits.clone(), Arc::new(bytes))?)
            }
        };
        Ok(Self { reader })
    }

    /// Checks the pages against the rules in `only`; against all rules if it is empty.
    ///
    /// Columns and paragraphs are inferred from the edges of lines; rules that need more than a PDF contains are not
    /// checked ([`Audit::not_judged`]). Text in fonts that aren't embedded can't be read.
    ///
    /// # Errors
    /// [`Code::PdfBroken`] if the content is malformed or too complex; the worker's errors as in [`open`](Self::open).
    pub fn audit(&self, only: &[&'static Rule]) -> Result<Audit, Error> {
        match &self.reader {
            Reader::Worker(remote) => remote.audit(only),
            Reader::InProcess(opened) => opened.audit(only).map_err(|why| unreadable(&why).into()),
        }
    }

    /// Renders a page (counted from 1) as PNG at `ppi` pixels per inch, with a box around each finding.
    ///
    /// # Errors
    /// [`Code::PdfBroken`] if there is no such page, the picture would have more than 150 million pixels, or the
    /// content is malformed; the worker's errors as in [`open`](Self::open).
    #[cfg(feature = "png")]
    pub fn audit_picture(&self, audit: &Audit, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
        let marks = Marks::of(audit, page);
        match &self.reader {
            Reader::Worker(remote) => remote.draw(&marks, page, ppi),
            Reader::InProcess(opened) => opened.draw(&marks, page, ppi).map_err(|why| undrawable(page, &why).into()),
        }
    }
}

/// Why a file can't be read.
pub(super) fn unreadable(why: &Message) -> Diagnostic {
    let message = Message::new(format!("读不了这份 PDF：{}", why.zh), format!("this PDF can't be read: {}", why.en));
    Diagnostic::error(Code::PdfBroken, message)
}

/// Why a page can't be drawn.
#[cfg(feature = "png")]
pub(super) fn undrawable(page: usize, why: &Message) -> Diagnostic {
    let (zh, en) = (format!("第 {page} 页画不成图：{}", why.zh), format!("page {page} can't be drawn: {}", why.en));
    Diagnostic::error(Code::PdfBroken, Message::new(zh, en))
}

fn undecided() -> Diagnostic {
    let message = Message::new(
        "没有指定读这份 PDF 的工作进程，也没有准许在本进程里读",
        "no worker process is set for reading this PDF, and reading it in this process isn't allowed",
    );
    Diagnostic::error(Code::WorkerBroken, message).cure(Cure::ChooseProcess)
}
