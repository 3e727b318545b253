//! `huimou build` and `huimou check`.

use std::path::{Path, PathBuf};

use huimou::files::clear_leftovers;
use huimou::{Document, PdfOptions, Warned, write_file};

use super::args::{Build, Check, Format};
use super::input::Opened;
use super::inputs::{Inputs, folder_of};
use super::terminal::{Terminal, plural};
use super::{Stop, audit, deny, usage};

pub fn run(terminal: &Terminal, build: &Build) -> Result<(), Stop> {
    let target = Target::new(build)?;
    let inputs = target.file().map(|_| Inputs::of(&build.input)).unwrap_or_default();
    // Refuse a target that can't be written before the work, not after.
    if let Some(path) = target.file() {
        let folder = folder_of(path);
        if !folder.to_string_lossy().contains("{p}") {
            inputs.check(path)?;
            clear_leftovers(folder);
        }
    }
    let (document, mut warned) = built(terminal, &build.input.open()?, build.input.settings.deny_warnings)?;
    if build.strict_typography {
        warned += audit::judge(terminal, &document.audit(&[]), build.input.settings.deny_warnings, || Ok(()))?;
    }
    match target.format {
        Format::Pdf => {
            let bytes = document.to_pdf(&PdfOptions::default())?;
            match target.file() {
                None => terminal.artifact(&bytes)?,
                Some(path) => {
                    write_file(path, &bytes)?;
                    let (pages, shown) = (document.pages().len(), path.display());
                    let (also_zh, also_en) = match warned {
                        0 => Default::default(),
                        n => (format!("，{n} 条警告"), format!(", {}", plural(n, "warning"))),
                    };
                    terminal.say(
                        format!("已生成 {shown}，共 {pages} 页{also_zh}"),
                        format!("wrote {shown}, {}{also_en}", plural(pages, "page")),
                    );
                }
            }
        }
        Format::Png => pictures(terminal, build, &target, &inputs, &document)?,
    }
    Ok(())
}

pub fn check(terminal: &Terminal, check: &Check) -> Result<(), Stop> {
    audit::check_folder(check.audit_picture.as_deref())?;
    let (document, mut warned) = built(terminal, &check.input.open()?, check.input.settings.deny_warnings)?;
    if check.audit {
        let found = document.audit(&check.audit_rules);
        warned += audit::judge(terminal, &found, check.input.settings.deny_warnings, || {
            let draw = |page| document.audit_picture(&found, page, audit::RESOLUTION);
            let inputs = Inputs::of(&check.input);
            audit::pictures(terminal, &found, check.audit_picture.as_deref(), &inputs, draw)
        })?;
    }
    let pages = document.pages().len();
    terminal.say(
        format!("没有错误，{warned} 条警告，共 {pages} 页"),
        format!("no errors, {}, {}", plural(warned, "warning"), plural(pages, "page")),
    );
    Ok(())
}

/// Builds the document, and shows the warnings of all stages or, under `--deny-warnings`, fails with them.
fn built(terminal: &Terminal, opened: &Opened, deny_warnings: bool) -> Result<(Document, usize), Stop> {
    let Warned { value: document, warnings } = opened.build()?;
    deny(deny_warnings, &warnings)?;
    terminal.show(&warnings);
    Ok((document, warnings.len()))
}

/// Where the output goes, and its format.
struct Target {
    /// `None` for standard output. For pictures, `{p}` is replaced by the page number.
    path: Option<PathBuf>,
    format: Format,
}

impl Target {
    fn new(build: &Build) -> Result<Self, Stop> {
        let stdin = build.input.file == Path::new("-");
        let to_stdout = build.output.as_deref() == Some(Path::new("-")) || (build.output.is_none() && stdin);
        let named = build.output.as_deref().filter(|_| !to_stdout).map(|path| named_format(path, build.format));
        let format = named.transpose()?.or(build.format).unwrap_or(Format::Pdf);
        let default = || match format {
            Format::Pdf => build.input.file.with_extension("pdf"),
            Format::Png => {
                let stem = build.input.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                build.input.file.with_file_name(format!("{stem}-{{p}}.png"))
            }
        };
        if format == Format::Pdf && build.pages.is_some() {
            return Err(usage(
                "`--pages` 只用于页面图：另写 `--format png`",
                "--pages works only for PNG: add --format png",
            ));
        }
        let path = (!to_stdout).then(|| build.output.clone().unwrap_or_else(default));
        Ok(Self { path, format })
    }

    fn file(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

/// The format by the extension of the output, which must agree with `--format`.
fn named_format(path: &Path, asked: Option<Format>) -> Result<Format, Stop> {
    let shown = path.display();
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let wanted = match asked {
        Some(Format::Png) => "png",
        _ => "pdf",
    };
    let right = path.with_extension(wanted);
    let right = right.display();
    match (extension.as_deref(), asked) {
        (Some("pdf"), None | Some(Format::Pdf)) => Ok(Format::Pdf),
        (Some("png"), None | Some(Format::Png)) => Ok(Format::Png),
        (Some(other @ ("pdf" | "png")), _) => Err(usage(
            format!("`--format {wanted}` 与 `-o {shown}` 不一致：写成 `-o {right}`，或改为 `--format {other}`"),
            format!("--format {wanted} contradicts -o {shown}: write -o {right} or --format {other}"),
        )),
        _ if path.is_dir() => {
            let inside = path.join(format!("review.{wanted}"));
            let inside = inside.display();
            Err(usage(
                format!("{shown} 是文件夹：写成 `-o {inside}`"),
                format!("{shown} is a folder: write -o {inside}"),
            ))
        }
        // Something that exists without an extension, such as a device: `check_target` says why it is refused.
        (None, _) if path.exists() => Ok(asked.unwrap_or(Format::Pdf)),
        (None, _) => Err(usage(
            format!("`-o {shown}` 没有扩展名：写成 `-o {right}`"),
            format!("-o {shown} has no extension: write -o {right}"),
        )),
        (Some(_), _) => Err(usage(
            format!("`-o {shown}` 写不了：只能排成 .pdf，或 .png 的页面图；写成 `-o {right}`"),
            format!("-o {shown}: the output must be a .pdf or .png file; write -o {right}"),
        )),
    }
}

/// Writes pages as PNG: one file per page, or a single page to stdout.
fn pictures(
    terminal: &Terminal,
    build: &Build,
    target: &Target,
    inputs: &Inputs,
    document: &Document,
) -> Result<(), Stop> {
    let count = document.pages().len();
    let pages = match &build.pages {
        None => (1..=count).collect(),
        Some(text) => page_list(text, count)?,
    };
    let one_name = target.file().is_none_or(|path| !path.to_string_lossy().contains("{p}"));
    if one_name && pages.len() != 1 {
        return Err(usage(
            format!("共 {} 页，输出名里要有代表页码的 {{p}}，或用 `--pages` 只选一页", pages.len()),
            format!(
                "there are {} pages to write: put {{p}} into the name of the output, or choose one page with --pages",
                pages.len()
            ),
        ));
    }
    let width = count.to_string().len();
    let name =
        |page: usize| target.file().map(|path| path.to_string_lossy().replace("{p}", &format!("{page:0width$}")));
    // Check all names and draw all pages before writing the first: all or nothing, short of a full disk.
    pages.iter().filter_map(|page| name(*page)).try_for_each(|name| inputs.check(Path::new(&name)))?;
    let drawn: Vec<(usize, Vec<u8>)> =
        pages.iter().map(|page| Ok((*page, document.to_png(*page, build.ppi)?))).collect::<Result<_, Stop>>()?;
    for (page, bytes) in drawn {
        match name(page) {
            None => terminal.artifact(&bytes)?,
            Some(name) => {
                write_file(&name, &bytes)?;
                terminal.say(format!("已生成 {name}"), format!("wrote {name}"));
            }
        }
    }
    Ok(())
}

/// Parses `1,3-5` as 1, 3, 4, 5; every page must be from 1 to `count`.
fn page_list(text: &str, count: usize) -> Result<Vec<usize>, Stop> {
    let error = || {
        usage(
            format!("`--pages {text}` 写法不对：应如 1,3-5，本册共 {count} 页"),
            format!("invalid value for --pages: {text}; write it like 1,3-5, up to page {count}"),
        )
    };
    let mut pages = Vec::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|page| (1..=count).contains(page));
        let (from, to) = (number(from).ok_or_else(error)?, number(to).ok_or_else(error)?);
        if from > to {
            return Err(error());
        }
        pages.extend(from..=to);
    }
    Ok(pages)
}
