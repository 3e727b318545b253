//! The manifest of a template, `typst.toml`: the package, and what the engine must know about it.

use serde::Deserialize;

use super::SHEET_VERSION;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::source::Source;

/// The manifest of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Manifest {
    /// Name of the package, and of the template.
    pub name: String,
    /// Version of the package, such as 0.1.0.
    pub version: String,
    /// The file that exports `review`.
    pub entrypoint: String,
    /// Name for people, in Chinese.
    pub title: String,
    /// Names of its papers, the default first.
    pub papers: Vec<String>,
    /// Names of its themes, the default first.
    pub themes: Vec<String>,
    /// Fonts that it requires.
    pub fonts: Vec<FontRequirement>,
    /// Whether its pages are composed: it exports `plan`, which tells its pieces, and `review` takes the plan.
    pub composed: bool,
    stacks: Vec<Stack>,
}

/// A font family that a template requires.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FontRequirement {
    /// Name of the family.
    pub family: String,
    /// The weights used, 100 to 900.
    pub weights: Vec<u16>,
}

/// A font stack: the families for one style of text. Each character is set in the first family that has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Stack {
    /// Name in the template's code.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// Its families, in order of precedence.
    pub families: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    package: Package,
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    entrypoint: String,
}

#[derive(Deserialize, Default)]
struct Tool {
    huimou: Option<Huimou>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Huimou {
    sheet: u64,
    title: String,
    papers: Vec<String>,
    themes: Vec<String>,
    font: Vec<FontRequirement>,
    #[serde(default)]
    composed: bool,
    #[serde(default)]
    stack: Vec<Stack>,
}

impl Manifest {
    /// The font stacks; for a template that declares none, one stack of all its fonts.
    pub fn stacks(&self) -> Vec<Stack> {
        if !self.stacks.is_empty() {
            return self.stacks.clone();
        }
        let families = self.fonts.iter().map(|requirement| requirement.family.clone()).collect();
        vec![Stack { name: self.name.clone(), title: self.title.clone(), families }]
    }

    pub(super) fn parse(source: &Source) -> Result<Self, Error> {
        let error = |message: Message| Diagnostic::error(Code::TemplateBroken, message).at(source, 0..0);
        let file: File = toml::from_str(source.text()).map_err(|error| {
            let en = error.message().to_owned();
            Diagnostic::error(
                Code::TemplateBroken,
                Message::new(format!("模板清单 typst.toml 有误；原文：{en}"), format!("invalid manifest: {en}")),
            )
            .at(source, error.span().unwrap_or(0..0))
        })?;
        let Some(huimou) = file.tool.huimou else {
            return Err(error(Message::new("清单里没有 [tool.huimou]", "the manifest has no [tool.huimou]")).into());
        };
        if huimou.sheet != SHEET_VERSION {
            return Err(error(Message::new(
                format!("模板读第 {} 版数据，本程序给的是第 {SHEET_VERSION} 版", huimou.sheet),
                format!("the template reads sheet version {}, this engine writes {SHEET_VERSION}", huimou.sheet),
            ))
            .into());
        }
        let plain =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if !plain(&file.package.name) || huimou.themes.iter().any(|theme| !plain(theme)) {
            return Err(error(Message::new(
                "模板名和配色名只能用字母、数字、- 和 _",
                "names of templates and themes may only have letters, digits, - and _",
            ))
            .into());
        }
        if huimou.papers.is_empty() || huimou.themes.is_empty() || huimou.font.is_empty() {
            return Err(error(Message::new(
                "`papers`、`themes`、`font` 都至少要有一项",
                "`papers`, `themes` and `font` need at least one entry each",
            ))
            .into());
        }
        let prepared = |family: &String| huimou.font.iter().any(|requirement| requirement.family == *family);
        for stack in &huimou.stack {
            if let Some(family) = stack.families.iter().find(|family| !prepared(family)) {
                return Err(error(Message::new(
                    format!("字体栈 {} 用了 {family}，清单的 font 里没有它", stack.name),
                    format!("stack {} uses {family}, which isn't listed under `font`", stack.name),
                ))
                .into());
            }
        }
        Ok(Self {
            name: file.package.name,
            version: file.package.version,
            entrypoint: file.package.entrypoint,
            title: huimou.title,
            papers: huimou.papers,
            themes: huimou.themes,
            fonts: huimou.font,
            composed: huimou.composed,
            stacks: huimou.stack,
        })
    }
}
