//! Finds templates, themes and papers by the names that people use for them.

use std::borrow::Cow;

use crate::description::TextField;
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::source::Source;
use crate::template::Template;

/// Other names of the built-in templates, themes and papers.
const CALLED: &[(&str, &[&str])] = &[
    ("bulletin", &["简报", "公报", "简报版"]),
    ("editorial", &["画册", "画报", "画册版"]),
    ("red", &["红", "红色", "红金", "大红", "中国红"]),
    ("blue", &["蓝", "蓝色", "政务蓝", "藏青", "深蓝"]),
    ("green", &["绿", "绿色", "松绿", "双碳绿", "深绿"]),
    ("a4", &["A4纸", "210x297", "210×297"]),
    ("210x285", &["210×285", "210*285", "大16开", "大十六开", "大度16开", "16开"]),
];

/// Replaces another name in a field by the built-in one, with a warning that says how it was read.
pub(super) fn understood<'f>(
    source: &Source,
    field: &'f TextField,
    names: &[(&str, &str)],
    found: &mut Vec<Diagnostic>,
) -> Cow<'f, TextField> {
    let said = field.text.trim();
    if names.iter().any(|(name, _)| *name == field.text) || said.ends_with(".toml") {
        return Cow::Borrowed(field);
    }
    let Some(name) = meant(said, names) else { return Cow::Borrowed(field) };
    let message = Message::new(format!("“{said}”按 \"{name}\" 处理"), format!("\"{said}\" was read as \"{name}\""));
    found.push(Diagnostic::warning(Code::ReadAs, message).at_field(source, &field.origin));
    Cow::Owned(TextField { text: name.to_owned(), ..field.clone() })
}

/// The name that a word means; `names` are pairs of name and title.
pub(super) fn meant<'n>(said: &str, names: &[(&'n str, &str)]) -> Option<&'n str> {
    let said = said.trim();
    let called = |name: &str| CALLED.iter().any(|(own, others)| *own == name && others.contains(&said));
    let exact = names.iter().find(|(name, _)| *name == said);
    let other = || names.iter().find(|(name, title)| name.eq_ignore_ascii_case(said) || *title == said || called(name));
    exact.or_else(other).map(|(name, _)| *name)
}

pub(super) fn of_templates<'t>(templates: &[&'t Template]) -> Vec<(&'t str, &'t str)> {
    let both = |template: &&'t Template| (template.manifest().name.as_str(), template.manifest().title.as_str());
    templates.iter().map(both).collect()
}

pub(super) fn of_themes(template: &Template) -> Vec<(&str, &str)> {
    let title = |name: &str| template.theme(Some(name)).map_or("", |theme| theme.title());
    template.manifest().themes.iter().map(|name| (name.as_str(), title(name))).collect()
}

pub(super) fn of_papers(template: &Template) -> Vec<(&str, &str)> {
    template.manifest().papers.iter().map(|name| (name.as_str(), "")).collect()
}
