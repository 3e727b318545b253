//! `huimou explain`: prints what a code or rule means, why it matters and how to fix it. The texts are the library's.

use huimou::{Actor, Class, Code, Diagnostic, Error, Language, Level, Message, Rule, Severity, Topic};
use serde_json::json;

use super::args::MessageFormat;
use super::terminal::Terminal;
use super::{Stop, code as exit_code};

pub fn run(terminal: &Terminal, names: &[String]) -> Result<(), Stop> {
    if names.is_empty() {
        let text = match terminal.format {
            MessageFormat::Json => Topic::all().map(|topic| object(topic, terminal.language) + "\n").collect(),
            MessageFormat::Short => Topic::all().map(|topic| line(topic, terminal.language)).collect(),
            MessageFormat::Human => listed(terminal.language),
        };
        return terminal.text(&text);
    }
    let (mut topics, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match Topic::named(name) {
            Some(topic) => topics.push(topic),
            None => unknown.push(no_such(name)),
        }
    }
    if let Some(error) = Error::from_warnings(unknown) {
        return Err(error.into());
    }
    let texts: Vec<String> = match terminal.format {
        MessageFormat::Json => topics.iter().map(|topic| object(*topic, terminal.language) + "\n").collect(),
        MessageFormat::Short => topics.iter().map(|topic| line(*topic, terminal.language)).collect(),
        MessageFormat::Human => {
            vec![topics.iter().map(|topic| explained(*topic, terminal.language)).collect::<Vec<_>>().join("\n")]
        }
    };
    terminal.text(&texts.concat())
}

fn no_such(name: &str) -> Diagnostic {
    let message = Message::new(format!("没有编号为 `{name}` 的代码或规则"), format!("unknown code or rule `{name}`"));
    let hint = match Topic::nearest(name) {
        Some(near) => {
            let near = near.name();
            Message::new(format!("是否要写 `{near}`？"), format!("did you mean `{near}`?"))
        }
        None => Message::new("`huimou explain` 列出全部编号", "`huimou explain` lists all of them"),
    };
    Diagnostic::error(Code::Usage, message).hint(hint)
}

/// The headings in one language.
struct Words {
    colon: &'static str,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    command: &'static str,
    source: &'static str,
    class: &'static str,
    level: &'static str,
}

const CHINESE: Words = Words {
    colon: "：",
    what: "含义",
    why: "原因",
    fix: "改法",
    command: "命令",
    source: "依据",
    class: "归属",
    level: "级别",
};

const ENGLISH: Words = Words {
    colon: ": ",
    what: "What",
    why: "Why",
    fix: "Fix",
    command: "Command",
    source: "Source",
    class: "Class",
    level: "Level",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    }
}

/// The full explanation of a topic, one paragraph per heading.
fn explained(topic: Topic, language: Language) -> String {
    let (words, explanation) = (words(language), topic.explanation());
    let mut rows = vec![
        (words.what, explanation.what.text(language).to_owned()),
        (words.why, explanation.why.text(language).to_owned()),
        (words.fix, explanation.fix.text(language).to_owned()),
    ];
    rows.extend(command(topic).map(|(zh, en)| (words.command, pick(language, zh, en).to_owned())));
    rows.extend(explanation.source.map(|source| (words.source, source.text(language).to_owned())));
    rows.push(match topic {
        Topic::Rule(rule) => (words.level, weight(rule, language)),
        Topic::Code(code) => (words.class, class(code.class(), language)),
        _ => return String::new(),
    });
    let mut out = line(topic, language) + "\n";
    for (name, text) in rows {
        out += &format!("{name}{}{text}\n", words.colon);
    }
    out
}

fn pick<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// Name and title, on one line.
fn line(topic: Topic, language: Language) -> String {
    format!("{}{}{}\n", topic.name(), words(language).colon, topic.title().text(language))
}

/// A rule's level, who can fix a finding, and what the rule is checked on.
fn weight(rule: &Rule, language: Language) -> String {
    let level = match rule.level {
        Level::Error => pick(language, "错误", "error"),
        Level::Warning => pick(language, "警告", "warning"),
        _ => pick(language, "提醒", "remark"),
    };
    let actor = match rule.actor {
        Actor::Author => pick(language, "由撰稿人修改", "fixed by the author"),
        _ => pick(language, "只能由模板作者修改", "only the template's author can fix it"),
    };
    let judged = match (rule.reads_pages(), rule.reads_pdf()) {
        (true, true) => pick(language, "本程序排出的页面和任何 PDF 都查", "checked on our own pages and on any PDF"),
        (true, false) => pick(language, "只查本程序排出的页面", "checked only on our own pages"),
        _ => pick(language, "只查 PDF 文件", "checked only on PDF files"),
    };
    let comma = pick(language, "；", "; ");
    format!("{level}{comma}{actor}{comma}{judged}")
}

/// The class of a code, with its exit code.
fn class(class: Class, language: Language) -> String {
    let name = match class {
        Class::Content => pick(language, "内容", "content"),
        Class::Setup => pick(language, "字体、模板、配色", "fonts, templates, themes"),
        Class::Io => pick(language, "读写文件", "input and output"),
        _ => pick(language, "命令", "the command line"),
    };
    let exit = exit_code(class);
    match language {
        Language::Chinese => format!("{name}（退出码 {exit}）"),
        Language::English => format!("{name} (exit code {exit})"),
    }
}

/// The command that helps with a code or rule, if there is one.
fn command(topic: Topic) -> Option<(&'static str, &'static str)> {
    Some(match topic.name() {
        "half-width-mark"
        | "straight-quote"
        | "full-width-letter"
        | "radical"
        | "invisible-character"
        | "stray-space"
        | "toml-syntax"
        | "read-as"
        | "bad-number"
        | "bad-date"
        | "B1"
        | "B6" => (
            "`huimou fix review.toml` 列出可以代改的，问过再写入",
            "`huimou fix review.toml` shows what it can fix, and asks before it writes",
        ),
        "missing-glyph" | "F1" => (
            "`huimou fonts --coverage 文件` 列出缺的字；`--font-path 文件夹` 补字体；`--allow-missing-glyphs` 先出样",
            "`huimou fonts --coverage FILE` lists what is missing; `--font-path DIR` adds fonts; \
             `--allow-missing-glyphs` builds a proof",
        ),
        "font-missing" => (
            "`huimou fonts` 列出现有的字体；`--font-path 文件夹` 补字体",
            "`huimou fonts` lists the available fonts; `--font-path DIR` adds more",
        ),
        "typography" => (
            "`huimou check review.toml --audit` 审校；`huimou explain A1` 说明一条规则",
            "`huimou check review.toml --audit` checks the pages; `huimou explain A1` explains a rule",
        ),
        "unknown-template" => ("`huimou template list` 列出模板", "`huimou template list` lists the templates"),
        "unknown-theme" | "unknown-paper" => (
            "`huimou template show 名称` 列出一套模板的配色和开本",
            "`huimou template show NAME` shows a template's themes and papers",
        ),
        "time-exceeded" => ("`--time-limit 秒` 放宽时限", "`--time-limit SECONDS` allows more time"),
        "memory-exceeded" => ("`--memory-limit 大小` 放宽内存上限", "`--memory-limit SIZE` allows more memory"),
        "output-locked" => ("`-o 文件夹` 换一个输出文件夹", "`-o DIR` chooses another output folder"),
        "usage" => ("`huimou 命令 --help`", "`huimou COMMAND --help`"),
        _ => return None,
    })
}

/// The families of rules, by the first letter of their ids.
const FAMILIES: [(char, &str, &str); 11] = [
    ('A', "断行", "line breaks"),
    ('B', "标点", "punctuation"),
    ('C', "字距与栏边", "character spacing and column edges"),
    ('D', "段落、标题与页末", "ends of paragraphs, headings and pages"),
    ('E', "缩进与行距", "indents and line spacing"),
    ('F', "字体", "fonts"),
    ('G', "字号、对比与底色", "sizes, contrast and backgrounds"),
    ('H', "页码、目录与书眉", "page numbers, contents and running heads"),
    ('J', "表格与编号", "tables and numbering"),
    ('K', "内容齐全", "completeness"),
    ('M', "属性与检索", "metadata and search"),
];

/// One line per topic, in groups.
fn listed(language: Language) -> String {
    let mut out = String::new();
    let mut group = |heading: String, topics: Vec<Topic>| {
        let width = topics.iter().map(|topic| topic.name().len()).max().unwrap_or(0);
        if !out.is_empty() {
            out.push('\n');
        }
        out += &format!("{heading}\n");
        for topic in topics {
            out += &format!("  {:width$}  {}\n", topic.name(), topic.title().text(language));
        }
    };
    for one in [Class::Content, Class::Setup, Class::Usage, Class::Io] {
        let codes = Code::ALL.iter().filter(|code| code.class() == one);
        group(class(one, language), codes.map(|code| Topic::Code(*code)).collect());
    }
    for (letter, zh, en) in FAMILIES {
        let rules = Rule::all().iter().filter(|rule| rule.id.starts_with(letter));
        group(format!("{letter} {}", pick(language, zh, en)), rules.map(Topic::Rule).collect());
    }
    out
}

/// The JSON object of a topic.
fn object(topic: Topic, language: Language) -> String {
    let explanation = topic.explanation();
    let mut object = json!({
        "schema": 1,
        "type": "explanation",
        "name": topic.name(),
        "title": topic.title().text(language),
        "what": explanation.what.text(language),
        "why": explanation.why.text(language),
        "fix": explanation.fix.text(language),
        "source": explanation.source.map(|source| source.text(language)),
    });
    let more = match topic {
        Topic::Rule(rule) => json!({
            "kind": "rule",
            "level": rule.level.as_str(),
            "actor": rule.actor.as_str(),
            "pages": rule.reads_pages(),
            "pdf": rule.reads_pdf(),
        }),
        Topic::Code(code) => json!({ "kind": "code", "exit_code": exit_code(code.class()) }),
        _ => json!({}),
    };
    if let (Some(object), serde_json::Value::Object(mut more)) = (object.as_object_mut(), more) {
        object.append(&mut more);
    }
    object.to_string()
}

/// Suggests `huimou explain` for the first error shown, else the first warning. Usage and I/O problems need none: their
/// messages say it all.
pub fn offer(shown: &[Diagnostic]) -> Option<Message> {
    let asked =
        |severity| shown.iter().find(|d| d.severity == severity && !matches!(d.code.class(), Class::Usage | Class::Io));
    let first = asked(Severity::Error).or_else(|| asked(Severity::Warning))?;
    let name = first.finding.as_ref().map_or(first.code.as_str(), |finding| finding.rule.id);
    Some(Message::new(
        format!("含义和改法：huimou explain {name}"),
        format!("what it means and how to fix it: huimou explain {name}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_name() {
        for language in [Language::Chinese, Language::English] {
            let list = listed(language);
            for topic in Topic::all() {
                let row = |line: &str| line.trim().split("  ").next() == Some(topic.name());
                assert_eq!(list.lines().filter(|line| row(line)).count(), 1, "{}", topic.name());
            }
        }
    }

    #[test]
    fn the_worst_is_offered() {
        let warning = Diagnostic::warning(Code::HalfWidthMark, Message::default());
        let error = |code| Diagnostic::error(code, Message::default());
        let said = |shown: &[Diagnostic]| offer(shown).map(|message| message.en);
        assert_eq!(said(&[]), None);
        assert!(
            said(std::slice::from_ref(&warning)).is_some_and(|said| said.ends_with("huimou explain half-width-mark"))
        );
        assert!(
            said(&[warning, error(Code::UnknownKey)]).is_some_and(|said| said.ends_with("huimou explain unknown-key"))
        );
        assert_eq!(said(&[error(Code::ReadFailed), error(Code::Usage)]), None);
    }
}
