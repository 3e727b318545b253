//! The worker's half: it reads requests, writes replies, and ends with its parent.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, channel};

use super::frame::{Frame, Received, line, read};
pub(crate) use super::limits::limit_memory;

/// The parent's first message; `None` if it is no such message.
pub(crate) fn init<T: Frame>(input: &mut impl BufRead) -> Option<T> {
    Some(read(input, 0).ok()??.head)
}

/// Reads requests on a thread of its own, which ends the process at the end of the input, also in the middle of a job:
/// so no worker outlives its parent, however that ended.
pub(crate) fn requests<T: Frame>(
    mut input: BufReader<impl Read + Send + 'static>,
    max_body: u64,
) -> Receiver<Received<T>> {
    let (sender, requests) = channel();
    std::thread::spawn(move || {
        while let Ok(Some(request)) = read(&mut input, max_body) {
            if sender.send(request).is_err() {
                break;
            }
        }
        exit()
    });
    requests
}

/// Writes a message; if the parent has gone away, the process ends.
pub(crate) fn send(output: &mut impl Write, head: &impl Frame, body: &[u8]) {
    let sent = output.write_all(&line(head)).and_then(|()| output.write_all(body)).and_then(|()| output.flush());
    sent.unwrap_or_else(|_| exit());
}

/// Ends the process: there is nothing left to do.
pub(crate) fn exit() -> ! {
    std::process::exit(0)
}
