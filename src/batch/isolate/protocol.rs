//! What run and worker say to each other: one JSON object a line, and behind an answer the PDF's bytes.
//!
//! The run's `Hello` and the worker's `Greeting` come first, then a `Wish` for each district and its `Answer`.
//! The worker isn't believed: lengths are bounded, and whatever can be wrong in a line is looked at here.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::handed::{Handed, Shared, Text};
use crate::batch::Batch;
use crate::batch::freshness;
use crate::batch::make::Made;
use crate::batch::manifest::Input;
use crate::diagnostic::{Code, Cure, Diagnostic, Label, Message, Severity, io_kind};
use crate::document::TYPESETTER;
use crate::source::{Source, Span};

/// Rises when a message changes its form.
const PROTOCOL: u32 = 4;

/// The most bytes of a line. An answer quotes whole texts, and a description may have 16 MiB.
const MOST_LINE: u64 = 64 << 20;

/// The run's first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    pub protocol: u32,
    pub memory: Option<u64>,
    pub deny_warnings: bool,
    pub shared: Shared,
}

impl Hello {
    pub fn new(memory: Option<u64>, deny_warnings: bool, batch: &Batch) -> Self {
        Self { protocol: PROTOCOL, memory, deny_warnings, shared: Shared::of(batch) }
    }

    /// Whether it is said in the words of this program.
    pub fn is_known(&self) -> bool {
        self.protocol == PROTOCOL
    }
}

/// What the worker is: it must be the same as the run, or the PDFs would differ.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Greeting {
    protocol: u32,
    version: String,
    typesetter: String,
    fonts: String,
    templates: BTreeMap<String, String>,
    choices: String,
}

impl Greeting {
    pub fn new(shared: &freshness::Shared) -> Self {
        Self {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            typesetter: TYPESETTER.to_owned(),
            fonts: shared.fonts.clone(),
            templates: shared.templates.clone(),
            choices: shared.choices.clone(),
        }
    }

    /// What the worker has otherwise than the run; none if nothing.
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

/// A district to be made, with its place in the batch. If the two have read different states of its own file, the sum
/// of what the district is made of tells.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Wish {
    pub district: usize,
    pub handed: Handed,
}

/// What came of it. `pdf` is the number of bytes that follow the line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    pub district: usize,
    inputs: String,
    template: Option<String>,
    files: Vec<Input>,
    pages: usize,
    pub pdf: Option<u64>,
    /// The texts that faults have their places in, each once.
    texts: Vec<Text>,
    faults: Vec<Fault>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Fault {
    code: String,
    error: bool,
    message: Words,
    labels: Vec<Place>,
    field: Option<String>,
    hints: Vec<Words>,
    /// Names of cures.
    cures: Vec<String>,
    /// The name of what the operating system reported.
    io_kind: Option<String>,
}

/// Chinese and English.
type Words = (String, String);

#[derive(Debug, Serialize, Deserialize)]
struct Place {
    text: usize,
    start: usize,
    end: usize,
    message: Words,
}

impl Answer {
    pub fn new(district: usize, made: &Made) -> Self {
        let mut known: Vec<Source> = Vec::new();
        let words = |message: &Message| (message.zh.clone(), message.en.clone());
        let mut place = |label: &Label| {
            let (source, span) = label.source.locate(label.span);
            let text = known.iter().position(|other| other == source).unwrap_or_else(|| {
                known.push(source.clone());
                known.len() - 1
            });
            Place { text, start: span.start, end: span.end, message: words(&label.message) }
        };
        let faults = made.diagnostics.iter().map(|fault| Fault {
            code: fault.code.as_str().to_owned(),
            error: fault.severity == Severity::Error,
            message: words(&fault.message),
            labels: fault.labels.iter().map(&mut place).collect(),
            field: fault.field.as_deref().map(str::to_owned),
            hints: fault.hints.iter().map(words).collect(),
            cures: fault.cures.iter().map(|cure| cure.as_str().to_owned()).collect(),
            io_kind: fault.io_kind.map(|kind| format!("{kind:?}")),
        });
        let faults = faults.collect();
        let texts = known.iter().map(Text::of);
        Self {
            district,
            inputs: made.inputs.clone(),
            template: made.template.clone(),
            files: made.files.clone(),
            pages: made.pages,
            pdf: made.pdf.as_ref().map(|pdf| pdf.len() as u64),
            texts: texts.collect(),
            faults,
        }
    }

    /// As if it had been made here; none if it doesn't hold together.
    pub fn made(self, pdf: Option<Vec<u8>>) -> Option<Made> {
        let sources: Vec<Source> = self.texts.into_iter().map(Text::source).collect::<Option<_>>()?;
        let label = |place: Place| {
            let source = sources.get(place.text)?.clone();
            // Whoever draws the place cuts the text there.
            let within =
                |at: usize| (0..=at.min(source.text().len())).rev().find(|at| source.text().is_char_boundary(*at));
            let (start, end) = (within(place.start)?, within(place.end)?);
            let message = Message::new(place.message.0, place.message.1);
            Some(Label { source, span: Span { start, end: end.max(start) }, message })
        };
        let fault = |fault: Fault| {
            let code = Code::ALL.iter().copied().find(|code| code.as_str() == fault.code)?;
            let severity = if fault.error { Severity::Error } else { Severity::Warning };
            let mut out = Diagnostic::error(code, Message::new(fault.message.0, fault.message.1));
            out.severity = severity;
            out.labels = fault.labels.into_iter().map(label).collect::<Option<_>>()?;
            out.field = fault.field.map(Into::into);
            out.hints = fault.hints.into_iter().map(|(zh, en)| Message::new(zh, en)).collect();
            let cure = |name: &String| Cure::ALL.iter().copied().find(|cure| cure.as_str() == name);
            out.cures = fault.cures.iter().map(cure).collect::<Option<_>>()?;
            out.io_kind = fault.io_kind.as_deref().and_then(io_kind);
            Some(out)
        };
        let diagnostics: Vec<Diagnostic> = self.faults.into_iter().map(fault).collect::<Option<_>>()?;
        // Failed and nothing to say, or done with errors: neither is an answer of ours.
        let failed = diagnostics.iter().any(|fault| fault.severity == Severity::Error);
        let Self { inputs, template, files, pages, .. } = self;
        (failed == pdf.is_none()).then_some(Made { inputs, template, files, pages, pdf, diagnostics })
    }
}

/// A message as a line.
pub(super) fn line(message: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The next message; none at the end of the input, also in the midst of a line.
///
/// # Errors
/// If reading fails, or the line is too long or isn't such a message.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    input.take(MOST_LINE).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        let cut = line.len() as u64 == MOST_LINE;
        return if cut { Err(io::Error::other("a line without an end")) } else { Ok(None) };
    }
    Ok(Some(serde_json::from_slice(&line)?))
}

/// Exactly so many bytes; none if the input ends before.
pub(super) fn read_bytes(input: &mut impl BufRead, count: u64) -> io::Result<Option<Vec<u8>>> {
    // Room is made as bytes come: a length alone is only a claim.
    let mut bytes = Vec::new();
    input.take(count).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == count).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;
    use crate::report::Colour;

    fn answer(text: &str, label: &str, code: &str) -> Option<Made> {
        let line = format!(
            r#"{{"district":0,"inputs":"","template":null,"files":[],"pages":0,"pdf":null,"texts":[{text}],"faults":[
                {{"code":"{code}","error":true,"message":["",""],"labels":[{label}],"field":null,"hints":[],"cures":[],"io_kind":null}}]}}"#
        );
        serde_json::from_str::<Answer>(&line).expect("an answer").made(None)
    }

    #[test]
    fn places_that_lie_are_cut_to_the_text() {
        let text = r#"{"name":"x","first_line":1,"text":"回眸\n二"}"#;
        for (start, end) in [(1, 2), (4, 1), (0, 999), (usize::MAX, usize::MAX), (7, 8)] {
            let label = format!(r#"{{"text":0,"start":{start},"end":{end},"message":["",""]}}"#);
            let made = answer(text, &label, "worker-died").expect("an answer");
            assert!(crate::report::human(&made.diagnostics, Language::Chinese, Colour::Never).contains("x:"));
        }
    }

    #[test]
    fn what_cant_be_is_refused() {
        let (text, label) =
            (r#"{"name":"x","first_line":1,"text":""}"#, r#"{"text":0,"start":0,"end":0,"message":["",""]}"#);
        assert!(answer(text, label, "worker-died").is_some());
        assert!(answer(text, label, "no-such-code").is_none());
        assert!(answer(text, &label.replace(":0,\"start", ":1,\"start"), "worker-died").is_none());
        assert!(answer(&text.replace(":1", &format!(":{}", usize::MAX)), label, "worker-died").is_none());
    }

    #[test]
    fn lines_and_lengths_have_bounds() {
        let endless = std::io::repeat(b'x');
        assert!(read::<Wish>(&mut io::BufReader::new(endless)).is_err());
        assert!(read::<Wish>(&mut &b"{\"district\":1"[..]).expect("no fault").is_none());
        assert!(read_bytes(&mut &b"abc"[..], u64::MAX).expect("no fault").is_none());
        assert_eq!(read_bytes(&mut &b"abc"[..], 2).expect("no fault"), Some(b"ab".to_vec()));
    }
}
