//! Reports an invalid command line in both languages.
//!
//! The English is clap's first line. clap can't be translated, so the Chinese is composed here from the error's kind
//! and context; an unknown kind quotes clap's English.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use huimou::{Code, Diagnostic, Message};

use super::values::InvalidValue;

/// Converts clap's error to a diagnostic with hints.
pub fn refusal(error: &clap::Error) -> Diagnostic {
    let rendered = error.render().to_string();
    let english = rendered.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let chinese = chinese(error).unwrap_or_else(|| format!("命令写得不成立。原文：{english}"));
    let mut diagnostic = Diagnostic::error(Code::Usage, Message::new(chinese, english));
    for suggestion in suggestions(error) {
        diagnostic = diagnostic.hint(suggestion);
    }
    diagnostic
}

/// The first string that clap gives for `kind`.
fn first(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

/// All strings that clap gives for `kind`.
fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// `a`、`b`.
fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join("、")
}

fn chinese(error: &clap::Error) -> Option<String> {
    let arg = first(error, ContextKind::InvalidArg);
    let value = first(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("没有名为 `{}` 的命令", first(error, ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::UnknownArgument => match arg? {
            arg if arg.starts_with('-') => format!("没有名为 `{arg}` 的选项"),
            arg if arg.starts_with(DASHES) => format!("选项前面要写两个减号 `--`，这里写成了破折号：`{arg}`"),
            arg => format!("多写了 `{arg}`"),
        },
        ErrorKind::InvalidValue => match (arg?, value?) {
            (arg, value) if value.is_empty() => format!("`{arg}` 后面缺少内容"),
            (arg, value) => {
                let known = all(error, ContextKind::ValidValue);
                format!("`{arg}` 不能写 `{value}`，可用的是 {}", listed(&known))
            }
        },
        ErrorKind::ValueValidation => {
            let why = match error.source().map(|why| (why.downcast_ref::<InvalidValue>(), why)) {
                Some((Some(wrong), _)) => format!("：{}", wrong.0.zh),
                Some((None, why)) => format!("。原文：{why}"),
                None => String::new(),
            };
            format!("`{}` 不能写 `{}`{why}", arg?, value?)
        }
        ErrorKind::MissingRequiredArgument => {
            format!("缺少 {}", listed(&all(error, ContextKind::InvalidArg)))
        }
        ErrorKind::ArgumentConflict => {
            let (arg, others) = (arg?, all(error, ContextKind::PriorArg));
            if others.iter().all(|other| *other == arg) {
                format!("`{arg}` 写了两次")
            } else {
                format!("`{arg}` 不能与 {} 同时使用", listed(&others))
            }
        }
        ErrorKind::NoEquals => format!("`{}` 与它的值之间要写 =", arg?),
        ErrorKind::TooManyValues => format!("`{}` 后面多写了 `{}`", arg?, value?),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("`{}` 后面的内容个数不对", arg?),
        ErrorKind::MissingSubcommand => {
            format!("`{}` 后面缺少命令", first(error, ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::InvalidUtf8 => "命令里有不是 UTF-8 的文字".to_owned(),
        _ => return None,
    })
}

/// Dashes that word processors substitute for two hyphens.
const DASHES: [char; 3] = ['—', '–', '－'];

fn suggestions(error: &clap::Error) -> Vec<Message> {
    let mut out = Vec::new();
    let did_you_mean = |word: &str| Message::new(format!("是否要写 `{word}`？"), format!("did you mean `{word}`?"));
    let dashed = first(error, ContextKind::InvalidArg).filter(|arg| arg.starts_with(DASHES));
    if let Some(arg) = dashed {
        out.push(did_you_mean(&format!("--{}", arg.trim_start_matches(DASHES))));
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        // clap suggests a command and its alias (`build`, `b`): take the longer, which says more.
        if let Some(word) = all(error, kind).into_iter().max_by_key(String::len) {
            out.push(did_you_mean(&word));
        }
    }
    let commands = all(error, ContextKind::ValidSubcommand);
    if out.is_empty() && !commands.is_empty() {
        let words = commands.join(", ");
        out.push(Message::new(format!("可用的命令是 {}", listed(&commands)), format!("available: {words}")));
    }
    if let Some(usage) = first(error, ContextKind::Usage) {
        let usage = usage.trim().trim_start_matches("Usage: ").replace("[OPTIONS]", "[选项]");
        let usage = usage.lines().next().unwrap_or_default().trim().to_owned();
        let english = usage.replace("[选项]", "[OPTIONS]");
        out.push(Message::new(format!("用法：`{usage}`"), format!("usage: {english}")));
    }
    out
}
