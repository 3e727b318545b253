//! The form for programs: one JSON object per line. `docs/errors.md` documents the fields.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Cure, Diagnostic, Label, Language, Severity};
use crate::geometry::Area;
use crate::source::is_bidi_control;

/// Version of the format, which readers can check.
const SCHEMA: u32 = 1;

pub(super) fn line(diagnostic: &Diagnostic, language: Language) -> String {
    let place = |label: &Label| {
        if label.source.is_data() {
            return in_data(label, language);
        }
        let (start, end) = (label.source.position(label.span.start), label.source.position(label.span.end));
        let message = label.message.text(language);
        let cell = label.source.cell(label.span).filter(|cell| cell.sheet);
        let mut place = json!({
            "file": label.source.name(),
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
            "message": if message.is_empty() { Value::Null } else { message.into() },
        });
        if let (Some(cell), Some(place)) = (cell, place.as_object_mut()) {
            place.insert("cell".into(), cell.name.into());
            place.insert("column_name".into(), cell.column.into());
        }
        place
    };
    let mut object = json!({
        "schema": SCHEMA,
        "type": "diagnostic",
        "severity": severity(diagnostic.severity),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message.text(language),
        "field": diagnostic.field.as_deref(),
        "place": diagnostic.labels.first().filter(|label| !label.source.is_data()).map(place),
        "related": diagnostic.labels.iter().skip(1).map(place).collect::<Vec<_>>(),
        "hints": diagnostic.advice(Cure::words).iter().map(|hint| hint.text(language)).collect::<Vec<_>>(),
    });
    // Findings of an audit also have a place on a page.
    if let (Some(finding), Some(object)) = (&diagnostic.finding, object.as_object_mut()) {
        object.insert("rule".into(), finding.rule.id.into());
        object.insert("level".into(), finding.level.as_str().into());
        object.insert("actor".into(), finding.rule.actor.as_str().into());
        object.append(&mut on_page(finding.page, finding.area, &finding.text));
        object.insert("count".into(), (1 + finding.more.len()).into());
        let more = finding.more.iter().map(|site| Value::Object(on_page(site.page, site.area, &site.text)));
        object.insert("more".into(), more.collect());
    }
    // serde_json doesn't escape C1 controls and bidirectional marks, but the lines may be shown on a terminal.
    let mut out = String::new();
    for c in object.to_string().chars() {
        if c.is_control() || is_bidi_control(c) { out.push_str(&format!("\\u{:04x}", c as u32)) } else { out.push(c) }
    }
    out
}

/// A place in a program's data: it has a field, but no line of a file.
fn in_data(label: &Label, language: Language) -> Value {
    let message = label.message.text(language);
    json!({
        "file": null,
        "line": null,
        "column": null,
        "end_line": null,
        "end_column": null,
        "message": if message.is_empty() { Value::Null } else { message.into() },
        "field": label.source.place(label.span),
    })
}

/// The place on a page, in millimetres.
fn on_page(page: Option<usize>, area: Option<Area>, text: &str) -> Map<String, Value> {
    let rounded = |millimetres: f64| Value::from((millimetres * 100.0).round() / 100.0);
    let mut object = Map::new();
    object.insert("page".into(), page.into());
    for (key, side) in [
        ("x", area.map(|area| area.x)),
        ("y", area.map(|area| area.y)),
        ("width", area.map(|area| area.width)),
        ("height", area.map(|area| area.height)),
    ] {
        object.insert(key.into(), side.map(rounded).into());
    }
    object.insert("text".into(), text.into());
    object
}

pub(super) fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    json!({
        "schema": SCHEMA,
        "type": "summary",
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
    })
    .to_string()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
