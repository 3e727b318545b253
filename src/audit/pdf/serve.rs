//! The worker's half: answers the requests of a [`ForeignPdf`](crate::ForeignPdf) in another process.

use std::convert::Infallible;
use std::io::{BufReader, Read, Write};

use super::foreign::MAX_BYTES;
use super::opened::Opened;
use super::protocol::{Init, Ready, Reply, Request, WireAudit, rules};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::process::serve::{exit, init, limit_memory, requests, send};

/// Runs a worker of [`PdfProcess::Worker`](crate::PdfProcess::Worker): reads, checks and renders PDFs for a
/// [`ForeignPdf`](crate::ForeignPdf) in another process.
///
/// `input` and `output` are the program's standard input and output; nothing else may read from or write to them. The
/// process first limits its own memory to the amount that the other one sends.
///
/// Exits the process as soon as the input ends, even in the middle of a page, so that no worker outlives its parent.
///
/// # Errors
/// [`Code::WorkerBroken`] if the other side isn't an audit of the same version, or the limit can't be set. The worker
/// should print the error to standard error, whose last line the parent passes on, and exit.
pub fn serve_audit(input: impl Read + Send + 'static, mut output: impl Write) -> Result<Infallible, Error> {
    let mut input = BufReader::new(input);
    let init = init::<Init>(&mut input).filter(Init::is_known).ok_or_else(|| {
        let message = Message::new(
            "工作进程只能由同一版本的审查启动",
            "a worker can only be started by an audit of the same version",
        );
        Diagnostic::error(Code::WorkerBroken, message)
    })?;
    limit_memory(init.memory)?;
    let requests = requests::<Request>(input, MAX_BYTES as u64);
    send(&mut output, &Ready::new(), &[]);
    let mut opened = None;
    while let Ok(request) = requests.recv() {
        let (reply, body) = match (request.head, &opened) {
            (Request::Open { .. }, _) => match Opened::new(request.body.unwrap_or_default()) {
                Ok(pdf) => {
                    opened = Some(pdf);
                    (Reply::Opened, Vec::new())
                }
                Err(why) => (Reply::failed(why), Vec::new()),
            },
            (request, Some(opened)) => answer(opened, &request),
            (_, None) => exit(),
        };
        send(&mut output, &reply, &body);
    }
    exit()
}

/// Answers a request about the open file. Exits if the request is invalid: the parent is then another version.
fn answer(opened: &Opened, request: &Request) -> (Reply, Vec<u8>) {
    match request {
        Request::Audit { rules: names } => match rules(names).map(|rules| opened.audit(&rules)) {
            Some(Ok(audit)) => (Reply::Audited(WireAudit::new(&audit)), Vec::new()),
            Some(Err(why)) => (Reply::failed(why), Vec::new()),
            None => exit(),
        },
        #[cfg(feature = "png")]
        Request::Draw { page, ppi, marks } => {
            let marks = super::protocol::marks(marks).unwrap_or_else(|| exit());
            match opened.draw(&marks, *page, (*ppi).into()) {
                Ok(picture) => (Reply::Drawn { bytes: picture.len() as u64 }, picture),
                Err(why) => (Reply::failed(why), Vec::new()),
            }
        }
        Request::Open { .. } => exit(),
    }
}
