//! `huimou audit`, and the parts it shares with `check --audit` and `build --strict-typography`.

use std::path::Path;
use std::time::Duration;

use huimou::{Actor, Audit, AuditOptions, Diagnostic, Error, ForeignPdf, Limits, PdfProcess, Severity, write_file};

use super::args;
use super::input::read_at_most;
use super::inputs::{self, Inputs};
use super::terminal::{Terminal, plural};
use super::{Stop, code, worker};

/// Pixels per inch of the pictures: a page fits on a screen, and type of 7 pt is readable.
pub const RESOLUTION: f64 = 110.0;

/// One byte over the library's limit: enough for the library to refuse the file.
const MAX_READ: u64 = ForeignPdf::MAX_BYTES as u64 + 1;

pub fn run(terminal: &Terminal, audit: &args::Audit) -> Result<(), Stop> {
    let bytes = read_at_most(&audit.file, MAX_READ)?;
    let inputs = Inputs::of_file(&audit.file, inputs::AUDITED);
    check_folder(audit.picture.as_deref())?;
    let pdf = ForeignPdf::open(bytes, &AuditOptions::new().process(process(audit)?))?;
    let found = pdf.audit(&audit.rules)?;
    let warned = judge(terminal, &found, audit.deny_warnings, || {
        let draw = |page| pdf.audit_picture(&found, page, RESOLUTION);
        pictures(terminal, &found, audit.picture.as_deref(), &inputs, draw)
    })?;
    let skipped: Vec<&str> = found.not_judged.iter().map(|rule| rule.id).collect();
    if !skipped.is_empty() {
        let list = skipped.join("、");
        terminal.say(
            format!("PDF 看不出、没有判断的规则：{list}"),
            format!("rules not checked, as a PDF doesn't have the information: {}", skipped.join(", ")),
        );
    }
    terminal.say(format!("没有错误，{warned} 条警告"), format!("no errors, {}", plural(warned, "warning")));
    Ok(())
}

/// How the PDF is read: by this program as a worker under limits, or in this process.
fn process(audit: &args::Audit) -> Result<PdfProcess, Error> {
    if audit.in_process {
        return Ok(PdfProcess::InProcess);
    }
    Ok(PdfProcess::worker(worker::command(worker::AUDIT)?, limits(audit.time_limit, audit.memory_limit)))
}

/// The limits of a worker: those of the command line, else the library's defaults.
pub fn limits(seconds: Option<u32>, bytes: Option<u64>) -> Limits {
    let mut limits = Limits::new();
    limits.memory = bytes.or(limits.memory);
    limits.time = seconds.map(|seconds| Duration::from_secs(seconds.into())).or(limits.time);
    limits
}

/// Shows the findings, those that only the template's author can fix as a group of their own; then draws their pages.
///
/// Returns the number of warnings. Fails if a finding is an error, or a page can't be drawn.
pub fn judge(
    terminal: &Terminal,
    audit: &Audit,
    deny_warnings: bool,
    pictures: impl FnOnce() -> Result<(), Error>,
) -> Result<usize, Stop> {
    let (errors, mut warnings): (Vec<_>, Vec<_>) =
        audit.diagnostics().into_iter().partition(|found| found.severity == Severity::Error);
    let mut failed = Error::from_warnings(errors);
    if failed.is_none() && deny_warnings {
        failed = Error::from_warnings(std::mem::take(&mut warnings));
    }
    let errors = failed.as_ref().map_or(&[][..], Error::diagnostics);
    let of_template =
        |found: &&Diagnostic| found.finding.as_ref().is_some_and(|finding| finding.rule.actor == Actor::Template);
    let (others, own): (Vec<&Diagnostic>, Vec<&Diagnostic>) = warnings.iter().chain(errors).partition(of_template);
    for (group, found) in [(None, own), (Some(others.len()), others)] {
        if let Some(count) = group.filter(|count| *count > 0) {
            terminal.say(
                format!("给模板作者，共 {count} 条，改内容没有用："),
                format!("{} for the template's author; no change to the text fixes them:", plural(count, "finding")),
            );
        }
        terminal.show(&found.into_iter().cloned().collect::<Vec<_>>());
    }
    match (failed, pictures()) {
        (None, drawn) => Ok(drawn.map(|()| warnings.len())?),
        (Some(failed), drawn) => {
            terminal.show(drawn.as_ref().err().map_or(&[], Error::diagnostics));
            Err(Stop::Shown(code(failed.class())))
        }
    }
}

/// Refuses a folder that can't be made or written, before the work: probes it, or the nearest one above that exists.
pub fn check_folder(folder: Option<&Path>) -> Result<(), Error> {
    let Some(folder) = folder else { return Ok(()) };
    let there = folder.ancestors().find(|folder| folder.symlink_metadata().is_ok());
    huimou::files::check_target(there.unwrap_or(Path::new("")).join("page-001.png"))
}

/// Writes a picture of each page that has a finding to `folder`, if there is one. Pages that can't be drawn are skipped
/// and reported together at the end.
pub fn pictures(
    terminal: &Terminal,
    audit: &Audit,
    folder: Option<&Path>,
    inputs: &Inputs,
    draw: impl Fn(usize) -> Result<Vec<u8>, Error>,
) -> Result<(), Error> {
    let pages = audit.pages();
    let Some(folder) = folder.filter(|_| !pages.is_empty()) else { return Ok(()) };
    huimou::files::make_folder(folder)?;
    let name = |page: usize| folder.join(format!("page-{page:03}.png"));
    pages.iter().try_for_each(|page| inputs.check(&name(*page)))?;
    let mut errors = Vec::new();
    let mut count = 0;
    for page in &pages {
        match draw(*page) {
            Ok(picture) => {
                let written = write_file(name(*page), &picture);
                written.map_err(|error| error.after(std::mem::take(&mut errors)))?;
                count += 1;
            }
            Err(error) => errors.extend_from_slice(error.diagnostics()),
        }
    }
    let shown = folder.display();
    terminal.say(
        format!("已生成 {count} 张页面图，在 `{shown}`"),
        format!("wrote {} to {shown}", plural(count, "picture")),
    );
    Error::from_warnings(errors).map_or(Ok(()), Err)
}
