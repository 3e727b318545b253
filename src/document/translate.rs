//! Translates Typst's diagnostics into ours, with their places in the template's files and their call trace.

use typst::WorldExt;
use typst::diag::{Severity as TypstSeverity, SourceDiagnostic, Tracepoint};
use typst::syntax::DiagSpan;

use crate::diagnostic::{Code, Diagnostic, Label, Message, Severity};
use crate::review::Review;
use crate::source::{Source, Span};
use crate::world::ReviewWorld;

/// Translates one diagnostic.
pub(super) fn translate(world: &ReviewWorld, review: &Review, from: &SourceDiagnostic) -> Diagnostic {
    let en = from.message.to_string();
    let (code, severity, message) = if let Some(family) = en.strip_prefix("unknown font family: ") {
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
    let mut out = Diagnostic { severity, ..Diagnostic::error(code, message) };
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

fn label(world: &ReviewWorld, span: DiagSpan, message: Message) -> Option<Label> {
    let id = span.id()?;
    let range = world.range(span)?;
    let (name, source) = world.template_file(id)?;
    Some(Label { source: Source::new(name, source.text()), span: Span::from(range), message })
}
