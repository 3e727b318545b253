//! A theme: tokens of colour, each for screen and press.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::source::Source;

/// A theme of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    name: String,
    title: String,
    space: Space,
    colour: BTreeMap<String, Colour>,
}

/// One colour for both media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Colour {
    rgb: String,
    cmyk: [u8; 4],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    title: String,
    #[serde(default)]
    space: Space,
    colour: BTreeMap<String, Spanned<Token>>,
}

/// Which value of each token is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Space {
    #[default]
    Rgb,
    Cmyk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    rgb: Spanned<String>,
    cmyk: Spanned<Vec<u64>>,
}

/// The most ink that coated paper takes, in per cent over the four plates.
const MOST_INK: u64 = 300;

impl Theme {
    /// Reads a theme. With `tokens`, each of them must be there, and no other.
    ///
    /// # Errors
    /// With every fault: unknown or missing tokens, colours that are none, more than 300 % ink.
    pub fn parse(source: &Source, tokens: Option<&[String]>) -> Result<Self, Error> {
        let file: File = toml::from_str(source.text()).map_err(|error| {
            let en = error.message().to_owned();
            Diagnostic::error(
                Code::ThemeBroken,
                Message::new(format!("配色文件有误（{en}）"), format!("the theme is at fault: {en}")),
            )
            .at(source, error.span().unwrap_or(0..0))
        })?;
        let mut found = Vec::new();
        let mut colour = BTreeMap::new();
        for (name, token) in &file.colour {
            if tokens.is_some_and(|tokens| !tokens.contains(name)) {
                found.push(
                    Diagnostic::error(
                        Code::ThemeBroken,
                        Message::new(
                            format!("模板没有 `{name}` 这个颜色"),
                            format!("the template has no colour `{name}`"),
                        ),
                    )
                    .at(source, token.span()),
                );
            }
            let token = token.get_ref();
            let rgb = token.rgb.get_ref();
            if !rgb.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())) {
                let message = Message::new("rgb 应写作 \"#RRGGBB\"", "rgb is written \"#RRGGBB\"");
                found.push(Diagnostic::error(Code::ThemeBroken, message).at(source, token.rgb.span()));
            }
            let ink = token.cmyk.get_ref();
            let mut cmyk = [0; 4];
            if ink.len() != 4 || ink.iter().any(|part| *part > 100) {
                let message = Message::new("cmyk 应为四个 0 到 100 的整数", "cmyk is four integers from 0 to 100");
                found.push(Diagnostic::error(Code::ThemeBroken, message).at(source, token.cmyk.span()));
            } else if ink.iter().sum::<u64>() > MOST_INK {
                let sum = ink.iter().sum::<u64>();
                let message = Message::new(
                    format!("`{name}` 的总墨量是 {sum}%，铜版纸最多 {MOST_INK}%"),
                    format!("`{name}` lays {sum} % ink; coated paper takes {MOST_INK} %"),
                );
                found.push(Diagnostic::error(Code::ThemeBroken, message).at(source, token.cmyk.span()));
            } else {
                for (to, from) in cmyk.iter_mut().zip(ink) {
                    *to = *from as u8;
                }
            }
            colour.insert(name.clone(), Colour { rgb: rgb.clone(), cmyk });
        }
        for missing in tokens.unwrap_or_default().iter().filter(|name| !file.colour.contains_key(*name)) {
            let message = Message::new(format!("缺少颜色 `{missing}`"), format!("the colour `{missing}` is missing"));
            found.push(Diagnostic::error(Code::ThemeBroken, message).at(source, 0..0));
        }
        if found.is_empty() {
            Ok(Self { name: file.name, title: file.title, space: file.space, colour })
        } else {
            Err(Error::all(found))
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people call it.
    pub fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn tokens(&self) -> Vec<String> {
        self.colour.keys().cloned().collect()
    }

    /// What the template receives as `theme`; `extra_fonts` are the families added by the user.
    pub(crate) fn to_json(&self, extra_fonts: &[&str]) -> String {
        let value = serde_json::json!({
            "name": self.name,
            "title": self.title,
            "space": self.space,
            "extra_fonts": extra_fonts,
            "colour": self.colour,
        });
        format!("{value:#}\n")
    }
}
