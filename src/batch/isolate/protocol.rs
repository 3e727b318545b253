//! The messages between a run and its workers.
//!
//! First the run sends `Init` and the worker answers `Ready`; then there is a `Request` for each district and a
//! `Reply`, which the PDF follows. The parent doesn't trust its workers, since a template may have taken one over:
//! everything in a reply is validated here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::payload::{BatchPayload, JobPayload, NamedText};
use crate::batch::Batch;
use crate::batch::builder::Built;
use crate::batch::freshness;
use crate::batch::ledger::InputFile;
use crate::diagnostic::{Code, Cure, Diagnostic, Label, Message, Severity, io_kind};
use crate::document::TYPESETTER;
use crate::process::{Frame, Protocol};
use crate::source::{Source, Span};

/// Version of the messages; incremented with every change to them.
const PROTOCOL: u32 = 5;

/// Maximum length of a message in bytes. A reply quotes whole texts, and a description may have 16 MiB.
const MAX_LINE: u64 = 64 << 20;

/// The protocol of workers that build districts.
pub(crate) struct Districts;

impl Protocol for Districts {
    type Ready = Ready;
    type Reply = Reply;
}

/// The run's first message.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Init {
    pub protocol: u32,
    pub memory: Option<u64>,
    pub deny_warnings: bool,
    pub shared: BatchPayload,
}

impl Init {
    pub fn new(memory: Option<u64>, deny_warnings: bool, batch: &Batch) -> Self {
        Self { protocol: PROTOCOL, memory, deny_warnings, shared: BatchPayload::of(batch) }
    }

    /// Whether it comes from a program of the same version.
    pub fn is_known(&self) -> bool {
        self.protocol == PROTOCOL
    }
}

impl Frame for Init {
    const MAX_LINE: u64 = MAX_LINE;
}

/// What the worker's PDFs depend on besides the district. It must be equal to the run's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ready {
    protocol: u32,
    version: String,
    typesetter: String,
    fonts: String,
    templates: BTreeMap<String, String>,
    choices: String,
}

impl Ready {
    pub fn new(shared: &freshness::BuildKey) -> Self {
        Self {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            typesetter: TYPESETTER.to_owned(),
            fonts: shared.fonts.clone(),
            templates: shared.templates.clone(),
            choices: shared.choices.clone(),
        }
    }

    /// Names of what differs in the worker; `None` if nothing does.
    pub fn difference(&self, worker: &Self) -> Option<Message> {
        let differing = [
            (self.protocol != worker.protocol, "规程", "protocol"),
            (self.version != worker.version, "程序版本", "version"),
            (self.typesetter != worker.typesetter, "排版引擎", "typesetter"),
            (self.fonts != worker.fonts, "字体", "fonts"),
            (self.templates != worker.templates, "模板", "templates"),
            (self.choices != worker.choices, "所选的模板、主题或日期", "choices of template, theme or date"),
        ];
        let words: Vec<_> = differing.iter().filter(|(differs, ..)| *differs).collect();
        let zh: Vec<&str> = words.iter().map(|(_, zh, _)| *zh).collect();
        let en: Vec<&str> = words.iter().map(|(.., en)| *en).collect();
        (!words.is_empty()).then(|| Message::new(zh.join("、"), en.join(", ")))
    }
}

impl Frame for Ready {
    const MAX_LINE: u64 = MAX_LINE;
}

/// A request for a district, by its index in the batch. Run and worker both read the override file; the digest of
/// inputs in the reply shows whether they read the same bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub district: usize,
    pub payload: JobPayload,
}

impl Frame for Request {
    const MAX_LINE: u64 = MAX_LINE;
}

/// The result of a district. `pdf` is the number of bytes that follow; `None` if it failed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Reply {
    pub district: usize,
    inputs: String,
    template: Option<String>,
    files: Vec<InputFile>,
    pages: usize,
    pdf: Option<u64>,
    /// The texts that labels point into, each once.
    texts: Vec<NamedText>,
    diagnostics: Vec<WireDiagnostic>,
}

impl Frame for Reply {
    const MAX_LINE: u64 = MAX_LINE;

    fn body(&self) -> Option<u64> {
        self.pdf
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct WireDiagnostic {
    code: String,
    error: bool,
    message: WireMessage,
    labels: Vec<WireLabel>,
    field: Option<String>,
    hints: Vec<WireMessage>,
    /// Names of cures, as [`Cure::as_str`] gives them.
    cures: Vec<String>,
    /// Name of the [`std::io::ErrorKind`].
    io_kind: Option<String>,
}

/// Chinese and English.
type WireMessage = (String, String);

#[derive(Debug, Serialize, Deserialize)]
struct WireLabel {
    /// Index in [`Reply::texts`].
    text: usize,
    start: usize,
    end: usize,
    message: WireMessage,
}

impl Reply {
    pub fn new(district: usize, built: &Built) -> Self {
        let mut known: Vec<Source> = Vec::new();
        let words = |message: &Message| (message.zh.clone(), message.en.clone());
        let mut place = |label: &Label| {
            let (source, span) = label.source.locate(label.span);
            let text = known.iter().position(|other| other == source).unwrap_or_else(|| {
                known.push(source.clone());
                known.len() - 1
            });
            WireLabel { text, start: span.start, end: span.end, message: words(&label.message) }
        };
        let diagnostics = built.diagnostics.iter().map(|error| WireDiagnostic {
            code: error.code.as_str().to_owned(),
            error: error.severity == Severity::Error,
            message: words(&error.message),
            labels: error.labels.iter().map(&mut place).collect(),
            field: error.field.as_deref().map(str::to_owned),
            hints: error.hints.iter().map(words).collect(),
            cures: error.cures.iter().map(|cure| cure.as_str().to_owned()).collect(),
            io_kind: error.io_kind.map(|kind| format!("{kind:?}")),
        });
        let diagnostics = diagnostics.collect();
        let texts = known.iter().map(NamedText::of);
        Self {
            district,
            inputs: built.inputs.clone(),
            template: built.template.clone(),
            files: built.files.clone(),
            pages: built.pages,
            pdf: built.pdf.as_ref().map(|pdf| pdf.len() as u64),
            texts: texts.collect(),
            diagnostics,
        }
    }

    /// Converts the reply to the result of a build here; `None` if it is inconsistent.
    pub fn built(self, pdf: Option<Vec<u8>>) -> Option<Built> {
        let sources: Vec<Source> = self.texts.into_iter().map(NamedText::source).collect::<Option<_>>()?;
        let label = |place: WireLabel| {
            let source = sources.get(place.text)?.clone();
            // Reports slice the text at these offsets, so they must be character boundaries within it.
            let within =
                |at: usize| (0..=at.min(source.text().len())).rev().find(|at| source.text().is_char_boundary(*at));
            let (start, end) = (within(place.start)?, within(place.end)?);
            let message = Message::new(place.message.0, place.message.1);
            Some(Label { source, span: Span { start, end: end.max(start) }, message })
        };
        let error = |error: WireDiagnostic| {
            let code = Code::ALL.iter().copied().find(|code| code.as_str() == error.code)?;
            let severity = if error.error { Severity::Error } else { Severity::Warning };
            let mut out = Diagnostic::error(code, Message::new(error.message.0, error.message.1));
            out.severity = severity;
            out.labels = error.labels.into_iter().map(label).collect::<Option<_>>()?;
            out.field = error.field.map(Into::into);
            out.hints = error.hints.into_iter().map(|(zh, en)| Message::new(zh, en)).collect();
            let cure = |name: &String| Cure::ALL.iter().copied().find(|cure| cure.as_str() == name);
            out.cures = error.cures.iter().map(cure).collect::<Option<_>>()?;
            out.io_kind = error.io_kind.as_deref().and_then(io_kind);
            Some(out)
        };
        let diagnostics: Vec<Diagnostic> = self.diagnostics.into_iter().map(error).collect::<Option<_>>()?;
        // A failure without an error, or a PDF with errors: no correct worker sends these.
        let failed = diagnostics.iter().any(|error| error.severity == Severity::Error);
        let Self { inputs, template, files, pages, .. } = self;
        (failed == pdf.is_none()).then_some(Built { inputs, template, files, pages, pdf, diagnostics })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;
    use crate::report::Colour;

    fn reply(text: &str, label: &str, code: &str) -> Option<Built> {
        let line = format!(
            r#"{{"district":0,"inputs":"","template":null,"files":[],"pages":0,"pdf":null,"texts":[{text}],"diagnostics":[
                {{"code":"{code}","error":true,"message":["",""],"labels":[{label}],"field":null,"hints":[],"cures":[],"io_kind":null}}]}}"#
        );
        serde_json::from_str::<Reply>(&line).expect("a reply").built(None)
    }

    #[test]
    fn places_that_lie_are_cut_to_the_text() {
        let text = r#"{"name":"x","first_line":1,"text":"回眸\n二"}"#;
        for (start, end) in [(1, 2), (4, 1), (0, 999), (usize::MAX, usize::MAX), (7, 8)] {
            let label = format!(r#"{{"text":0,"start":{start},"end":{end},"message":["",""]}}"#);
            let built = reply(text, &label, "worker-died").expect("a reply");
            assert!(crate::report::human(&built.diagnostics, Language::Chinese, Colour::Never).contains("x:"));
        }
    }

    #[test]
    fn what_cant_be_is_refused() {
        let (text, label) =
            (r#"{"name":"x","first_line":1,"text":""}"#, r#"{"text":0,"start":0,"end":0,"message":["",""]}"#);
        assert!(reply(text, label, "worker-died").is_some());
        assert!(reply(text, label, "no-such-code").is_none());
        assert!(reply(text, &label.replace(":0,\"start", ":1,\"start"), "worker-died").is_none());
        assert!(reply(&text.replace(":1", &format!(":{}", usize::MAX)), label, "worker-died").is_none());
    }
}
