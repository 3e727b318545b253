//! The worker's half.

use std::convert::Infallible;
use std::io::{BufReader, Read, Write};

use super::foreign::MAX_BYTES;
use super::opened::Opened;
use super::protocol::{Init, Ready, Reply, Request, WireAudit, rules};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::process::serve::{exit, init, limit_memory, requests, send};

/// Reads, judges and draws the PDFs that a [`ForeignPdf`](crate::ForeignPdf) of another process asks for, for a program
/// that is a worker of [`PdfProcess::Worker`](crate::PdfProcess::Worker).
///
/// `input` and `output` are what the other process gave the program as its standard input and output; nothing else may
/// be written there, nor read. First of all the process limits its own memory to what the other one says.
///
/// Ends the process when the input ends, at once and also in the middle of a page: so no worker outlives its audit,
/// however that ended.
///
/// # Errors
/// If the other side isn't an audit of this version, or the limit can't be set. The worker should say why on standard
/// error, whose last line the audit passes on, and exit.
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

/// Does what is asked of a file that is open.
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
