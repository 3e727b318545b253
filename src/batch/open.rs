//! Reads a batch: its file, the shared review and the table.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::Columns;
use super::district::{District, Patterns, districts};
use super::files::BatchFiles;
use super::fit::{change_unit, fixed_direction, has_both_signs};
use super::pattern::Pattern;
use super::table::{self, Table};
use crate::asset::{Assets, Purpose, is_plain_name};
use crate::description::{BatchFile, Binding, FilePath, Tree, did_you_mean, nearest, read_batch};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity, Warned, conclude};
use crate::disk::{self, Links};
use crate::source::Source;

/// A batch that has been read: every district is known, none is built.
#[derive(Debug)]
pub struct Batch {
    pub(super) file: BatchFile,
    pub(super) source: Source,
    pub(super) base: Source,
    pub(super) files: BatchFiles,
    out: PathBuf,
    pub(super) districts: Vec<District>,
}

impl Batch {
    /// Reads a batch from a folder: its description, the shared review's text and the table.
    ///
    /// Every path in the description is relative to its folder and must stay inside it; files are read through
    /// [`Folder`](crate::asset::Folder). Override files and photographs of districts are read when a district is built.
    ///
    /// # Errors
    /// With all errors at once: invalid keys and values in the description, columns and rows of the table, duplicate
    /// districts, and districts that would write the same file. The shared review is checked when a district is
    /// resolved.
    pub fn read(path: impl AsRef<Path>) -> Result<Warned<Self>, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = disk::read(path, crate::asset::MAX_BYTES, Links::Follow)
            .map_err(|error| -> Error { Diagnostic::unreadable(&name, &error).into() })?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Self::from_text(&name, &bytes, BatchFiles::on_disk(folder))
    }

    /// Reads a batch from any source of files, such as memory.
    ///
    /// `name` is the description's name in `files`, such as `"batch.toml"`; paths in it are relative to its folder and
    /// must stay inside it. The batch keeps `files`, for override files and photographs that are read when a district
    /// is built. Worker processes can't read from `files`, so such a batch is laid out in this process.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use huimou::{asset::InMemory, batch::Batch};
    ///
    /// let files = InMemory::new()
    ///     .with("batch.toml", "[batch]\nbase = 'base.toml'\n[table]\nfile = 'districts.csv'\n".as_bytes())
    ///     .with("base.toml", "[review]\ntitle = '{{ name }}回眸'\norganization = '某局'\nyear = 2024\n".as_bytes())
    ///     .with("districts.csv", "slug,name\nnanhu,南湖区\nhaiyan,海盐县\n".as_bytes());
    /// let batch = Batch::open(Arc::new(files), "batch.toml")?.value;
    /// let outputs: Vec<&str> = batch.districts().iter().map(|district| district.output()).collect();
    /// assert_eq!(outputs, ["nanhu.pdf", "haiyan.pdf"]);
    /// # Ok::<(), huimou::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn open(files: Arc<dyn Assets>, name: &str) -> Result<Warned<Self>, Error> {
        let bytes =
            files.open(name).map_err(|error| -> Error { error.diagnostic(name, Purpose::Batch).into() })?.into_owned();
        Self::from_text(name, &bytes, BatchFiles::beside(files, name))
    }

    fn from_text(name: &str, bytes: &[u8], files: BatchFiles) -> Result<Warned<Self>, Error> {
        let source = Source::decode(name, bytes)?;
        let Warned { value: file, warnings: found } = read_batch(&source)?;
        let reader = Reader { files: &files, source: &source, file: &file, found };
        let Warned { value: Read { base, out, districts }, warnings } = reader.read()?;
        Ok(Warned { value: Self { file, source, base, files, out, districts }, warnings })
    }

    /// A batch without districts, from texts that were read already: a worker gets its districts one by one.
    ///
    /// # Errors
    /// If the description has errors; a run wouldn't have started with them.
    pub(super) fn without_districts(folder: PathBuf, source: Source, base: Source) -> Result<Self, Error> {
        let file = read_batch(&source)?.value;
        let files = BatchFiles::on_disk(&folder);
        Ok(Self { file, source, base, files, out: folder, districts: Vec::new() })
    }

    /// Every district: those of the table in its order, then those only in the description.
    pub fn districts(&self) -> &[District] {
        &self.districts
    }

    /// The folder for PDFs and the ledger, as the description's `output` names it: the part before the first column.
    ///
    /// After [`read`](Self::read) it includes the path of the description's folder; after [`open`](Self::open) it is
    /// relative to it.
    pub fn output_folder(&self) -> &Path {
        &self.out
    }

    /// The files of the batch on disk that exist: its description, the shared review, the table and the override files
    /// of all districts, each with its path. An output must not replace them. Empty for a batch from memory.
    pub fn inputs(&self) -> Vec<PathBuf> {
        let Some(folder) = self.files.disk() else { return Vec::new() };
        let own = self.districts.iter().filter_map(|district| Some(district.over.as_ref()?.path.as_str()));
        let own = own.filter(|name| is_plain_name(name)).map(|name| folder.join(name));
        self.shared_inputs().into_iter().chain(own.filter(|path| path.is_file())).collect()
    }

    /// Those that all districts are made from: description, shared review and table.
    pub(super) fn shared_inputs(&self) -> Vec<PathBuf> {
        let Some(folder) = self.files.disk() else { return Vec::new() };
        let shared = [Some(&self.file.batch.base), self.file.table.as_ref().map(|table| &table.file)];
        let below = shared.into_iter().flatten().map(|line| folder.join(&line.text));
        std::iter::once(PathBuf::from(self.source.name())).chain(below).filter(|path| path.is_file()).collect()
    }

    /// The index of a district in [`districts`](Self::districts).
    ///
    /// # Errors
    /// If there is no district of this slug.
    pub(super) fn find(&self, slug: &str) -> Result<usize, Error> {
        self.districts.iter().position(|district| district.slug == slug).ok_or_else(|| {
            let message = Message::new(format!("没有叫 {slug} 的地区"), format!("unknown district {slug}"));
            let error = Diagnostic::error(Code::Usage, message);
            match nearest(slug, self.districts.iter().map(|district| district.slug.as_str())) {
                Some(near) => error.hint(did_you_mean(near)).into(),
                None => error.into(),
            }
        })
    }
}

/// What [`Reader`] reads.
struct Read {
    base: Source,
    out: PathBuf,
    districts: Vec<District>,
}

/// Reads the files that a description names, and collects all diagnostics on the way.
struct Reader<'a> {
    files: &'a BatchFiles,
    source: &'a Source,
    file: &'a BatchFile,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Warned<Read>, Error> {
        let base = self.base();
        let table = self.table();
        let columns = Columns::new(self.file, table.as_ref());
        let mut tree = base.as_ref().map(Tree::read);
        let patterns = self.patterns(&columns, tree.as_ref());
        self.bindings(&columns, tree.as_mut());
        self.slug_column(&columns, table.as_ref());
        drop(tree);
        let Some((out, patterns)) = patterns else { return Err(Error::all(self.found)) };
        let districts = self.districts(table, &patterns);
        self.unused_files(&districts);
        let out = self.files.disk().unwrap_or(Path::new("")).join(out);
        conclude(base.map(|base| Read { base, out, districts }), self.found)
    }

    fn error_at(&mut self, line: &FilePath, code: Code, message: Message) {
        self.found.push(Diagnostic::error(code, message).at_field(self.source, &line.origin));
    }

    /// Reads a file that the description names. Returns the name for messages and the bytes.
    fn open(&mut self, line: &FilePath) -> Option<(String, Vec<u8>)> {
        match self.files.open(&line.text) {
            Ok(bytes) => Some((self.files.shown(&line.text), bytes.into_owned())),
            Err(error) => {
                let error = error.diagnostic(&line.text, Purpose::Batch);
                self.found.push(error.at_field(self.source, &line.origin));
                None
            }
        }
    }

    /// The shared review.
    fn base(&mut self) -> Option<Source> {
        let (name, bytes) = self.open(&self.file.batch.base)?;
        let base = Source::decode(&name, &bytes);
        base.map_err(|error| self.found.extend_from_slice(error.diagnostics())).ok()
    }

    fn table(&mut self) -> Option<Table> {
        let wanted = self.file.table.as_ref()?;
        let (name, bytes) = self.open(&wanted.file)?;
        let slug = self.file.batch.slug.as_ref().map_or("slug", |line| line.text.as_str());
        table::read(&name, &bytes, wanted, slug, self.source, &mut self.found)
    }

    /// The output folder, and the patterns for the paths of PDFs below it, of override files and of photographs. `None`
    /// if the pattern of the PDFs is invalid.
    fn patterns(&mut self, columns: &Columns<'_>, base: Option<&Tree<'_>>) -> Option<(String, Patterns)> {
        let head = &self.file.batch;
        let output = match &head.output {
            Some(line) => self.pattern(line, columns),
            None => Pattern::parse("out/{slug}.pdf"),
        };
        if let Some(line) = head.output.as_ref().filter(|line| !line.text.ends_with(".pdf")) {
            let message = Message::new("`output` 应以 `.pdf` 结尾", "output must end in .pdf");
            self.error_at(line, Code::UnknownReference, message);
        }
        self.merge_rules(base);
        let over = head.over.as_ref().and_then(|line| self.pattern(line, columns));
        let photos = head.photos.as_ref().and_then(|line| self.pattern(line, columns));
        let (out, output) = output?.split();
        Some((out, Patterns { output, over, photos }))
    }

    fn pattern(&mut self, line: &FilePath, columns: &Columns<'_>) -> Option<Pattern> {
        let text = &line.text;
        let Some(pattern) = Pattern::parse(text).filter(|_| is_plain_name(text)) else {
            let message = Message::new(
                format!("`{text}` 不能用作路径：应在本文件夹内，列名写在一对花括号里"),
                format!("`{text}` is not a valid path: it must stay inside this folder, with column names in braces"),
            );
            self.error_at(line, Code::UnknownReference, message);
            return None;
        };
        let missing = pattern.columns().filter_map(|name| columns.missing_in_path(name));
        self.found.extend(missing.map(|error| error.at_field(self.source, &line.origin)));
        Some(pattern)
    }

    /// Warns of merge rules for arrays that the shared review doesn't have.
    fn merge_rules(&mut self, base: Option<&Tree<'_>>) {
        let Some(base) = base else { return };
        for (path, _, origin) in self.file.merge.iter().flat_map(|rules| &rules.list) {
            if !base.has_array(path) {
                let message = Message::new(
                    format!("公用底稿里没有 `{path}` 这个数组，这条规则用不上"),
                    format!("the shared review has no array `{path}`; this rule has no effect"),
                );
                self.found.push(Diagnostic::warning(Code::UnknownReference, message).at_field(self.source, origin));
            }
        }
    }

    /// Checks the bindings of columns to fields.
    fn bindings(&mut self, columns: &Columns<'_>, mut base: Option<&mut Tree<'_>>) {
        let all: Vec<&Binding> = self.file.bindings().collect();
        for (k, binding) in all.iter().enumerate() {
            let missing = columns.missing(&binding.column);
            self.found.extend(missing.map(|error| error.at_field(self.source, &binding.origin)));
            if let Some(base) = base.as_deref_mut() {
                self.fixed_down(binding, columns, base);
            }
            if let Some(first) = all[..k].iter().find(|other| other.field == binding.field) {
                let message = Message::new(
                    format!("`{}` 由两列来填", binding.field),
                    format!("`{}` is filled by two columns", binding.field),
                );
                let note = Message::new("另一列在这里", "the other column is bound here");
                let error = Diagnostic::error(Code::Duplicate, message).at_field(self.source, &binding.origin);
                self.found.push(error.also(self.source, first.origin.span, note));
            }
        }
    }

    /// Refuses a column with both signs for a change whose direction the shared review fixes as `down`: positive
    /// numbers would be printed as decreases.
    fn fixed_down(&mut self, binding: &Binding, columns: &Columns<'_>, base: &mut Tree<'_>) {
        let Some(texts) = columns.texts(&binding.column) else { return };
        if fixed_direction(self.file, base, &binding.field).as_deref() != Some("down")
            || !has_both_signs(&change_unit(base, &binding.field), texts)
        {
            return;
        }
        let message = Message::new(
            format!("`{}` 一列有正有负，公用底稿却把方向写定为 `down`", binding.column),
            format!(
                "`{}` has positive and negative numbers, but the shared review fixes `down` for all",
                binding.column
            ),
        );
        let hint = Message::new(
            "底稿里写 `direction = \"up\"`：方向随正负号而定",
            "write `direction = \"up\"` there: the sign then decides",
        );
        let error = Diagnostic::error(Code::Contradiction, message).at_field(self.source, &binding.origin);
        self.found.push(error.hint(hint));
    }

    /// Checks that the table has the column of slugs.
    fn slug_column(&mut self, columns: &Columns<'_>, table: Option<&Table>) {
        let Some(wanted) = &self.file.table else { return };
        if let Some(line) = &self.file.batch.slug {
            let missing = columns.missing_in_table(&line.text);
            self.found.extend(missing.map(|error| error.at_field(self.source, &line.origin)));
        } else if table.is_some() {
            let hint = Message::new(
                "在 `[batch]` 里写 `slug = \"列名\"`，指出用哪一列区分各地区",
                "write slug = \"column\" in [batch] to name the column that identifies districts",
            );
            let missing = columns.missing_in_table("slug");
            self.found.extend(missing.map(|error| error.at_field(self.source, &wanted.file.origin).hint(hint)));
        }
    }

    fn districts(&mut self, table: Option<Table>, patterns: &Patterns) -> Vec<District> {
        let districts = districts(self.source, self.file, table, patterns, &mut self.found);
        if districts.is_empty() && !self.found.iter().any(|found| found.severity == Severity::Error) {
            let message = Message::new("没有一个地区", "there are no districts");
            let hint = Message::new("写上 `[table]` 或 `[[district]]`", "write a [table] or a [[district]]");
            self.found.push(Diagnostic::error(Code::Empty, message).at(self.source, 0..0).hint(hint));
        }
        districts
    }

    /// Warns of override files that belong to no district: without this, a misspelt name would go unnoticed.
    fn unused_files(&mut self, districts: &[District]) {
        let Some(line) = &self.file.batch.over else { return };
        let Some((before, _)) = line.text.split_once('{') else { return };
        let folder = before.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folder.is_empty() || line.text.matches('/').count() != folder.matches('/').count() + 1 {
            return;
        }
        let used: BTreeSet<&str> = districts.iter().filter_map(|d| Some(d.over.as_ref()?.path.as_str())).collect();
        let names = self.files.list(folder).into_iter();
        let mut unused: Vec<String> = names
            .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
            .map(|name| format!("{folder}/{name}"))
            .filter(|path| !used.contains(path.as_str()))
            .collect();
        unused.sort();
        for name in unused {
            let message = Message::new(
                format!("{name} 不属于任何地区，没有用到"),
                format!("{name} belongs to no district and is not used"),
            );
            self.found.push(Diagnostic::warning(Code::UnknownReference, message).at_field(self.source, &line.origin));
        }
    }
}
