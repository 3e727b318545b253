//! The files that a command reads, which its outputs must not replace.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use huimou::batch::Batch;
use huimou::description::Role;
use huimou::files::{FileId, check_target};
use huimou::{Code, Description, Diagnostic, Error, Message, Source};

use super::args::{Input, Settings};
use super::input::{Choosing, is_stream, read_bytes, source_name};

/// The files, each with what it is. Those that don't exist or can't be read are left out: the work itself reports them.
#[derive(Default)]
pub struct Inputs {
    files: HashMap<FileId, (PathBuf, Kind)>,
}

/// What a file is, in Chinese and English.
type Kind = (&'static str, &'static str);

pub const AUDITED: Kind = ("正在审校的文件", "the file under audit");
const REVIEW: Kind = ("内容文件", "the description");
const BATCH: Kind = ("这一批要用的文件", "a file of the batch");
const PICTURE: Kind = ("内容里用的图片", "a picture of the review");
const THEME: Kind = ("配色文件", "the theme");
const BESIDE_THEME: Kind = ("配色里用的文件", "a file of the theme");
const FONT: Kind = ("字体", "a font");
const TEMPLATE: Kind = ("模板的文件", "a file of the template");

impl Inputs {
    /// What a review is made from.
    pub fn of(input: &Input) -> Self {
        let mut inputs = Self::of_choosing(&input.settings.choosing());
        if input.file == Path::new("-") || is_stream(&input.file) {
            return inputs;
        }
        inputs.add(&input.file, REVIEW);
        let source = read_bytes(&input.file).and_then(|bytes| Source::decode(&source_name(&input.file), &bytes));
        let Ok(description) = source.and_then(|source| Description::parse(&source)) else { return inputs };
        let folder = input.folder();
        for field in description.value.texts() {
            if field.role == Role::File {
                inputs.add(&folder.join(&field.text), PICTURE);
            }
        }
        let theme = description.value.file().design.as_ref().and_then(|design| design.theme.as_ref());
        if let Some(theme) = theme.filter(|theme| theme.text.ends_with(".toml")) {
            inputs.theme(&folder.join(&theme.text));
        }
        inputs
    }

    /// Template, theme and fonts.
    pub fn of_choosing(choosing: &Choosing<'_>) -> Self {
        let mut inputs = Self::default();
        if let Some(theme) = choosing.theme.filter(|theme| theme.ends_with(".toml")) {
            inputs.theme(Path::new(theme));
        }
        if let Some(folder) = choosing.template_folder() {
            // A PDF in a template's folder is what someone has built there.
            inputs.folder(folder, TEMPLATE, |extension| extension != "pdf");
        }
        for folder in choosing.font_path {
            inputs.folder(folder, FONT, |extension| ["ttf", "otf", "ttc", "otc"].contains(&extension));
        }
        inputs
    }

    /// What a batch is made from, but for photographs: the library finds those as it builds the districts.
    pub fn of_batch(batch: &Batch, settings: &Settings) -> Self {
        let mut inputs = Self::of_choosing(&settings.choosing());
        batch.inputs().iter().for_each(|path| inputs.add(path, BATCH));
        inputs
    }

    /// What a batch may be made from, before it is read, and if it can't be: its file, all files that are named in it,
    /// and those in folders that patterns name.
    pub fn named_by(batch: &Path, settings: &Settings) -> Self {
        let mut inputs = Self::of_choosing(&settings.choosing());
        inputs.named_in(batch, BATCH, BATCH);
        inputs
    }

    /// One file.
    pub fn of_file(path: &Path, kind: Kind) -> Self {
        let mut inputs = Self::default();
        inputs.add(path, kind);
        inputs
    }

    /// Refuses an output that would replace one of the files, or that can't be written.
    pub fn check(&self, output: &Path) -> Result<(), Error> {
        self.refuse(output)?;
        check_target(output)
    }

    /// Refuses an output that would replace one of the files.
    pub fn refuse(&self, output: &Path) -> Result<(), Error> {
        let found = FileId::of(output).and_then(|file| self.files.get(&file));
        let Some((input, (zh, en))) = found else { return Ok(()) };
        let (shown, input) = (output.display().to_string(), input.display().to_string());
        let named = if shown == input { String::new() } else { format!(" {input}") };
        let message = Message::new(
            format!("输出会盖掉 {shown}，它是{zh}{named}；请换一个名字"),
            format!("the output would overwrite {shown}, which is {en}{named}; choose another name"),
        );
        Err(Diagnostic::error(Code::Usage, message).into())
    }

    fn theme(&mut self, path: &Path) {
        self.named_in(path, THEME, BESIDE_THEME);
    }

    /// Adds a file, and all that it may name: every text in quotation marks that is the path of a file.
    fn named_in(&mut self, path: &Path, kind: Kind, of_named: Kind) {
        self.add(path, kind);
        let folder = path.parent().unwrap_or(Path::new(""));
        let Some(text) = path.is_file().then(|| read_bytes(path).unwrap_or_default()) else { return };
        for name in String::from_utf8_lossy(&text).split(['"', '\'']).filter(|name| name.contains('.')) {
            match name.split_once('{') {
                None => self.add(&folder.join(name), of_named),
                Some((before, _)) => {
                    let inside = before.rsplit_once('/').map(|(inside, _)| inside);
                    inside.into_iter().for_each(|inside| self.folder(&folder.join(inside), of_named, |_| true));
                }
            }
        }
    }

    /// Adds the files of a folder whose extension is wanted; hidden files and links are left out, as they aren't read.
    fn folder(&mut self, folder: &Path, kind: Kind, wanted: impl Fn(&str) -> bool) {
        let mut pending = vec![folder.to_path_buf()];
        while let Some(folder) = pending.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let (path, hidden) = (entry.path(), entry.file_name().to_string_lossy().starts_with('.'));
                let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
                match entry.file_type() {
                    Ok(there) if there.is_dir() && !hidden => pending.push(path),
                    Ok(there) if there.is_file() && !hidden && wanted(&extension) => self.add(&path, kind),
                    _ => {}
                }
            }
        }
    }

    fn add(&mut self, path: &Path, kind: Kind) {
        if let Some(file) = FileId::of(path).filter(|_| path.is_file()) {
            let path = path.strip_prefix(".").unwrap_or(path);
            self.files.entry(file).or_insert_with(|| (path.to_path_buf(), kind));
        }
    }
}

/// The folder that a file is in; `.` for a name alone.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
