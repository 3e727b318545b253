//! The parts of a zipped workbook, unpacked as they are read, up to a limit.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// Maximum number of bytes that all parts may unpack to: a zip of a few KiB can contain gigabytes.
const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// Why a workbook can't be read.
#[derive(Debug)]
pub(super) enum WorkbookError {
    /// It unpacks to too many bytes, or has too many cells or texts.
    TooLarge,
    /// Its cells lie so far apart that calamine would need too much memory.
    TooWide,
    /// It is malformed; the text is the parser's.
    Invalid(String),
}

impl WorkbookError {
    pub fn invalid(error: impl std::fmt::Display) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// A workbook's zip.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Indices of the parts by folded name: some programs write names in another case, or with backslashes.
    names: BTreeMap<String, usize>,
    left: Cell<u64>,
}

fn folded(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

impl<'b> Package<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Self, WorkbookError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(WorkbookError::invalid)?;
        let name = |at: usize| Some((folded(&zip.name_for_index(at)?.ok()?), at));
        let names = (0..zip.len()).filter_map(name).collect();
        Ok(Self { zip, names, left: Cell::new(MAX_UNPACKED_BYTES) })
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(&folded(name))
    }

    /// A part as XML; `None` if there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Xml<'_>>, WorkbookError> {
        let Some(at) = self.names.get(&folded(name)) else { return Ok(None) };
        let file = self.zip.by_index(*at).map_err(WorkbookError::invalid)?;
        let bounded: Box<dyn Read + '_> = Box::new(Bounded { file, left: &self.left });
        let mut reader = Reader::from_reader(BufReader::new(bounded));
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Xml { reader, buffer: Vec::new(), left: &self.left }))
    }
}

/// A reader that fails once the package has unpacked its maximum.
struct Bounded<'c, R> {
    file: R,
    left: &'c Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other("unpacks to more than is read"));
        }
        let max = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.file.read(&mut buffer[..max])?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

/// XML, event by event. An empty element gives a start and an end.
pub(super) struct Xml<'p> {
    reader: Reader<BufReader<Box<dyn Read + 'p>>>,
    buffer: Vec<u8>,
    left: &'p Cell<u64>,
}

impl Xml<'_> {
    pub fn next(&mut self) -> Result<Event<'_>, WorkbookError> {
        self.buffer.clear();
        let left = self.left;
        self.reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| if left.get() == 0 { WorkbookError::TooLarge } else { WorkbookError::invalid(error) })
    }
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
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
