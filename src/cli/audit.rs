//! `huimou audit`, and what `check --audit` and `build --strict-typography` share with it.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use huimou::{Audit, Error, Severity, write_file};

use super::args;
use super::input::unreadable;
use super::terminal::{Terminal, plural};
use super::{Stop, deny};

/// Pixels to the inch of the pictures: a page fits a screen, and 7 pt can be read.
pub const RESOLUTION: f64 = 110.0;

/// A file is read up to a byte more than the library takes.
const MOST: u64 = (512 << 20) + 1;

pub fn run(terminal: &Terminal, audit: &args::Audit) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(&audit.file).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
    read.map_err(|fault| unreadable(&audit.file, &fault))?;
    let found = huimou::audit_pdf(bytes.clone(), &audit.rules)?;
    if let Some(folder) = &audit.picture {
        pictures(terminal, &found, folder, |page| huimou::picture_of_pdf(bytes.clone(), &found, page, RESOLUTION))?;
    }
    let warned = judge(terminal, &found, audit.deny_warnings)?;
    let skipped: Vec<&str> = found.not_judged.iter().map(|rule| rule.id).collect();
    if !skipped.is_empty() {
        let list = skipped.join("、");
        terminal.say(
            format!("PDF 看不出、没有判断的规则：{list}"),
            format!("not judged, since a PDF doesn't tell: {}", skipped.join(", ")),
        );
    }
    terminal.say(format!("没有错误，{warned} 条警告"), format!("no errors, {}", plural(warned, "warning")));
    Ok(())
}

/// Shows the findings, and stops if one of them is an error.
pub fn judge(terminal: &Terminal, audit: &Audit, deny_warnings: bool) -> Result<usize, Stop> {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        audit.diagnostics().into_iter().partition(|found| found.severity == Severity::Error);
    if let Some(error) = Error::from_warnings(errors) {
        terminal.show(&warnings);
        return Err(error.into());
    }
    deny(deny_warnings, &warnings)?;
    terminal.show(&warnings);
    Ok(warnings.len())
}

/// Writes a picture of each page that has a finding.
pub fn pictures(
    terminal: &Terminal,
    audit: &Audit,
    folder: &Path,
    draw: impl Fn(usize) -> Result<Vec<u8>, Error>,
) -> Result<(), Stop> {
    let pages: BTreeSet<usize> = audit.findings.iter().filter_map(|finding| finding.page).collect();
    if pages.is_empty() {
        return Ok(());
    }
    huimou::make_folder(folder)?;
    for page in &pages {
        write_file(folder.join(format!("page-{page:03}.png")), &draw(*page)?)?;
    }
    let (count, shown) = (pages.len(), folder.display());
    terminal
        .say(format!("写成 {count} 张页面图，在 {shown}"), format!("wrote {} to {shown}", plural(count, "picture")));
    Ok(())
}
