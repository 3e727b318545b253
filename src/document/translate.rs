//! Translates Typst's diagnostics into ours, with their places in the template's files and their call trace.

use std::collections::BTreeMap;

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic, Tracepoint};
use typst::syntax::DiagSpan;

use crate::diagnostic::{Code, Diagnostic, Label, Message, Severity};
use crate::review::Review;
use crate::source::{Source, Span};
use crate::world::{NO_PACKAGE, ReviewWorld};

/// Maximum number of errors with the same words that are reported one by one. A bracket that isn't closed makes every
/// bracket around it an error, too.
const MAX_ALIKE: usize = 3;

/// Translates errors; of those with the same words the first ones, the last of which says how many follow.
pub(super) fn errors(world: &ReviewWorld, review: &Review, errors: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for from in errors {
        let count = counts.entry(from.message.as_str()).or_default();
        *count += 1;
        if *count <= MAX_ALIKE {
            found.push((from.message.as_str(), *count, translate(world, review, from)));
        }
    }
    let told = |(words, nth, error): (&str, usize, Diagnostic)| match counts[words] - MAX_ALIKE.min(counts[words]) {
        more @ 1.. if nth == MAX_ALIKE => error.hint(Message::new(
            format!("同样的错误另有 {more} 处，不一一列出"),
            format!("{more} more errors of this kind aren't listed"),
        )),
        _ => error,
    };
    found.into_iter().map(told).collect()
}

/// Translates one diagnostic.
pub(super) fn translate(world: &ReviewWorld, review: &Review, from: &SourceDiagnostic) -> Diagnostic {
    let en = from.message.to_string();
    let (code, severity, message) = if let Some((message, hint)) = switched_off(world, from, &en) {
        return placed(world, from, Diagnostic::error(Code::TemplateFailed, message).hint(hint));
    } else if let Some(family) = en.strip_prefix("unknown font family: ") {
        // Typst only warns and substitutes another family, which would change every page. Make it an error.
        let message = Message::new(
            format!("没有模板要用的字体 `{family}`"),
            format!("the template uses a font family that isn't available: {family}"),
        );
        (Code::FontMissing, Severity::Error, message)
    } else if en.contains("did not converge") {
        let message = Message::new(
            format!("版面排了五次仍未稳定；原文：{en}"),
            format!("the layout didn't converge in five rounds: {en}"),
        );
        (Code::NotConverged, Severity::Warning, message)
    } else if from.severity == TypstSeverity::Error {
        (
            Code::TemplateFailed,
            Severity::Error,
            Message::new(format!("模板排版时出错；原文：{en}"), format!("the template failed: {en}")),
        )
    } else {
        (
            Code::TemplateWarning,
            Severity::Warning,
            Message::new(format!("模板有一处警告；原文：{en}"), format!("warning from the template: {en}")),
        )
    };
    let mut out = placed(world, from, Diagnostic { severity, ..Diagnostic::error(code, message) });
    for hint in &from.hints {
        // Typst's hints are in English only.
        out.hints.push(Message::new(format!("原文：{}", hint.v), hint.v.to_string()));
    }
    if code == Code::NotConverged {
        let description = review.description();
        out.labels.push(Label {
            source: description.source().clone(),
            span: description.file().review.origin.span,
            message: Message::new("在这份内容文件上", "on this review"),
        });
    }
    out
}

/// What templates may not use, and what to do instead; `None` for other errors.
fn switched_off(world: &ReviewWorld, from: &SourceDiagnostic, en: &str) -> Option<(Message, Message)> {
    if let Some((_, package)) = en.split_once(NO_PACKAGE) {
        let package = package.trim_end_matches(')');
        return Some((
            Message::new(
                format!("模板要用软件包 `{package}`；本程序不下载软件包"),
                format!("the template imports the package {package}; packages are never downloaded"),
            ),
            Message::new(
                "把软件包的文件复制进模板的文件夹，按那里的路径导入，如 `#import \"vendor/lib.typ\"`",
                "copy the package's files into the template's folder and import them from there, as in \
                 #import \"vendor/lib.typ\"",
            ),
        ));
    }
    let id = from.span.id()?;
    let (range, (_, source)) = (world.range(from.span)?, world.template_file(id)?);
    let called = source.text().get(range)?;
    (en.contains("found none") && called.trim_end().ends_with("plugin")).then(|| {
        (
            Message::new(
                "模板要用插件（`plugin`）；插件可以无休止地运行，所以不开放",
                "the template uses a plugin; plugins are switched off, since they could run without end",
            ),
            Message::new("用 Typst 代码写出它的功能", "write what it does in Typst code"),
        )
    })
}

/// Adds the places of an error and of its calls; if it has none, the template's entry point.
fn placed(world: &ReviewWorld, from: &SourceDiagnostic, mut out: Diagnostic) -> Diagnostic {
    out.labels.extend(label(world, from.span, Message::default()));
    for point in &from.trace {
        let said = match &point.v {
            Tracepoint::Call(Some(name)) => Message::new(format!("`{name}` 在这里调用"), format!("{name} called here")),
            Tracepoint::Call(None) => Message::new("在这里调用", "called here"),
            Tracepoint::Show(name) => Message::new(format!("`{name}` 的显示规则"), format!("show rule for {name}")),
            Tracepoint::Import(name) => Message::new(format!("在这里导入 `{name}`"), format!("{name} imported here")),
            Tracepoint::Include(name) => Message::new(format!("在这里包含 `{name}`"), format!("{name} included here")),
        };
        out.labels.extend(label(world, point.span.into(), said));
    }
    if out.labels.is_empty()
        && let Some((name, text)) = world.entry()
    {
        let message = Message::new("在这套模板里，排版引擎没有说出位置", "in this template; the engine gives no place");
        out.labels.push(Label { source: Source::new(name, text), span: Span { start: 0, end: 0 }, message });
    }
    out
}

fn label(world: &ReviewWorld, span: DiagSpan, message: Message) -> Option<Label> {
    let id = span.id()?;
    let range = world.range(span)?;
    let (name, source) = world.template_file(id)?;
    Some(Label { source: Source::new(name, source.text()), span: Span::from(range), message })
}
