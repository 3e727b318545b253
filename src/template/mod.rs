//! Templates: Typst packages with a manifest that tells the engine what they need.

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
use crate::disk::{self, Links};
use crate::source::Source;

/// The version of the sheet that this engine writes; the manifest of a template names the version that it reads.
pub const SHEET_VERSION: u64 = 1;

/// Maximum number of files in a template, and of bytes in total. Typst keeps the path of each file for the life of the
/// process.
const MAX_FILES: usize = 500;
const MAX_BYTES: u64 = 64 << 20;
/// Maximum number of bytes of code. Parsed, each takes about 65 bytes of memory. The built-in templates have about
/// 100 KiB.
const MAX_CODE_BYTES: usize = 4 << 20;

/// A template: a Typst package for reviews.
#[derive(Debug, Clone)]
pub struct Template {
    manifest: Manifest,
    files: BTreeMap<String, Cow<'static, [u8]>>,
    themes: BTreeMap<String, Theme>,
}

impl Template {
    /// Makes a template from its files: `typst.toml`, the entry point, themes, components. Messages call it `name`. The
    /// text module is added as `setting/`, unless the files include that folder.
    ///
    /// # Errors
    /// If the manifest or a theme is missing or invalid, or the files exceed a limit.
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
                    format!("invalid path of a template file: {path}"),
                ));
            }
            all.insert(path, bytes.into());
        }
        // Add the text module unless the template brings its own version.
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
                format!("the template has {code} bytes of code; the limit is {MAX_CODE_BYTES}"),
            ));
        }
        let text = |path: &str| -> Result<Source, Error> {
            let bytes = all.get(path).ok_or_else(|| {
                broken(format!("模板 `{name}` 里没有 `{path}`"), format!("template {name} has no {path}"))
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
            // The first theme is the default, and defines which tokens the template needs.
            if wanted.is_none() {
                wanted = Some(Theme::parse(&source, None)?.tokens());
            }
            let tokens = wanted.as_deref().unwrap_or_default();
            let parsed = Theme::parse(&source, Some(&ThemeContext { tokens, themes: &themes }))?;
            themes.insert(theme.clone(), parsed);
        }
        Ok(Self { manifest, files: all, themes })
    }

    /// Reads a template from a folder. Hidden files, symbolic links and PDFs are skipped.
    ///
    /// # Errors
    /// As [`from_files`](Self::from_files), and if the folder can't be read.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let name = folder.display().to_string();
        let failed = |error: std::io::Error| -> Error {
            let message = Message::new(format!("读不了模板 `{name}`"), format!("can't read template {name}"));
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
                // Links and hidden files (of editors and version control) aren't part of a template.
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
                    files.push((path, disk::read(&entry.path(), MAX_BYTES, Links::Refuse).map_err(failed)?));
                }
            }
        }
        Self::from_files(&name, files)
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Every file: its path inside the template, and its bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    /// The Typst document that imports the template from `import` and calls it with `sheet.json`, `theme.json` and the
    /// folder `photos`; if its pages are composed, also with `plan.json`.
    pub(crate) fn call(import: &str, composed: bool) -> String {
        let mut arguments = vec!["json(\"sheet.json\")", "theme: json(\"theme.json\")"];
        arguments.push("photo: name => path(\"photos/\" + name)");
        if composed {
            arguments.push("plan: json(\"plan.json\")");
        }
        format!("#import \"{import}\": review\n#review(\n  {},\n)\n", arguments.join(",\n  "))
    }

    /// The Typst document whose only element is metadata: what the template tells of its pieces.
    pub(crate) fn plan_call(import: &str) -> String {
        format!("#import \"{import}\": plan\n#metadata(plan(json(\"sheet.json\"), theme: json(\"theme.json\")))\n")
    }

    /// The theme with this name, or the default theme for `None`; `None` if there is no such theme.
    pub fn theme(&self, name: Option<&str>) -> Option<&Theme> {
        self.themes.get(name.or(self.manifest.themes.first().map(String::as_str))?)
    }

    /// Parses a theme file that isn't part of the template, such as an office's own, for [`ThemeChoice::Parsed`].
    ///
    /// [`ThemeChoice::Parsed`]: crate::ThemeChoice::Parsed
    ///
    /// # Errors
    /// All errors at once: unknown or missing tokens, malformed colours, more than 300 % ink, text with too little
    /// contrast.
    pub fn parse_theme(&self, source: &Source) -> Result<Theme, Error> {
        let tokens = self.theme(None).map(Theme::tokens).unwrap_or_default();
        let context = ThemeContext { tokens: &tokens, themes: &self.themes };
        Ok(Theme::parse(source, Some(&context))?.of(&self.manifest))
    }
}

fn broken(zh: String, en: String) -> Error {
    Diagnostic::error(Code::TemplateBroken, Message::new(zh, en)).into()
}
