//! The font store: fonts in memory, and lookups of their coverage before layout.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;
use typst_kit::fonts::{FontSource, FontStore as TypstStore};

use crate::diagnostic::{Code, Diagnostic, Message};
use crate::disk::{self, Links};
use crate::guard::guarded;

/// Maximum size of a font file in bytes. The largest collections of Chinese, Japanese and Korean fonts have some 150 MB.
const MAX_BYTES: u64 = 512 << 20;

/// How a face was added to an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaceOrigin {
    /// Embedded in the library.
    Embedded,
    /// Added by the program; templates can use its family.
    Added,
    /// The last resort of every font stack.
    Fallback,
}

/// One face of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Face {
    /// The family name that templates use.
    pub family: String,
    /// 100 (thin) to 900 (black).
    pub weight: u16,
    /// Whether it is italic or oblique.
    pub italic: bool,
    /// Name of the file that it comes from.
    pub file: String,
    /// How it was added to the engine.
    pub origin: FaceOrigin,
}

/// The fonts of an engine. Faces are opened when they are first used.
#[derive(Default)]
pub(crate) struct FontStore {
    store: TypstStore,
    faces: Vec<Face>,
    /// The font files, each with its SHA-256 if known.
    data: Vec<(Bytes, Option<String>)>,
    /// One bit per character for each face, computed on first use. Typst's own `Coverage` is a list of runs that is
    /// scanned for every lookup, and a review makes about a thousand.
    bits: Vec<OnceLock<Vec<u64>>>,
}

/// A face that is opened on first use; the bytes are shared by the faces of one file.
struct Lazy {
    bytes: Bytes,
    index: u32,
}

impl FontSource for Lazy {
    fn load(&self) -> Option<Font> {
        guarded(|| Font::new(self.bytes.clone(), self.index)).flatten()
    }
}

impl FontStore {
    /// Adds every face of a font file.
    pub fn add(&mut self, name: &str, data: Cow<'static, [u8]>, origin: FaceOrigin) -> Result<(), Diagnostic> {
        let bytes = match data {
            Cow::Borrowed(data) => Bytes::new(data),
            Cow::Owned(data) => Bytes::new(data),
        };
        let faces = has_true_count(&bytes).then(|| guarded(|| FontInfo::iter(&bytes).collect::<Vec<_>>())).flatten();
        let faces = faces.unwrap_or_default();
        if faces.is_empty() {
            let message =
                Message::new(format!("{name} 不是能读的字体文件"), format!("{name} is not a readable font file"));
            return Err(Diagnostic::error(Code::FontBroken, message));
        }
        self.data.push((bytes.clone(), None));
        for (index, info) in faces.into_iter().enumerate() {
            self.push(name, bytes.clone(), index as u32, info, origin);
        }
        Ok(())
    }

    /// Adds a face whose info and digest are already known.
    #[cfg(feature = "embedded-fonts")]
    pub fn add_known(&mut self, name: &str, data: &'static [u8], sha256: String, info: FontInfo) {
        self.data.push((Bytes::new(data), Some(sha256)));
        self.push(name, Bytes::new(data), 0, info, FaceOrigin::Embedded);
    }

    fn push(&mut self, name: &str, bytes: Bytes, index: u32, info: FontInfo, origin: FaceOrigin) {
        self.faces.push(Face {
            family: info.family.clone(),
            weight: info.variant.weight.to_number(),
            italic: info.variant.style != typst::text::FontStyle::Normal,
            file: name.to_owned(),
            origin,
        });
        self.bits.push(OnceLock::new());
        self.store.push((Lazy { bytes, index }, info));
    }

    /// The bytes of the font files, each with its SHA-256 as hexadecimal digits if known.
    #[cfg(feature = "batch")]
    pub fn data(&self) -> impl Iterator<Item = (&[u8], Option<&str>)> {
        self.data.iter().map(|(bytes, sha256)| (bytes.as_slice(), sha256.as_deref()))
    }

    /// The faces, in the order in which they were added.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// Every character of a face; empty if the face belongs to another font store.
    pub fn characters(&self, face: &Face) -> impl Iterator<Item = char> {
        let index = self.faces.iter().position(|own| own == face);
        let info = index.and_then(|index| self.book().info(index));
        info.into_iter().flat_map(|info| info.coverage.iter()).filter_map(char::from_u32)
    }

    /// The families that only fallback fonts have, each once, in the order in which they were added.
    pub fn fallback_families(&self) -> Vec<String> {
        let own: BTreeSet<&str> = self
            .faces
            .iter()
            .filter(|face| face.origin != FaceOrigin::Fallback)
            .map(|face| face.family.as_str())
            .collect();
        self.families().into_iter().filter(|family| !own.contains(family)).map(str::to_owned).collect()
    }

    /// The families, each once, in the order in which they were added.
    pub fn families(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        self.faces.iter().map(|face| face.family.as_str()).filter(|family| seen.insert(*family)).collect()
    }

    /// Whether a family has a weight.
    pub fn has(&self, family: &str, weight: u16) -> bool {
        self.faces.iter().any(|face| face.family.eq_ignore_ascii_case(family) && face.weight == weight)
    }

    /// The first of `families` that has a character.
    pub fn covering<'f>(&self, families: &[&'f str], character: char) -> Option<&'f str> {
        let book = self.book();
        let covers = |index: usize| book.info(index).is_some_and(|info| info.coverage.contains(character as u32));
        families.iter().copied().find(|family| {
            let mut faces = self.faces.iter().enumerate();
            faces.any(|(index, face)| face.family.eq_ignore_ascii_case(family) && covers(index))
        })
    }

    /// A test for many characters: whether a character is missing from all fonts of `families`.
    pub fn lacks<'s>(&'s self, families: &[&str]) -> impl Fn(char) -> bool + use<'s> {
        let ours = |face: &Face| families.iter().any(|family| face.family.eq_ignore_ascii_case(family));
        let indices = self.faces.iter().enumerate().filter(|(_, face)| ours(face)).map(|(index, _)| index);
        let faces: Vec<&[u64]> = indices.map(|index| self.bits(index)).collect();
        move |character| {
            let (word, bit) = (character as usize / 64, character as usize % 64);
            !faces.iter().any(|bits| bits.get(word).is_some_and(|word| word & 1 << bit != 0))
        }
    }

    fn bits(&self, face: usize) -> &[u64] {
        self.bits[face].get_or_init(|| {
            let mut bits = Vec::new();
            let known = self.book().info(face).into_iter().flat_map(|info| info.coverage.iter());
            for character in known.take_while(|character| *character <= char::MAX as u32) {
                let word = character as usize / 64;
                if bits.len() <= word {
                    bits.resize(word + 1, 0);
                }
                bits[word] |= 1 << (character % 64);
            }
            bits
        })
    }

    pub fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }
}

/// Whether a collection has as many faces as it claims, by its length (OpenType 1.9, “Font Collections”). A reader that
/// tries four billion faces takes minutes.
fn has_true_count(font: &[u8]) -> bool {
    const MAX_FACES: usize = 256;
    if !font.starts_with(b"ttcf") {
        return true;
    }
    let count = font.get(8..12).and_then(|count| <[u8; 4]>::try_from(count).ok()).map(u32::from_be_bytes);
    count.is_some_and(|count| count as usize <= MAX_FACES.min(font.len().saturating_sub(12) / 4))
}

/// Reads a font file, unless it is too large.
pub(crate) fn read_font(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let shown = path.display().to_string();
    disk::read(path, MAX_BYTES, Links::Refuse).map_err(|error| match error.kind() {
        std::io::ErrorKind::FileTooLarge => {
            let max = MAX_BYTES >> 20;
            let message = Message::new(
                format!("字体 {shown} 超过 {max} MiB，没有读"),
                format!("the font {shown} is larger than {max} MiB and wasn't read"),
            );
            Diagnostic::error(Code::FontBroken, message)
        }
        _ => Diagnostic::unreadable(&shown, &error),
    })
}

/// The font files below a folder, sorted by path so that the order doesn't depend on the file system.
pub(crate) fn font_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(dir) = pending.pop() {
        for entry in std::fs::read_dir(&dir)? {
            let entry = entry?;
            // Links are not followed, since a folder that contains itself would never end.
            let kind = entry.file_type()?;
            let path = entry.path();
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
            if kind.is_dir() {
                pending.push(path);
            } else if kind.is_file() && ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str()) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
