//! Assigns slots to photographs, and reads and prepares the files.

use std::collections::BTreeMap;

use super::order::{line, maybe};
use super::sheet;
use crate::asset::{Assets, Purpose};
use crate::description::{Focus, Photo, Placeholders, Shape};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::photo::{MAX_MEMORY, PhotoCache, PhotoError, Photograph};
use crate::source::{Origin, Source, Span};

/// The most slots of one review. Typst keeps the path of each for the life of the process.
const MAX_SLOTS: usize = 999;

/// Maximum memory of all decoded photographs of a review in bytes, which the layout engine keeps together.
const MAX_TOTAL_MEMORY: u64 = 8 << 30;
/// The most bytes of all photographs of a review, which are in memory together: 1 GiB.
const MAX_TOTAL_BYTES: usize = 1 << 30;

pub(super) struct PhotoResolver<'a> {
    source: &'a Source,
    assets: &'a dyn Assets,
    photo_cache: &'a PhotoCache,
    placeholders: Placeholders,
    slots: usize,
    /// Captions of missing pictures of the current section.
    highlights: Vec<sheet::Highlight>,
    /// The total size of the photographs so far.
    bytes: usize,
    /// Their memory once they are decoded, in bytes.
    memory: u64,
    /// The result for each file, so that a file used twice is read once.
    known: BTreeMap<String, Result<usize, Diagnostic>>,
    pub photos: Vec<(String, Photograph)>,
    pub found: Vec<Diagnostic>,
}

impl<'a> PhotoResolver<'a> {
    pub fn new(
        source: &'a Source,
        assets: &'a dyn Assets,
        photo_cache: &'a PhotoCache,
        placeholders: Placeholders,
    ) -> Self {
        Self {
            source,
            assets,
            photo_cache,
            placeholders,
            slots: 0,
            highlights: Vec::new(),
            bytes: 0,
            memory: 0,
            known: BTreeMap::new(),
            photos: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The number of `items` that get a slot.
    pub fn shown<'p>(&self, items: impl IntoIterator<Item = &'p Photo>) -> usize {
        let empty_too = matches!(self.placeholders, Placeholders::Show | Placeholders::Error);
        items.into_iter().filter(|item| empty_too || item.file.is_some()).count()
    }

    /// Takes the captions collected since the last call.
    pub fn take_highlights(&mut self) -> Vec<sheet::Highlight> {
        std::mem::take(&mut self.highlights)
    }

    /// Assigns a slot to a photograph; `None` if it is still to come and the review has no placeholders.
    pub fn slot(&mut self, item: &Photo) -> Option<sheet::Photo> {
        if item.file.is_none() {
            match self.placeholders {
                Placeholders::Show => {}
                Placeholders::Hide => return None,
                Placeholders::Highlights => {
                    let origin = item.origin.path.to_string();
                    self.highlights.push(sheet::Highlight { origin, text: line(&item.caption) });
                    return None;
                }
                Placeholders::Error => {
                    let message = Message::new(
                        "这幅图还没有照片，而本册要求图片齐全才付印",
                        "the photograph is missing, and the review requires all of them",
                    );
                    let hint = Message::new(
                        "写上 file = \"照片文件\"，或把 [design] 的 `placeholders` 改为 \"show\"、\"highlights\"、\"hide\"",
                        "add file = \"…\", or set `placeholders` in [design] to \"show\", \"highlights\" or \"hide\"",
                    );
                    let error = Diagnostic::error(Code::PlaceholderLeft, message).hint(hint);
                    self.found.push(error.at_field(self.source, &item.origin));
                }
            }
        }
        self.slots += 1;
        if self.slots == MAX_SLOTS + 1 {
            let message = Message::new(
                format!("图片超过 {MAX_SLOTS} 幅"),
                format!("there are more than {MAX_SLOTS} photographs"),
            );
            self.found.push(Diagnostic::error(Code::TooLarge, message).at_field(self.source, &item.origin));
        }
        let there = item.file.as_ref().filter(|_| self.slots <= MAX_SLOTS).and_then(|file| {
            if item.alt.is_none() {
                self.found.push(without_alt().at_field(self.source, &file.origin));
            }
            self.photograph(&file.text, &file.origin)
        });
        let (file, pixels) = match there.map(|k| &self.photos[k]) {
            Some((name, photo)) => (Some(name.clone()), Some((photo.width, photo.height))),
            None => (None, None),
        };
        let shape = item.shape.unwrap_or_else(|| nearest_shape(pixels));
        Some(sheet::Photo {
            origin: item.origin.path.to_string(),
            slot: self.slots,
            file,
            caption: line(&item.caption),
            alt: item.alt.as_ref().map(|alt| alt.text.clone()),
            credit: maybe(item.credit.as_ref()),
            shape,
            aspect: shape.aspect(),
            fit: item.fit,
            focus: item.focus.unwrap_or(Focus::Center).into(),
            pixels: pixels.map(|(width, height)| sheet::Pixels { width, height }),
        })
    }

    /// Reads and prepares a file, or reports what is wrong with it; returns its index in `photos`.
    pub fn photograph(&mut self, file: &str, origin: &Origin) -> Option<usize> {
        if !self.known.contains_key(file) {
            let outcome = self.prepared(file, self.assets);
            self.known.insert(file.to_owned(), outcome);
        }
        match self.known.get(file)? {
            Ok(k) => {
                if self.photos[*k].1.bad_profile {
                    self.found.push(bad_profile(file).at_field(self.source, origin));
                }
                Some(*k)
            }
            // Each slot with a broken file gets its own error.
            Err(error) => {
                self.found.push(error.clone().at_field(self.source, origin));
                None
            }
        }
    }

    /// Reads the logo of a theme, from the theme's own files if it has any.
    pub fn logo(&mut self, file: &str, beside: Option<&dyn Assets>, source: &Source, span: Span) -> Option<usize> {
        let outcome = self.prepared(file, beside.unwrap_or(self.assets));
        let found = match &outcome {
            Ok(k) => self.photos[*k].1.bad_profile.then(|| bad_profile(file)),
            Err(error) => Some(error.clone()),
        };
        self.found.extend(found.map(|found| found.at(source, span)));
        outcome.ok()
    }

    fn prepared(&mut self, file: &str, assets: &dyn Assets) -> Result<usize, Diagnostic> {
        let bytes = assets.open(file).map_err(|error| error.diagnostic(file, Purpose::Photo))?;
        let photo = self.photo_cache.prepare(&bytes).map_err(|error| unusable(file, error))?;
        self.bytes += photo.bytes.len();
        if self.bytes > MAX_TOTAL_BYTES {
            let message = Message::new(
                format!("到 `{file}` 为止，照片合计超过 {} MiB", MAX_TOTAL_BYTES >> 20),
                format!("with {file}, the photographs exceed {} MiB in total", MAX_TOTAL_BYTES >> 20),
            );
            return Err(Diagnostic::error(Code::PhotoTooLarge, message));
        }
        self.memory += u64::from(photo.width) * u64::from(photo.height) * 4;
        if self.memory > MAX_TOTAL_MEMORY {
            let message = Message::new(
                format!("到 `{file}` 为止，照片排版要用的内存合计超过 {} GiB", MAX_TOTAL_MEMORY >> 30),
                format!(
                    "with {file}, the photographs take more than {} GiB of memory in total",
                    MAX_TOTAL_MEMORY >> 30
                ),
            );
            let hint = Message::new("先把照片缩小", "scale the photographs down");
            return Err(Diagnostic::error(Code::PhotoTooLarge, message).hint(hint));
        }
        // Names from a fixed set, whatever the files are called.
        let name = format!("{:04}.{}", self.photos.len() + 1, photo.extension);
        self.photos.push((name, photo));
        Ok(self.photos.len() - 1)
    }
}

fn bad_profile(file: &str) -> Diagnostic {
    let message = Message::new(
        format!("照片 `{file}` 的色彩配置文件已损坏或不适用，没有采用，印出的颜色可能有偏差"),
        format!("the colour profile of {file} is damaged or doesn't fit and isn't used; colours may be off in print"),
    );
    let hint = Message::new(
        "用看图软件打开，转换为 sRGB 后另存",
        "open it in a viewer, convert it to sRGB, and save it again",
    );
    Diagnostic::warning(Code::PhotoProfile, message).hint(hint)
}

fn without_alt() -> Diagnostic {
    let message = Message::new(
        "照片没有替代文字，看不见图的读者无从知道画面内容",
        "the photograph has no alternative text for readers who can't see it",
    );
    let hint = Message::new("加一行 alt = \"画面里有什么\"", "add a line alt = \"what the picture shows\"");
    Diagnostic::warning(Code::PhotoWithoutAlt, message).hint(hint)
}

fn unusable(file: &str, error: PhotoError) -> Diagnostic {
    match error {
        PhotoError::Broken(why) => {
            let message = Message::new(
                format!("照片 `{file}` 不完整或已损坏；原文：{why}"),
                format!("photograph {file} is truncated or corrupt ({why})"),
            );
            Diagnostic::error(Code::PhotoBroken, message)
        }
        PhotoError::Format(cure) => {
            let message =
                Message::new(format!("`{file}` 的格式不能付印"), format!("{file} has a format that can't be printed"));
            let diagnostic = Diagnostic::error(Code::PhotoFormat, message);
            match cure {
                Some(cure) => diagnostic.hint(cure),
                None => diagnostic,
            }
        }
        PhotoError::TooLarge(cost) => {
            let (width, height) = (cost.width, cost.height);
            let (needed, max) = (cost.memory() >> 20, MAX_MEMORY >> 20);
            let message = Message::new(
                format!(
                    "照片 `{file}` 有 {width} × {height} 像素，处理要用 {needed} MiB 内存，超出限度（每边 16384 像素，{max} MiB）"
                ),
                format!(
                    "{file} has {width} × {height} pixels and takes {needed} MiB of memory; the limits are 16,384 pixels a side and {max} MiB"
                ),
            );
            let hint = Message::new(
                "用看图软件缩小后另存：跨页大图长边 8000 像素就够了",
                "scale it down in a viewer: 8,000 pixels on the longer side are enough for a spread",
            );
            Diagnostic::error(Code::PhotoTooLarge, message).hint(hint)
        }
    }
}

/// The shape with the nearest aspect ratio; 3:2 if there is no photograph.
fn nearest_shape(pixels: Option<(u32, u32)>) -> Shape {
    let Some((width, height)) = pixels else { return Shape::Landscape };
    let own = f64::from(width) / f64::from(height.max(1));
    let distance = |shape: &Shape| (shape.aspect() / own).ln().abs();
    Shape::ALL.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(Shape::Landscape)
}
