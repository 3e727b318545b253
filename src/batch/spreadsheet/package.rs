//! The parts of a zipped workbook, unpacked as they are read, up to a limit.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// Maximum number of bytes that all parts may unpack to: a zip of a few KiB can contain gigabytes. The largest sheets
/// that are still tables, with a hundred thousand rows and formats on every cell, have a fifth of it.
const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// Maximum number of bytes of XML between two tags, or of a tag. The longest text of a cell takes 196 KiB; pictures
/// embedded in an ods take more than any text.
const MAX_EVENT_BYTES: u64 = 8 << 20;

/// Maximum length of a name in XML, in bytes; those of the formats have less than 50.
const MAX_NAME_BYTES: usize = 1024;

/// Maximum length of a value of an attribute, in bytes. None that is read here has more than 1 KiB.
const MAX_VALUE_BYTES: usize = 64 << 10;

/// Maximum number of elements in all parts: three for each of the eight million cells that a table may have with its
/// empty ones. What unpacks to 512 MiB of empty cells takes 13 s to read; this, 8 s.
const MAX_ELEMENTS: u64 = 24_000_000;

/// Maximum nesting depth of elements; the formats need less than 30.
const MAX_DEPTH: usize = 256;

/// Maximum number of parts. A workbook has a few for each sheet, and one for each picture.
const MAX_PARTS: usize = 10_000;

/// What a workbook has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    Unpacked,
    Elements,
    Parts,
    Sheets,
    Styles,
    Merged,
    Rows,
    Cells,
    Text,
    CellText,
}

/// Why a workbook can't be read.
#[derive(Debug)]
pub(super) enum WorkbookError {
    /// It exceeds a limit, at a cell or row of its sheet if that is known.
    TooLarge { limit: Limit, place: Option<String> },
    /// It has a password.
    Encrypted,
    /// It is malformed; the text is the parser's.
    Invalid(String),
}

impl WorkbookError {
    pub fn too_large(limit: Limit) -> Self {
        Self::TooLarge { limit, place: None }
    }

    /// Names the place where a limit was exceeded.
    pub fn at(self, place: impl FnOnce() -> String) -> Self {
        match self {
            Self::TooLarge { limit, place: None } => Self::TooLarge { limit, place: Some(place()) },
            error => error,
        }
    }

    pub fn invalid(error: impl std::fmt::Display) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// A workbook's zip.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Indices of the parts by folded name: some programs write names in another case, or with backslashes.
    names: BTreeMap<String, usize>,
    /// How many bytes may still be unpacked, of all parts and before the next event.
    left: Cell<u64>,
    event: Cell<u64>,
    /// How many elements may still be read, of all parts.
    elements: Cell<u64>,
}

fn folded(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Self, WorkbookError> {
        bounded_parts(bytes)?;
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookError::invalid)?;
        let name = |at: usize| Some((folded(&zip.name_for_index(at)?.ok()?), at));
        let names = (0..zip.len()).filter_map(name).collect();
        Ok(Self {
            zip,
            names,
            left: Cell::new(MAX_UNPACKED_BYTES),
            event: Cell::new(MAX_EVENT_BYTES),
            elements: Cell::new(MAX_ELEMENTS),
        })
    }

    /// With another maximum number of elements.
    #[cfg(test)]
    pub fn with_elements(self, max: u64) -> Self {
        self.elements.set(max);
        self
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&folded(name))
    }

    /// A part as XML; `None` if there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Xml<'_>>, WorkbookError> {
        let Some(at) = self.names.get(&folded(name)) else { return Ok(None) };
        let file = self.zip.by_index(*at).map_err(WorkbookError::invalid)?;
        let bounded: Box<dyn Read + '_> = Box::new(Bounded { file, left: &self.left, event: &self.event });
        let mut reader = Reader::from_reader(BufReader::new(bounded));
        reader.config_mut().expand_empty_elements = true;
        let (left, event, elements) = (&self.left, &self.event, &self.elements);
        Ok(Some(Xml { reader, buffer: Vec::new(), left, event, elements, depth: 0 }))
    }
}

/// Refuses a zip with too many parts, before its list of parts takes memory for each: by the entries that are in the
/// file, and by the number that a zip64 claims.
fn bounded_parts(bytes: &[u8]) -> Result<(), WorkbookError> {
    let starts = |signature: &'static [u8]| {
        let places = bytes.windows(4).enumerate().filter(move |(_, window)| *window == signature);
        places.map(|(at, _)| at)
    };
    let number = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?));
    let entries = starts(b"PK\x01\x02").take(MAX_PARTS + 1).count();
    let claims = starts(b"PK\x06\x06").any(|at| {
        // By chance these bytes may also be somewhere in packed data, but hardly before a possible size.
        number(at + 4).is_some_and(|size| size <= bytes.len() as u64)
            && [24, 32].into_iter().filter_map(|field| number(at + field)).any(|count| count > MAX_PARTS as u64)
    });
    if entries > MAX_PARTS || claims { Err(WorkbookError::too_large(Limit::Parts)) } else { Ok(()) }
}

/// A reader that fails once the package has unpacked its maximum, or an event of XML is too long.
struct Bounded<'c, R> {
    file: R,
    left: &'c Cell<u64>,
    event: &'c Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (left, event) = (self.left.get(), self.event.get());
        if left == 0 || event == 0 {
            return Err(io::Error::other("unpacks to more than is read"));
        }
        let max = buffer.len().min(usize::try_from(left.min(event)).unwrap_or(usize::MAX));
        let read = self.file.read(&mut buffer[..max])?;
        self.left.set(left - read as u64);
        self.event.set(event - read as u64);
        Ok(read)
    }
}

/// XML, event by event. An empty element gives a start and an end.
pub(super) struct Xml<'p> {
    reader: Reader<BufReader<Box<dyn Read + 'p>>>,
    buffer: Vec<u8>,
    left: &'p Cell<u64>,
    event: &'p Cell<u64>,
    elements: &'p Cell<u64>,
    depth: usize,
}

impl Xml<'_> {
    pub fn next(&mut self) -> Result<Event<'_>, WorkbookError> {
        self.buffer.clear();
        self.event.set(MAX_EVENT_BYTES);
        let (left, event) = (self.left, self.event);
        let read = self.reader.read_event_into(&mut self.buffer).map_err(|error| match (left.get(), event.get()) {
            (0, _) => WorkbookError::too_large(Limit::Unpacked),
            (_, 0) => WorkbookError::too_large(Limit::CellText),
            _ => WorkbookError::invalid(error),
        })?;
        match &read {
            Event::Start(tag) if tag.name().as_ref().len() > MAX_NAME_BYTES => {
                return Err(WorkbookError::invalid("a name in the XML is too long"));
            }
            Event::Start(_) => {
                let Some(left) = self.elements.get().checked_sub(1) else {
                    return Err(WorkbookError::too_large(Limit::Elements));
                };
                self.elements.set(left);
                self.depth += 1;
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(WorkbookError::invalid("the XML is nested too deeply"));
        }
        Ok(read)
    }
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Looking for duplicates takes the square of their number.
    let found = tag.attributes().with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == name)?;
    if found.value.len() > MAX_VALUE_BYTES {
        return None;
    }
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Whether a boolean attribute is `1` or `true`.
pub(super) fn is_on(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// Appends the characters of an event.
pub(super) fn add_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(entity) => match entity.resolve_char_ref() {
            Ok(Some(c)) => text.push(c),
            _ => text.push_str(resolve_xml_entity(entity).unwrap_or_default()),
        },
        _ => {}
    }
}
