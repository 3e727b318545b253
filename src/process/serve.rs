//! The worker's half: reads requests, writes replies, and exits with its parent.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, channel};

use super::frame::{Frame, Received, line, read};
pub(crate) use super::limits::limit_memory;

/// Reads the parent's first message; `None` if it is something else.
pub(crate) fn init<T: Frame>(input: &mut impl BufRead) -> Option<T> {
    Some(read(input, 0).ok()??.head)
}

/// Reads requests on a separate thread, which exits the process when the input ends, even in the middle of a job. The
/// system closes the pipe when the parent ends, so no worker outlives its parent, however that ended.
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

/// Writes a message; exits the process if the parent has gone away.
pub(crate) fn send(output: &mut impl Write, head: &impl Frame, body: &[u8]) {
    let sent = output.write_all(&line(head)).and_then(|()| output.write_all(body)).and_then(|()| output.flush());
    sent.unwrap_or_else(|_| exit());
}

/// Exits the process. The parent has gone away, so there is no one to report to and the code doesn't matter.
pub(crate) fn exit() -> ! {
    std::process::exit(0)
}
