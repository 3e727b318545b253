//! The format of messages: one line with a JSON object, followed by as many raw bytes as it announces.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The JSON part of a message.
pub(crate) trait Frame: Serialize + DeserializeOwned + Send + 'static {
    /// Maximum length of the line in bytes.
    const MAX_LINE: u64;

    /// Number of bytes that follow the line; `None` if there is no body.
    fn body(&self) -> Option<u64> {
        None
    }
}

/// A message as it was received.
#[derive(Debug)]
pub(crate) struct Received<T> {
    pub head: T,
    pub body: Option<Vec<u8>>,
}

/// A message ready to be sent. The body is shared, so that sending a large file needs no copy.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    pub(super) line: Vec<u8>,
    pub(super) body: Option<Arc<Vec<u8>>>,
}

impl Packet {
    pub fn new(head: &impl Frame) -> Self {
        Self { line: line(head), body: None }
    }

    /// A message with the bytes that `head` announces.
    #[cfg(feature = "audit-pdf")]
    pub fn with_body(head: &impl Frame, body: Arc<Vec<u8>>) -> Self {
        debug_assert_eq!(head.body(), Some(body.len() as u64));
        Self { line: line(head), body: Some(body) }
    }
}

/// The line of a message, with its line feed.
pub(super) fn line(head: &impl Frame) -> Vec<u8> {
    let mut line = serde_json::to_vec(head).unwrap_or_default();
    line.push(b'\n');
    line
}

/// Reads the next message; `None` at the end of the input, even in the middle of a message: the sender has died.
///
/// # Errors
/// If reading fails, the line is too long or isn't such a message, or it announces more than `max_body` bytes.
pub(super) fn read<T: Frame>(input: &mut impl BufRead, max_body: u64) -> io::Result<Option<Received<T>>> {
    let mut line = Vec::new();
    input.take(T::MAX_LINE).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        let cut = line.len() as u64 == T::MAX_LINE;
        return if cut { Err(io::Error::other("line too long")) } else { Ok(None) };
    }
    let head: T = serde_json::from_slice(&line)?;
    let body = match head.body() {
        None => None,
        Some(count) if count > max_body => return Err(io::Error::other(format!("body of {count} bytes"))),
        Some(count) => match read_bytes(input, count)? {
            None => return Ok(None),
            body => body,
        },
    };
    Ok(Some(Received { head, body }))
}

/// Reads exactly `count` bytes; `None` if the input ends earlier.
fn read_bytes(input: &mut impl BufRead, count: u64) -> io::Result<Option<Vec<u8>>> {
    // Grow the buffer as bytes arrive: don't allocate gigabytes because a message announces them.
    let mut bytes = Vec::new();
    input.take(count).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == count).then_some(bytes))
}

#[cfg(all(test, feature = "audit-pdf"))]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Note {
        text: String,
        bytes: Option<u64>,
    }

    impl Frame for Note {
        const MAX_LINE: u64 = 1 << 16;

        fn body(&self) -> Option<u64> {
            self.bytes
        }
    }

    fn note(bytes: Option<u64>) -> Note {
        Note { text: "回\n眸".into(), bytes }
    }

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let packet = Packet::with_body(&note(Some(3)), Arc::new(b"a\nb".to_vec()));
        let sent = [&packet.line[..], packet.body.as_deref().expect("a body"), &line(&note(None))].concat();
        let mut input = &sent[..];
        let first = read::<Note>(&mut input, 3).expect("no fault").expect("a message");
        assert_eq!((first.head, first.body), (note(Some(3)), Some(b"a\nb".to_vec())));
        let second = read::<Note>(&mut input, 3).expect("no fault").expect("a message");
        assert_eq!((second.head, second.body), (note(None), None));
        assert!(read::<Note>(&mut input, 3).expect("no fault").is_none());
    }

    #[test]
    fn lines_and_bodies_have_bounds() {
        let endless = read::<Note>(&mut io::BufReader::new(io::repeat(b'x')), 0).expect_err("no end");
        assert_eq!(endless.to_string(), "line too long");
        let long = read::<Note>(&mut &line(&note(Some(u64::MAX)))[..], 1 << 20).expect_err("too long");
        assert_eq!(long.to_string(), format!("body of {} bytes", u64::MAX));
        // An input that ends in the middle of a message isn't an error: the sender has died.
        let cut = [&line(&note(Some(1 << 20)))[..], b"abc"].concat();
        for end in [cut.len(), 10, 0] {
            assert!(read::<Note>(&mut &cut[..end], 1 << 20).expect("no fault").is_none());
        }
    }
}
