//! The messages between an audit and its worker.
//!
//! The parent sends `Init`, the worker `Ready`. Then the parent sends the file, and `Request`s, each of which the
//! worker answers with one `Reply`. The parent doesn't trust the worker, which has read a file from anywhere.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::audit::Audit;
#[cfg(feature = "png")]
use crate::audit::picture::Marks;
use crate::diagnostic::Message;
use crate::geometry::Area;
use crate::process::{Frame, Protocol};
use crate::rule::{Finding, Level, Occurrence, Rule};

/// Incremented when a message changes its form.
const PROTOCOL: u32 = 1;

/// Maximum length of a message in bytes. A page may have a finding for every letter.
const MAX_LINE: u64 = 256 << 20;

/// The protocol of workers that read PDFs.
pub(super) struct Pdfs;

impl Protocol for Pdfs {
    type Ready = Ready;
    type Reply = Reply;
}

/// The first message of the parent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Init {
    protocol: u32,
    /// Maximum memory of the worker in bytes.
    pub memory: Option<u64>,
}

impl Init {
    pub fn new(memory: Option<u64>) -> Self {
        Self { protocol: PROTOCOL, memory }
    }

    /// Whether it comes from a program of the same version.
    pub fn is_known(&self) -> bool {
        self.protocol == PROTOCOL
    }
}

impl Frame for Init {
    const MAX_LINE: u64 = MAX_LINE;
}

/// The first message of the worker: its version. Another version might find other things.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Ready {
    protocol: u32,
    version: String,
    pictures: bool,
}

impl Ready {
    pub fn new() -> Self {
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned(), pictures: cfg!(feature = "png") }
    }
}

impl Frame for Ready {
    const MAX_LINE: u64 = MAX_LINE;
}

/// A request of the parent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Open the file, which follows the message.
    Open { bytes: u64 },
    /// Check it against the rules with these ids; against all if there are none.
    Audit { rules: Vec<String> },
    /// Render a page.
    #[cfg(feature = "png")]
    Draw { page: usize, ppi: Exact, marks: Vec<Mark> },
}

impl Frame for Request {
    const MAX_LINE: u64 = MAX_LINE;

    fn body(&self) -> Option<u64> {
        match self {
            Self::Open { bytes } => Some(*bytes),
            _ => None,
        }
    }
}

/// The worker's reply to a request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Opened,
    Audited(WireAudit),
    /// The picture follows the message.
    Drawn {
        bytes: u64,
    },
    /// The file can't be processed; the reason in Chinese and English.
    Failed(String, String),
}

impl Reply {
    pub fn failed(why: Message) -> Self {
        Self::Failed(why.zh, why.en)
    }
}

impl Frame for Reply {
    const MAX_LINE: u64 = MAX_LINE;

    fn body(&self) -> Option<u64> {
        match self {
            Self::Drawn { bytes } => Some(*bytes),
            _ => None,
        }
    }
}

/// A float as its bits, since a JSON parser may not restore the last bit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Exact(u64);

impl From<f64> for Exact {
    fn from(number: f64) -> Self {
        Self(number.to_bits())
    }
}

impl From<Exact> for f64 {
    fn from(exact: Exact) -> Self {
        Self::from_bits(exact.0)
    }
}

/// An [`Audit`] as it is sent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireAudit {
    findings: Vec<WireFinding>,
    not_judged: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireFinding {
    rule: String,
    level: String,
    message: (String, String),
    occurrence: WireOccurrence,
    more: Vec<WireOccurrence>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireOccurrence {
    page: Option<usize>,
    area: Option<[Exact; 4]>,
    text: String,
}

impl WireOccurrence {
    fn new(page: Option<usize>, area: Option<Area>, text: &str) -> Self {
        let area = area.map(|area| [area.x, area.y, area.width, area.height].map(Exact::from));
        Self { page, area, text: text.to_owned() }
    }

    fn area(&self) -> Option<Area> {
        self.area.map(|area| {
            let [x, y, width, height] = area.map(f64::from);
            Area::new(x, y, width, height)
        })
    }
}

impl WireAudit {
    pub fn new(audit: &Audit) -> Self {
        let findings = audit.findings.iter().map(|finding| WireFinding {
            rule: finding.rule.id.to_owned(),
            level: finding.level.as_str().to_owned(),
            message: (finding.message.zh.clone(), finding.message.en.clone()),
            occurrence: WireOccurrence::new(finding.page, finding.area, &finding.text),
            more: finding
                .more
                .iter()
                .map(|occurrence| WireOccurrence::new(occurrence.page, occurrence.area, &occurrence.text))
                .collect(),
        });
        let not_judged = audit.not_judged.iter().map(|rule| rule.id.to_owned());
        Self { findings: findings.collect(), not_judged: not_judged.collect() }
    }

    /// The audit; `None` if it names an unknown rule or level.
    pub fn audit(self) -> Option<Audit> {
        let finding = |wire: WireFinding| {
            let (area, more) = (wire.occurrence.area(), wire.more.into_iter());
            let more = more.map(|occurrence| Occurrence {
                page: occurrence.page,
                area: occurrence.area(),
                text: occurrence.text,
                place: None,
            });
            Some(Finding {
                rule: Rule::named(&wire.rule)?,
                level: level(&wire.level)?,
                page: wire.occurrence.page,
                area,
                text: wire.occurrence.text,
                message: Message::new(wire.message.0, wire.message.1),
                field: None,
                place: None,
                more: more.collect(),
            })
        };
        Some(Audit {
            findings: self.findings.into_iter().map(finding).collect::<Option<_>>()?,
            not_judged: self.not_judged.iter().map(|id| Rule::named(id)).collect::<Option<_>>()?,
        })
    }
}

fn level(name: &str) -> Option<Level> {
    [Level::Info, Level::Warning, Level::Error].into_iter().find(|level| level.as_str() == name)
}

/// A finding to mark on a picture.
#[cfg(feature = "png")]
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    area: [Exact; 4],
    rule: String,
    level: String,
}

#[cfg(feature = "png")]
impl Request {
    pub fn draw(marks: &Marks, page: usize, ppi: f64) -> Self {
        let mark = |(area, rule, level): &([f64; 4], &'static str, Level)| Mark {
            area: area.map(Exact::from),
            rule: (*rule).to_owned(),
            level: level.as_str().to_owned(),
        };
        Self::Draw { page, ppi: ppi.into(), marks: marks.boxes.iter().map(mark).collect() }
    }
}

/// The marks of a request; `None` if one names an unknown rule or level.
#[cfg(feature = "png")]
pub(super) fn marks(marks: &[Mark]) -> Option<Marks> {
    let boxes =
        marks.iter().map(|mark| Some((mark.area.map(f64::from), Rule::named(&mark.rule)?.id, level(&mark.level)?)));
    boxes.collect::<Option<_>>().map(|boxes| Marks { boxes })
}

/// The rules of a request; `None` if an id is unknown.
pub(super) fn rules(names: &[String]) -> Option<Vec<&'static Rule>> {
    names.iter().map(|name| Rule::named(name)).collect()
}

/// The request to open a file; the file itself follows as the body.
pub(super) fn open(bytes: &Arc<Vec<u8>>) -> Request {
    Request::Open { bytes: bytes.len() as u64 }
}
