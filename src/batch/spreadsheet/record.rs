//! The records of an xls, their continuations, and the texts in them (MS-XLS 2.1.4, 2.5.293).

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1252};

use super::compound::u16_at;

/// The kind of the records that continue the one before.
const CONTINUE: u16 = 0x003C;

/// Records from an offset of the stream on, up to the end or the first that is cut short.
#[derive(Clone)]
pub(super) struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    pub fn new(stream: &'s [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, Data<'s>);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) =
            (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at.checked_add(2)?)?));
        let start = self.at + 4;
        let piece = self.stream.get(start..start + length)?;
        self.at = start + length;
        Some((kind, Data { piece, rest: self.clone() }))
    }
}

/// The data of a record, read from the start. Every method gives `None` past its end.
#[derive(Clone)]
pub(super) struct Data<'s> {
    /// What is left of this piece.
    piece: &'s [u8],
    /// The records after it, the first of which may continue it.
    rest: Records<'s>,
}

/// How a file stores texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// Excel 97 and later: each text says whether its characters have one byte or two.
    Unicode,
    /// Excel 5 and 95: bytes in the code page of the system.
    Bytes(&'static Encoding),
}

impl Charset {
    /// The encoding of a code page; Western if it is unknown.
    pub fn of_code_page(page: u16) -> Self {
        Self::Bytes(match page {
            936 | 10_008 => GBK,
            950 | 10_002 => BIG5,
            932 | 10_001 => SHIFT_JIS,
            949 | 10_003 => EUC_KR,
            _ => WINDOWS_1252,
        })
    }
}

impl<'s> Data<'s> {
    /// What is left of the first piece.
    pub fn bytes(&self) -> &'s [u8] {
        self.piece
    }

    /// Goes on to the next piece, if this one is used up and there is one.
    fn more(&mut self) -> bool {
        while self.piece.is_empty() {
            match self.rest.clone().next() {
                Some((CONTINUE, next)) => *self = next,
                _ => return false,
            }
        }
        true
    }

    /// Whether everything has been read.
    pub fn is_at_end(&mut self) -> bool {
        !self.more()
    }

    pub fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.more().then_some(self.piece)?.split_first()?;
        self.piece = rest;
        Some(*first)
    }

    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub fn f64(&mut self) -> Option<f64> {
        let mut bytes = [0; 8];
        for byte in &mut bytes {
            *byte = self.u8()?;
        }
        Some(f64::from_le_bytes(bytes))
    }

    pub fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.more().then_some(self.piece.len())?.min(count);
            self.piece = &self.piece[step..];
            count -= step;
        }
        Some(())
    }

    /// A text whose length is stored in two bytes.
    pub fn text(&mut self, charset: Charset) -> Option<String> {
        let length = usize::from(self.u16()?);
        self.characters(length, charset)
    }

    /// A text whose length is stored in one byte, such as the name of a sheet.
    pub fn short_text(&mut self, charset: Charset) -> Option<String> {
        let length = usize::from(self.u8()?);
        self.characters(length, charset)
    }

    fn characters(&mut self, length: usize, charset: Charset) -> Option<String> {
        match charset {
            Charset::Unicode if length == 0 => Some(String::new()),
            Charset::Unicode => {
                let wide = self.u8()? & 1 != 0;
                self.unicode(length, wide)
            }
            Charset::Bytes(encoding) => {
                let bytes = self.piece.get(..length)?;
                self.piece = &self.piece[length..];
                Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
            }
        }
    }

    /// A shared text, without its formatting and phonetic marks.
    pub fn shared_text(&mut self) -> Option<String> {
        let (length, flags) = (usize::from(self.u16()?), self.u8()?);
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let extension = if flags & 4 != 0 { self.u32()? as usize } else { 0 };
        let text = self.unicode(length, flags & 1 != 0)?;
        self.skip(4 * runs)?;
        self.skip(extension)?;
        Some(text)
    }

    /// The characters of a text. Each continuation begins with a byte that says how wide its characters are.
    fn unicode(&mut self, mut length: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while length > 0 {
            if self.piece.is_empty() {
                wide = self.u8()? & 1 != 0;
            }
            let count = length.min(if wide { self.piece.len() / 2 } else { self.piece.len() });
            let (taken, rest) = self.piece.split_at(if wide { 2 * count } else { count });
            if wide {
                units.extend(taken.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(taken.iter().map(|byte| u16::from(*byte)));
            }
            // Half a character is left at the end of a damaged piece.
            self.piece = if count == 0 { &[] } else { rest };
            length -= count;
        }
        Some(String::from_utf16_lossy(&units))
    }
}
