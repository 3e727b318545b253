//! Reports the progress and the results of a batch: for people with a progress bar on a terminal, or as JSON lines.

use std::path::Path;

use huimou::batch::{
    AffectedDistrict, Event, LedgerEntry, Outcome, Plan, Reason, SharedDiagnostic, SharedDiagnostics, State, Todo,
};
use huimou::{Diagnostic, Language, Message, Severity, report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::args::MessageFormat;
use super::cures;
use super::terminal::{Terminal, message, plural};

/// Prints events as they come, and collects the diagnostics of districts until the end, so that one shared by many
/// districts is shown once.
pub struct Reporter {
    language: Language,
    format: MessageFormat,
    /// `None` if stderr is no terminal, or for JSON.
    bar: Option<ProgressBar>,
    /// Warnings about the table; they were shown before the run.
    before: SharedDiagnostics,
    /// Diagnostics of districts.
    errors: SharedDiagnostics,
}

impl Reporter {
    pub fn new(terminal: &Terminal, warnings: &[Diagnostic]) -> Self {
        let bar = terminal.is_interactive().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {elapsed} / {eta} {wide_msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        // The `--faults` file lists the warnings about the table too.
        let mut before = SharedDiagnostics::default();
        before.add("", warnings);
        let (language, format) = (terminal.language, terminal.format);
        Self { language, format, bar, before, errors: SharedDiagnostics::default() }
    }

    /// Says what a plan would build.
    pub fn show(&self, plan: &Plan<'_>) {
        self.planned(plan.todo().len(), plan.fresh());
        for Todo { district, reason, .. } in plan.todo() {
            let (slug, output) = (district.slug(), district.output());
            if self.is_json() {
                let mut object = json!({
                    "schema": 1, "type": "would", "slug": slug, "output": output, "reason": reason.as_str(),
                });
                if let Reason::File { path } = reason {
                    object["file"] = json!(path);
                }
                self.line(object.to_string());
                continue;
            }
            let Message { zh, en } = reason.message();
            self.say(&format!("将生成 {slug} → {output}（{zh}）"), &format!("would build {slug} → {output} ({en})"));
        }
    }

    /// Reports one event of a run.
    pub fn event(&mut self, event: Event) {
        match event {
            Event::Planned { total, fresh } => self.planned(total, fresh),
            Event::Begun { index, total, slug } => match &self.bar {
                Some(bar) => bar.set_message(report::plain(&slug)),
                None if self.is_json() => {
                    let object = json!({ "schema": 1, "type": "begun", "slug": slug, "index": index, "total": total });
                    self.line(object.to_string());
                }
                None => {}
            },
            Event::Finished { index, total, completed, entry, diagnostics } => {
                let known = self.errors.count();
                self.errors.add(&entry.slug, &diagnostics);
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
                if self.is_json() {
                    self.line(finished_line(&entry, index, total, completed));
                } else if entry.state == State::Done || self.errors.count() > known {
                    self.finished(&entry);
                }
            }
            _ => {}
        }
    }

    fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    fn planned(&self, todo: usize, fresh: usize) {
        if self.is_json() {
            self.line(json!({ "schema": 1, "type": "planned", "todo": todo, "fresh": fresh }).to_string());
        } else if fresh > 0 {
            self.say(
                &format!("{fresh} 个地区未变，要生成 {todo} 个"),
                &format!("{} unchanged, {todo} to build", plural(fresh, "district")),
            );
        }
        if let Some(bar) = &self.bar {
            bar.set_length(todo as u64);
        }
    }

    /// A district's line for people: of one that failed, and of others where there is no bar. Districts that fail for
    /// a cause seen before have none: a fault of the template would take a thousand lines. `finish` counts them.
    fn finished(&self, entry: &LedgerEntry) {
        let slug = &entry.slug;
        if entry.state != State::Done {
            let count = entry.errors.len();
            self.say(
                &format!("{slug} 排版失败：{count} 处错误"),
                &format!("{slug} failed: {}", plural(count, "error")),
            );
        } else if self.bar.is_none() {
            let (pages, seconds) = (entry.pages, entry.seconds);
            let output = entry.output.as_ref().map_or("", |output| output.path.as_str());
            self.say(
                &format!("已生成 {slug} → {output}，共 {pages} 页，{seconds:.2} 秒"),
                &format!("{slug} → {output}, {}, {seconds:.2} s", plural(pages, "page")),
            );
        }
    }

    fn say(&self, zh: &str, en: &str) {
        self.line(report::plain(if self.language == Language::Chinese { zh } else { en }));
    }

    /// Prints a line, above the bar if there is one.
    fn line(&self, text: String) {
        match &self.bar {
            Some(bar) => bar.suspend(|| message(&text)),
            None => message(&text),
        }
    }

    /// Shows each diagnostic once, with the districts it concerns. Returns all of them, with the warnings about the
    /// table, for the `--faults` file.
    pub fn finish(self, terminal: &Terminal) -> SharedDiagnostics {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let mut errors = self.errors;
        errors.sort();
        let mut listed = self.before;
        listed.extend(&errors);
        if self.format == MessageFormat::Json {
            terminal.count(&errors.iter().map(|error| error.diagnostic.clone()).collect::<Vec<_>>());
            for SharedDiagnostic { diagnostic, districts, .. } in errors.iter() {
                let line = report::json_lines(&cures::worded(std::slice::from_ref(diagnostic)), self.language);
                if let Ok(serde_json::Value::Object(mut object)) = serde_json::from_str(&line) {
                    let slugs: Vec<&str> = districts.iter().map(|district| district.slug.as_str()).collect();
                    object.insert("districts".into(), json!(slugs));
                    object.insert("cells".into(), json!(districts.iter().map(place).collect::<Vec<_>>()));
                    message(&serde_json::Value::Object(object).to_string());
                }
            }
            return listed;
        }
        let all: Vec<Diagnostic> = errors.iter().map(|error| all_places(error, true)).collect();
        // Errors last, next to the prompt.
        let (errors, warnings): (Vec<_>, Vec<_>) = all.into_iter().partition(|d| d.severity == Severity::Error);
        terminal.show(&warnings);
        terminal.show(&errors);
        listed
    }
}

/// The JSON line of a finished district.
fn finished_line(entry: &LedgerEntry, index: usize, total: usize, completed: usize) -> String {
    let object = json!({
        "schema": 1,
        "type": "finished",
        "slug": entry.slug,
        "state": entry.state,
        "output": entry.output.as_ref().map(|output| &output.path),
        "pages": entry.pages,
        "warnings": entry.warnings,
        "errors": entry.errors.len(),
        "seconds": entry.seconds,
        "index": index,
        "total": total,
        "completed": completed,
    });
    object.to_string()
}

/// A district's own cell or line, for JSON.
fn place(affected: &AffectedDistrict) -> serde_json::Value {
    let line = |label: &huimou::Label| label.source.position(label.span.start).line;
    json!({
        "district": affected.slug,
        "file": affected.label.as_ref().map(|label| label.source.name()),
        "line": affected.label.as_ref().map(line),
        "cell": affected.cell(),
        "column_name": affected.label.as_ref().and_then(|label| label.source.cell(label.span)).map(|cell| cell.column),
    })
}

/// The diagnostic with a hint that names up to eight of its districts. A single district is named only if `always`.
pub fn all_places(error: &SharedDiagnostic, always: bool) -> Diagnostic {
    const MAX_NAMED: usize = 8;
    let SharedDiagnostic { diagnostic, districts, .. } = error;
    if districts.len() < 2 && !always {
        return diagnostic.clone();
    }
    let name = |affected: &AffectedDistrict| match (affected.cell(), affected.slug.as_str()) {
        (Some(cell), "") => (cell.clone(), cell),
        (Some(cell), slug) => (format!("{slug}（{cell}）"), format!("{slug} ({cell})")),
        (None, slug) => (slug.to_owned(), slug.to_owned()),
    };
    let (zh, en): (Vec<String>, Vec<String>) = districts.iter().take(MAX_NAMED).map(name).unzip();
    let count = districts.len();
    let (more_zh, more_en) = if count > MAX_NAMED { ("等", ", …") } else { ("", "") };
    diagnostic.clone().hint(Message::new(
        format!("涉及 {count} 个地区：{}{more_zh}", zh.join("、")),
        format!("concerns {}: {}{more_en}", plural(count, "district"), en.join(", ")),
    ))
}

/// The last line of a run: counts, time and rate.
pub fn sum_up(terminal: &Terminal, outcome: &Outcome, folder: &Path, seconds: f64) {
    let Outcome { built, failed, fresh, left, .. } = outcome;
    if terminal.format == MessageFormat::Json {
        let object = json!({
            "schema": 1, "type": "batch", "built": built, "failed": failed, "fresh": fresh, "left": left,
            "cancelled": outcome.cancelled, "folder": folder.display().to_string(),
        });
        message(&object.to_string());
        return;
    }
    let shown = folder.display();
    let (rate_zh, rate_en) = match built {
        0 => Default::default(),
        _ => {
            let rate = *built as f64 / seconds.max(0.001);
            (format!("，每秒 {rate:.1} 个"), format!(", {rate:.1} per second"))
        }
    };
    let (zh, en) = match left {
        0 => Default::default(),
        left => (format!("，{left} 个没有开始"), format!(", {left} not started")),
    };
    terminal.say(
        format!("完成 {built} 个，未变 {fresh} 个，失败 {failed} 个{zh}；{seconds:.1} 秒{rate_zh} → {shown}"),
        format!("{built} built, {fresh} unchanged, {failed} failed{en}; {seconds:.1} s{rate_en} → {shown}"),
    );
}
