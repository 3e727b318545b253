//! What a batch tells while it runs and when it ends.

use std::sync::Mutex;

use huimou::batch::{Concerned, Event, Outcome, SharedFault, SharedFaults, State};
use huimou::{Diagnostic, Language, Message, Severity, report};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::args::MessageFormat;
use super::cures;
use super::terminal::{Terminal, plural};

/// Tells what happens, from whatever thread it comes.
pub struct Reporter {
    language: Language,
    format: MessageFormat,
    bar: Option<ProgressBar>,
    before: SharedFaults,
    faults: Mutex<SharedFaults>,
}

impl Reporter {
    pub fn new(terminal: &Terminal, warnings: &[Diagnostic]) -> Self {
        let bar = terminal.is_watched().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {elapsed} / {eta} {wide_msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        // What was told of the table belongs to the list, too.
        let mut before = SharedFaults::default();
        before.add("", warnings);
        let (language, format) = (terminal.language, terminal.format);
        Self { language, format, bar, before, faults: Mutex::default() }
    }

    pub fn tell(&self, event: Event<'_>) {
        let json = self.format == MessageFormat::Json;
        match event {
            Event::Planned { todo, fresh } => {
                if json {
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
            Event::Would { slug, output } if json => {
                self.line(json!({ "schema": 1, "type": "would", "slug": slug, "output": output }).to_string());
            }
            Event::Would { slug, output } => {
                self.say(&format!("将生成 {slug} → {output}"), &format!("would build {slug} → {output}"))
            }
            Event::Begun { slug } => match &self.bar {
                Some(bar) => bar.set_message(report::plain(slug)),
                None if json => self.line(json!({ "schema": 1, "type": "begun", "slug": slug }).to_string()),
                None => {}
            },
            Event::Finished { entry, diagnostics } => {
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
                if let Ok(mut faults) = self.faults.lock() {
                    faults.add(&entry.slug, diagnostics);
                }
                let output = entry.output.as_ref().map(|output| output.path.as_str());
                let done = entry.state == State::Done;
                if json {
                    let object = json!({
                        "schema": 1,
                        "type": "finished",
                        "slug": entry.slug,
                        "state": entry.state,
                        "output": output,
                        "pages": entry.pages,
                        "warnings": entry.warnings,
                        "errors": entry.errors.len(),
                        "seconds": entry.seconds,
                    });
                    self.line(object.to_string());
                } else if !done {
                    let count = entry.errors.len();
                    let slug = &entry.slug;
                    self.say(
                        &format!("{slug} 排版失败：{count} 处错误"),
                        &format!("{slug} failed: {}", plural(count, "error")),
                    );
                } else if self.bar.is_none() {
                    let (slug, pages, seconds) = (&entry.slug, entry.pages, entry.seconds);
                    let output = output.unwrap_or_default();
                    self.say(
                        &format!("已生成 {slug} → {output}，共 {pages} 页，{seconds:.2} 秒"),
                        &format!("{slug} → {output}, {}, {seconds:.2} s", plural(pages, "page")),
                    );
                }
            }
            _ => {}
        }
    }

    fn say(&self, zh: &str, en: &str) {
        self.line(report::plain(if self.language == Language::Chinese { zh } else { en }));
    }

    /// A line above the bar, if there is one.
    fn line(&self, text: String) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{text}")),
            None => eprintln!("{text}"),
        }
    }

    /// Shows every fault once, with the districts that have it. Gives them all, with what was told of the table.
    pub fn finish(self, terminal: &Terminal) -> SharedFaults {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let mut faults = self.faults.into_inner().unwrap_or_default();
        faults.sort();
        let mut listed = self.before;
        listed.extend(&faults);
        if self.format == MessageFormat::Json {
            terminal.count(&faults.iter().map(|fault| fault.diagnostic.clone()).collect::<Vec<_>>());
            for SharedFault { diagnostic, districts, .. } in faults.iter() {
                let line = report::json_lines(&cures::worded(std::slice::from_ref(diagnostic)), self.language);
                if let Ok(serde_json::Value::Object(mut object)) = serde_json::from_str(&line) {
                    let slugs: Vec<&str> = districts.iter().map(|district| district.slug.as_str()).collect();
                    object.insert("districts".into(), json!(slugs));
                    object.insert("cells".into(), json!(districts.iter().map(place).collect::<Vec<_>>()));
                    eprintln!("{}", serde_json::Value::Object(object));
                }
            }
            return listed;
        }
        let all: Vec<Diagnostic> = faults.iter().map(|fault| all_places(fault, true)).collect();
        // Errors last: they stand where the eye is when the run ends.
        let (errors, warnings): (Vec<_>, Vec<_>) = all.into_iter().partition(|d| d.severity == Severity::Error);
        terminal.show(&warnings);
        terminal.show(&errors);
        listed
    }
}

/// A district's own place for programs.
fn place(concerned: &Concerned) -> serde_json::Value {
    let line = |label: &huimou::Label| label.source.position(label.span.start).line;
    json!({
        "district": concerned.slug,
        "file": concerned.label.as_ref().map(|label| label.source.name()),
        "line": concerned.label.as_ref().map(line),
        "cell": concerned.cell(),
        "column_name": concerned.label.as_ref().and_then(|label| label.source.cell(label.span)).map(|cell| cell.column),
    })
}

/// A fault with the districts that have it: all of a few, the first of many. `always` says that one is named, too.
pub fn all_places(fault: &SharedFault, always: bool) -> Diagnostic {
    const NAMED: usize = 8;
    let SharedFault { diagnostic, districts, .. } = fault;
    if districts.len() < 2 && !always {
        return diagnostic.clone();
    }
    let name = |concerned: &Concerned| match (concerned.cell(), concerned.slug.as_str()) {
        (Some(cell), "") => (cell.clone(), cell),
        (Some(cell), slug) => (format!("{slug}（{cell}）"), format!("{slug} ({cell})")),
        (None, slug) => (slug.to_owned(), slug.to_owned()),
    };
    let (zh, en): (Vec<String>, Vec<String>) = districts.iter().take(NAMED).map(name).unzip();
    let count = districts.len();
    let (more_zh, more_en) = if count > NAMED { ("等", ", …") } else { ("", "") };
    diagnostic.clone().hint(Message::new(
        format!("涉及 {count} 个地区：{}{more_zh}", zh.join("、")),
        format!("concerns {}: {}{more_en}", plural(count, "district"), en.join(", ")),
    ))
}

pub fn sum_up(terminal: &Terminal, outcome: &Outcome, seconds: f64) {
    let Outcome { built, failed, fresh, left, .. } = outcome;
    if terminal.format == MessageFormat::Json {
        let object = json!({
            "schema": 1, "type": "batch", "built": built, "failed": failed, "fresh": fresh, "left": left,
            "folder": outcome.folder.display().to_string(),
        });
        eprintln!("{object}");
        return;
    }
    let shown = outcome.folder.display();
    let (rate_zh, rate_en) = match built {
        0 => Default::default(),
        _ => {
            let rate = *built as f64 / seconds.max(0.001);
            (format!("，每秒 {rate:.1} 个"), format!(", {rate:.1} a second"))
        }
    };
    let (zh, en) = match left {
        0 => Default::default(),
        left => (format!("，{left} 个没有开始"), format!(", {left} not begun")),
    };
    terminal.say(
        format!("完成 {built} 个，未变 {fresh} 个，失败 {failed} 个{zh}；{seconds:.1} 秒{rate_zh} → {shown}"),
        format!("{built} built, {fresh} unchanged, {failed} failed{en}; {seconds:.1} s{rate_en} → {shown}"),
    );
}
