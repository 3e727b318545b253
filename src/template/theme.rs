//! Themes: named colours (tokens) for screen and press, and the fonts and logo of an office.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::colour::{Colour, MAX_INK, Rgb, contrast, mix, parse};
use super::manifest::Manifest;
use crate::asset::Assets;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::source::{Source, Span};

/// A parsed and checked theme: colours, fonts and logo.
///
/// [`Template::parse_theme`](super::Template::parse_theme) makes one from a file. It is valid for the template that
/// parsed it; for a review in another template, the file is parsed again.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Name and version of the template that it was read for.
    template: (String, String),
    beside: Option<Beside>,
    name: String,
    title: String,
    space: Space,
    colour: BTreeMap<String, Colour>,
    font: Fonts,
    logo: Option<(String, Span)>,
    source: Source,
}

/// The files next to a theme file. Equal if they are the same object.
#[derive(Clone)]
struct Beside(Arc<dyn Assets>);

impl PartialEq for Beside {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assets")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    title: String,
    base: Option<Spanned<String>>,
    #[serde(default)]
    space: Space,
    logo: Option<Spanned<String>>,
    #[serde(default)]
    font: Fonts,
    #[serde(default)]
    colour: BTreeMap<String, Spanned<Token>>,
}

/// Which value of each token is used: RGB or CMYK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Space {
    #[default]
    Rgb,
    Cmyk,
}

/// Families that take precedence over the template's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fonts {
    #[serde(default)]
    title: Vec<Spanned<String>>,
    #[serde(default)]
    body: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    rgb: Spanned<String>,
    cmyk: Option<Spanned<Vec<u64>>>,
}

/// What the template requires of a theme and offers to it.
pub(crate) struct ThemeContext<'a> {
    /// The tokens that a theme must have.
    pub tokens: &'a [String],
    /// The template's themes by name, for `base`.
    pub themes: &'a BTreeMap<String, Theme>,
}

/// Foreground, background and minimum contrast: 4.5 for text, 3 for large text and graphics (WCAG 2.2, 1.4.3 and
/// 1.4.11).
const PAIRS: [(&str, &str, f64); 15] = [
    ("ink", "paper", 4.5),
    ("ink", "tint", 4.5),
    ("muted", "paper", 4.5),
    ("muted", "tint", 4.5),
    ("primary", "paper", 4.5),
    ("primary", "tint", 4.5),
    ("secondary", "paper", 4.5),
    ("secondary", "tint", 4.5),
    ("accent", "paper", 4.5),
    ("accent", "tint", 4.5),
    ("paper", "primary", 4.5),
    ("paper", "plate", 4.5),
    ("accent-on-primary", "primary", 4.5),
    ("accent-on-primary", "plate", 4.5),
    ("fourth", "primary", 3.0),
];

impl Theme {
    /// Parses a theme. With a `context`, the theme must have exactly its tokens: each is written in the file, computed
    /// from the file's `primary` and `accent`, or taken from the theme named by `base`.
    ///
    /// # Errors
    /// All errors at once: unknown or missing tokens, malformed colours, more than 300 % ink, text with too little
    /// contrast.
    pub(crate) fn parse(source: &Source, context: Option<&ThemeContext>) -> Result<Self, Error> {
        let file: File = toml::from_str(source.text()).map_err(|error| {
            let en = error.message().to_owned();
            broken(format!("配色文件有误；原文：{en}"), format!("invalid theme: {en}"))
                .at(source, error.span().unwrap_or(0..0))
        })?;
        let mut found = Vec::new();
        let mut colour = own_colours(source, &file, context, &mut found);
        if let Some(context) = context {
            let base = base_theme(source, &file, context, &mut found);
            if let Some(base) = base {
                derive(&mut colour, base);
            }
            // If the base is unknown, so are the tokens that it would give.
            if file.base.is_none() || base.is_some() {
                report_missing(source, &file, context, &colour, &mut found);
            }
            report_low_contrast(source, &file, &colour, &mut found);
        }
        if !found.is_empty() {
            return Err(Error::all(found));
        }
        let logo = file.logo.map(|logo| (logo.get_ref().clone(), Span::from(logo.span())));
        let source = source.clone();
        Ok(Self {
            template: Default::default(),
            beside: None,
            name: file.name,
            title: file.title,
            space: file.space,
            colour,
            font: file.font,
            logo,
            source,
        })
    }

    /// Sets the files next to the theme file, such as its logo. Without them, the logo is one of the review's files.
    #[must_use]
    pub fn beside(mut self, files: Arc<dyn Assets>) -> Self {
        self.beside = Some(Beside(files));
        self
    }

    /// The theme without its source, so that it can't be parsed again.
    #[cfg(test)]
    pub(crate) fn without_text(mut self) -> Self {
        self.source = Source::new("gone", "");
        self
    }

    /// Records the template that it was parsed for.
    pub(super) fn of(mut self, template: &Manifest) -> Self {
        self.template = (template.name.clone(), template.version.clone());
        self
    }

    /// Whether it was parsed for this template.
    pub(crate) fn is_of(&self, template: &Manifest) -> bool {
        self.template == (template.name.clone(), template.version.clone())
    }

    /// The files next to the theme file, if they were set.
    pub(crate) fn files(&self) -> Option<&Arc<dyn Assets>> {
        self.beside.as_ref().map(|beside| &beside.0)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its colours by token, as `#RRGGBB`.
    pub fn colours(&self) -> impl Iterator<Item = (&str, &str)> {
        self.colour.iter().map(|(token, colour)| (token.as_str(), colour.hex()))
    }

    /// The source that it was parsed from.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// The file name of its logo, and the span of that name.
    pub(crate) fn logo(&self) -> Option<(&str, Span)> {
        self.logo.as_ref().map(|(file, span)| (file.as_str(), *span))
    }

    /// The families that take precedence over the template's own, with their spans.
    pub(crate) fn families(&self) -> impl Iterator<Item = (&str, Span)> {
        let all = self.font.title.iter().chain(&self.font.body);
        all.map(|family| (family.get_ref().as_str(), Span::from(family.span())))
    }

    pub(super) fn tokens(&self) -> Vec<String> {
        self.colour.keys().cloned().collect()
    }

    /// The JSON that the template receives as `theme`; `extra_fonts` are the families of the fallback fonts.
    pub(crate) fn to_json(&self, extra_fonts: &[&str]) -> String {
        let names = |list: &[Spanned<String>]| list.iter().map(|name| name.get_ref().clone()).collect::<Vec<_>>();
        let value = serde_json::json!({
            "name": self.name,
            "title": self.title,
            "space": self.space,
            "font": { "title": names(&self.font.title), "body": names(&self.font.body) },
            "extra_fonts": extra_fonts,
            "colour": self.colour,
        });
        format!("{value:#}\n")
    }
}

fn broken(zh: String, en: String) -> Diagnostic {
    Diagnostic::error(Code::ThemeBroken, Message::new(zh, en))
}

/// The colours that a file names itself. Tokens that the template doesn't have are errors.
fn own_colours(
    source: &Source,
    file: &File,
    context: Option<&ThemeContext>,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Colour> {
    let mut colours = BTreeMap::new();
    for (name, token) in &file.colour {
        if context.is_some_and(|context| !context.tokens.contains(name)) {
            let error = broken(format!("模板没有 `{name}` 这个颜色"), format!("the template has no colour `{name}`"));
            found.push(error.at(source, token.span()));
        }
        if let Some(colour) = token_colour(source, name, token.get_ref(), found) {
            colours.insert(name.clone(), colour);
        }
    }
    colours
}

/// The theme that `base` names.
fn base_theme<'a>(
    source: &Source,
    file: &File,
    context: &ThemeContext<'a>,
    found: &mut Vec<Diagnostic>,
) -> Option<&'a Theme> {
    let base = file.base.as_ref()?;
    let theme = context.themes.get(base.get_ref());
    if theme.is_none() {
        let names: Vec<&str> = context.themes.keys().map(String::as_str).collect();
        let error = broken(
            format!("没有名为 `{}` 的配色，可用的是 `{}`", base.get_ref(), names.join("`、`")),
            format!("unknown theme `{}` (available: {})", base.get_ref(), names.join(", ")),
        );
        found.push(Diagnostic { code: Code::UnknownTheme, ..error }.at(source, base.span()));
    }
    theme
}

/// Reports tokens that a theme lacks. Invalid ones were already reported.
fn report_missing(
    source: &Source,
    file: &File,
    context: &ThemeContext,
    colours: &BTreeMap<String, Colour>,
    found: &mut Vec<Diagnostic>,
) {
    let missing = |name: &&String| !colours.contains_key(*name) && !file.colour.contains_key(*name);
    for name in context.tokens.iter().filter(missing) {
        let error = broken(format!("缺少颜色 `{name}`"), format!("the colour `{name}` is missing"));
        let hint = Message::new(
            "写上 base = \"配色名\"，没写的颜色就从那套配色取",
            "with base = \"NAME\", missing colours are taken from that theme",
        );
        found.push(error.at(source, 0..0).hint(hint));
    }
}

/// Reports the pairs of colours with too little contrast.
fn report_low_contrast(source: &Source, file: &File, colours: &BTreeMap<String, Colour>, found: &mut Vec<Diagnostic>) {
    for (text, behind, least) in PAIRS {
        let (Some(a), Some(b)) = (colours.get(text), colours.get(behind)) else { continue };
        let ratio = contrast(a.rgb(), b.rgb());
        if ratio >= least {
            continue;
        }
        // A token that isn't in the file was computed from one that is: point to that.
        let mixed = if text.starts_with("accent") { "accent" } else { "primary" };
        let named = [text, behind, mixed, "primary"].into_iter().find_map(|name| file.colour.get(name));
        let place = named.map_or(0..0, Spanned::span);
        // Rounded down, so that 4.49 isn't reported as 4.5.
        let ratio = (ratio * 100.0).floor() / 100.0;
        let message = Message::new(
            format!("`{text}` 在 `{behind}` 上的对比度是 {ratio}:1，至少要 {least}:1，否则看不清"),
            format!("`{text}` on `{behind}` has a contrast of {ratio}:1; at least {least}:1 is required"),
        );
        found.push(Diagnostic::error(Code::LowContrast, message).at(source, place));
    }
}

fn token_colour(source: &Source, name: &str, token: &Token, found: &mut Vec<Diagnostic>) -> Option<Colour> {
    let rgb = parse(token.rgb.get_ref());
    if rgb.is_none() {
        let error = broken("`rgb` 应写作 \"#RRGGBB\"".into(), "`rgb` must be written \"#RRGGBB\"".into());
        found.push(error.at(source, token.rgb.span()));
    }
    let cmyk = match &token.cmyk {
        None => None,
        Some(ink) => match <[u64; 4]>::try_from(ink.get_ref().as_slice()) {
            Ok(parts) if parts.iter().all(|part| *part <= 100) => {
                let sum = parts.iter().sum::<u64>();
                if sum > MAX_INK {
                    let error = broken(
                        format!("`{name}` 的总墨量是 {sum}%，铜版纸最多 {MAX_INK}%"),
                        format!("`{name}` uses {sum}% ink; coated paper takes at most {MAX_INK}%"),
                    );
                    found.push(error.at(source, ink.span()));
                }
                Some(parts.map(|part| part as u8))
            }
            _ => {
                let error = broken(
                    "`cmyk` 应为四个 0 到 100 的整数".into(),
                    "`cmyk` must be four integers from 0 to 100".into(),
                );
                found.push(error.at(source, ink.span()));
                None
            }
        },
    };
    rgb.map(|rgb| Colour::new(rgb, cmyk))
}

/// Fills in missing tokens: first tones of the file's own `primary` and `accent`, then the tokens of the base.
fn derive(colour: &mut BTreeMap<String, Colour>, base: &Theme) {
    let of = |colour: &BTreeMap<String, Colour>, name: &str| {
        colour.get(name).or(base.colour.get(name)).map_or([255; 3], Colour::rgb)
    };
    let (paper, plate) = (of(colour, "paper"), of(colour, "plate"));
    let mut tones: Vec<(&str, Rgb)> = Vec::new();
    if let Some(primary) = colour.get("primary").map(Colour::rgb) {
        let lighter = mix(primary, paper, 0.82);
        let tint = mix(primary, paper, 0.06);
        let readable = contrast(lighter, paper) >= 4.5 && contrast(lighter, tint) >= 4.5;
        // The darkest tone that has enough contrast with `primary`.
        let fourth = (0..=20).map(|k| mix(primary, paper, 0.35 - 0.35 * f64::from(k) / 20.0));
        let fourth = fourth.into_iter().find(|tone| contrast(*tone, primary) >= 3.0).unwrap_or(paper);
        tones.extend([
            ("primary-deep", mix(primary, [0; 3], 0.8)),
            ("secondary", if readable { lighter } else { primary }),
            ("third", mix(primary, paper, 0.55)),
            ("fourth", fourth),
            ("track", mix(primary, paper, 0.14)),
            ("tint", tint),
        ]);
    }
    if colour.contains_key("primary") || colour.contains_key("accent") {
        let (accent, primary) = (of(colour, "accent"), of(colour, "primary"));
        let lighter = (0..=20).map(|k| mix(accent, paper, 1.0 - f64::from(k) / 20.0));
        let on_field = lighter.into_iter().find(|tone| contrast(*tone, primary).min(contrast(*tone, plate)) >= 4.5);
        tones.push(("accent-on-primary", on_field.unwrap_or(paper)));
    }
    for (name, tone) in tones {
        if base.colour.contains_key(name) {
            colour.entry(name.to_owned()).or_insert_with(|| Colour::new(tone, None));
        }
    }
    for (name, own) in &base.colour {
        colour.entry(name.clone()).or_insert_with(|| own.clone());
    }
}
