//! A template: a Typst package, with what its manifest tells the engine.

mod colour;
mod embedded;
mod manifest;
mod theme;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) use colour::contrast_ratio;
#[cfg(feature = "embedded-templates")]
pub use embedded::BUILT_IN;
#[cfg(feature = "embedded-templates")]
pub(crate) use embedded::built_in;
pub use manifest::{FontRequirement, Manifest, Stack};
pub use theme::Theme;
use theme::ThemeContext;

use crate::asset::is_plain_name;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::source::Source;

/// The version of the sheet that this engine writes; a template names the one it reads.
pub const SHEET_VERSION: u64 = 1;

/// The most files that a template may have, and the most bytes in all: each file's path is kept by
/// the typesetter for the life of the process.
const MAX_FILES: usize = 500;
const MAX_BYTES: u64 = 64 << 20;
/// The most bytes of code: parsed, each takes some 65 bytes of memory. The built-in templates have about 100 KiB.
const MAX_CODE_BYTES: usize = 4 << 20;

/// A template: a Typst package for reviews.
#[derive(Debug, Clone)]
pub struct Template {
    manifest: Manifest,
    files: BTreeMap<String, Cow<'static, [u8]>>,
    themes: BTreeMap<String, Theme>,
}

impl Template {
    /// A template from its files: `typst.toml`, the entry point, themes, components. The text module is added as
    /// `setting/`, unless there is a file below that.
    ///
    /// # Errors
    /// If the manifest is missing or at fault, or a theme is.
    pub fn from_files<N, B>(name: &str, files: impl IntoIterator<Item = (N, B)>) -> Result<Self, Error>
    where
        N: Into<String>,
        B: Into<Cow<'static, [u8]>>,
    {
        let mut all = BTreeMap::new();
        for (path, bytes) in files {
            let path = path.into();
            if !is_plain_name(&path) {
                return Err(broken(
                    format!("模板文件名 `{path}` 不可用"),
                    format!("a template can't have a file named {path}"),
                ));
            }
            all.insert(path, bytes.into());
        }
        // The text module is the engine's unless the template brings its own.
        if !all.keys().any(|path| path.starts_with("setting/")) {
            all.extend(embedded::setting().into_iter().map(|(path, bytes)| (path, bytes.into())));
        }
        let total: usize = all.values().map(|bytes| bytes.len()).sum();
        if all.len() > MAX_FILES || total as u64 > MAX_BYTES {
            return Err(broken(
                format!("模板太大：{} 个文件，{total} 字节", all.len()),
                format!("the template is too large: {} files, {total} bytes", all.len()),
            ));
        }
        let code: usize = all.iter().filter(|(path, _)| path.ends_with(".typ")).map(|(_, bytes)| bytes.len()).sum();
        if code > MAX_CODE_BYTES {
            return Err(broken(
                format!("模板代码太多：{code} 字节，上限 {MAX_CODE_BYTES}"),
                format!("the template has {code} bytes of code; it may have {MAX_CODE_BYTES}"),
            ));
        }
        let text = |path: &str| -> Result<Source, Error> {
            let bytes = all.get(path).ok_or_else(|| {
                broken(format!("模板 `{name}` 里没有 `{path}`"), format!("the template {name} has no {path}"))
            })?;
            let path = format!("{name}/{path}");
            Source::from_bytes(&path, bytes).map_err(|_| {
                let said = Message::not_utf8(&path);
                broken(said.zh, said.en)
            })
        };
        let manifest = Manifest::parse(&text("typst.toml")?)?;
        text(&manifest.entrypoint)?;
        let mut themes: BTreeMap<String, Theme> = BTreeMap::new();
        let mut wanted: Option<Vec<String>> = None;
        for theme in &manifest.themes {
            let source = text(&format!("themes/{theme}.toml"))?;
            // The first theme is the default; it says which tokens the template needs.
            if wanted.is_none() {
                wanted = Some(Theme::parse(&source, None)?.tokens());
            }
            let tokens = wanted.as_deref().unwrap_or_default();
            let parsed = Theme::parse(&source, Some(&ThemeContext { tokens, themes: &themes }))?;
            themes.insert(theme.clone(), parsed);
        }
        Ok(Self { manifest, files: all, themes })
    }

    /// A template from a folder.
    ///
    /// # Errors
    /// As [`from_files`](Self::from_files), and if the folder can't be read.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let name = folder.display().to_string();
        let failed = |error: std::io::Error| -> Error {
            let message = Message::new(format!("读不了模板 `{name}`"), format!("can't read the template {name}"));
            Diagnostic::of_io(Code::ReadFailed, message, &error).into()
        };
        let mut files = Vec::new();
        let mut total = 0;
        let mut pending = vec![(folder.to_path_buf(), String::new())];
        while let Some((dir, prefix)) = pending.pop() {
            for entry in std::fs::read_dir(&dir).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let kind = entry.file_type().map_err(failed)?;
                let Ok(file) = entry.file_name().into_string() else { continue };
                // Links and hidden files (of editors and version control) are no part of a template.
                if file.starts_with('.') || kind.is_symlink() {
                    continue;
                }
                let path = format!("{prefix}{file}");
                if kind.is_dir() {
                    pending.push((entry.path(), format!("{path}/")));
                } else if kind.is_file() && !file.ends_with(".pdf") {
                    total += entry.metadata().map_err(failed)?.len();
                    if files.len() >= MAX_FILES || total > MAX_BYTES {
                        return Err(broken(
                            format!("`{name}` 太大，不像模板"),
                            format!("{name} is too large for a template"),
                        ));
                    }
                    files.push((path, std::fs::read(entry.path()).map_err(failed)?));
                }
            }
        }
        Self::from_files(&name, files)
    }

    /// What the manifest says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Every file, by its path inside the template.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// The document that calls the template, which `import` names, on the files beside it:
    /// `sheet.json`, `theme.json` and the folder `photos`.
    pub(crate) fn call(import: &str) -> String {
        let arguments =
            "json(\"sheet.json\"),\n  theme: json(\"theme.json\"),\n  photo: name => path(\"photos/\" + name)";
        format!("#import \"{import}\": review\n#review(\n  {arguments},\n)\n")
    }

    /// A theme by its name; the default one for `None`.
    pub fn theme(&self, name: Option<&str>) -> Option<&Theme> {
        self.themes.get(name.or(self.manifest.themes.first().map(String::as_str))?)
    }

    /// Reads a theme file that is no part of the template, such as an office's own, for [`ThemeChoice::Parsed`].
    ///
    /// [`ThemeChoice::Parsed`]: crate::ThemeChoice::Parsed
    ///
    /// # Errors
    /// With every error: unknown or missing tokens, colours that are none, more than 300 % ink, text
    /// that doesn't stand out from its background.
    pub fn parse_theme(&self, source: &Source) -> Result<Theme, Error> {
        let tokens = self.theme(None).map(Theme::tokens).unwrap_or_default();
        let context = ThemeContext { tokens: &tokens, themes: &self.themes };
        Ok(Theme::parse(source, Some(&context))?.of(&self.manifest))
    }
}

fn broken(zh: String, en: String) -> Error {
    Diagnostic::error(Code::TemplateBroken, Message::new(zh, en)).into()
}
