//! Resolves a description with its files, a template, a theme and the fonts.

use std::sync::{Arc, OnceLock};

use super::choices::{Choices, ThemeChoice};
use super::order::{Style, line, maybe, phrases, prose, section, title};
use super::photos::PhotoResolver;
use super::{Info, Inner, Review, characters, names, sheet};
use crate::asset::{Assets, Purpose};
use crate::date::Date;
use crate::description::{
    Description, DesignNames, Examined, MetaText, Placeholders, Role, TextField, examine, in_order,
};
use crate::diagnostic::{Code, Cure, Diagnostic, Error, Message, Severity, Warned, conclude};
use crate::font::FontStore;
use crate::photo::PhotoCache;
use crate::source::Source;
use crate::template::{SHEET_VERSION, Template, Theme};

/// What the number of pages is a multiple of, unless the review says otherwise: the least that can be bound.
const DEFAULT_SIGNATURE: u64 = 4;

/// The resources of an engine that every review is resolved with.
pub(crate) struct ResolveContext<'a> {
    pub templates: Vec<&'a Template>,
    /// The template of a review that names none; `None` if it must name one.
    pub default: Option<&'a Template>,
    pub fonts: &'a FontStore,
    /// Families that the user added, at the end of every font stack.
    pub extra_fonts: Vec<&'a str>,
    /// Prepares photographs, and keeps them for other reviews.
    pub photo_cache: &'a PhotoCache,
}

pub(crate) fn resolve(
    context: &ResolveContext,
    description: &Description,
    assets: &dyn Assets,
    choices: &Choices,
) -> Result<Warned<Review>, Error> {
    let (source, texts) = (description.source(), description.texts());
    let mut found = Vec::new();
    let Some(design) = design(context, source, texts, assets, choices, &mut found) else {
        return conclude(None, found);
    };
    let template = design.template;
    let file = description.file();
    let style = Style::new(file.design.as_ref());
    let placeholders = file.design.as_ref().and_then(|design| design.placeholders);
    let mut resolver = PhotoResolver::new(
        description.source(),
        assets,
        context.photo_cache,
        placeholders.unwrap_or(Placeholders::Show),
    );
    let sections: Vec<sheet::Section> =
        file.sections.iter().enumerate().map(|(k, item)| section(item, k + 1, style, &mut resolver)).collect();
    let logo = logo(description, design.theme.as_ref(), choices, &mut resolver);
    found.append(&mut resolver.found);

    let (Some(theme), Some(paper)) = (design.theme, design.paper) else {
        return conclude(None, found);
    };
    let sheet = sheet::Sheet {
        version: SHEET_VERSION,
        review: head(description, style),
        design: sheet::Design {
            paper,
            signature: file
                .design
                .as_ref()
                .and_then(|design| design.signature.as_ref())
                .map_or(DEFAULT_SIGNATURE, |count| count.value),
            specimen: choices.specimen,
            logo,
        },
        totals: totals(&sections),
        sections,
    };
    let inner = Inner {
        description: description.clone(),
        template: template.manifest().name.clone(),
        sheet,
        sheet_json: OnceLock::new(),
        theme: theme.to_json(&context.extra_fonts),
        photos: resolver.photos,
        info: info(description, choices),
        allow_missing_glyphs: choices.allow_missing_glyphs,
    };
    conclude(Some(Review { inner: Arc::new(inner) }), found)
}

/// The design of a review. If `theme` or `paper` is `None`, an error was reported.
struct Design<'a> {
    template: &'a Template,
    theme: Option<Theme>,
    paper: Option<String>,
}

/// Chooses template, theme and paper, and looks up every character in the fonts. This needs only the texts, so that it
/// also runs if the rest of the file has errors.
fn design<'a>(
    context: &ResolveContext<'a>,
    source: &Source,
    texts: &[TextField],
    assets: &dyn Assets,
    choices: &Choices,
    found: &mut Vec<Diagnostic>,
) -> Option<Design<'a>> {
    let names = DesignNames::of(texts);
    let written = |field: Option<&'_ TextField>, names: &[(&str, &str)], found: &mut Vec<Diagnostic>| {
        field.map(|field| names::understood(source, field, names, found).into_owned())
    };
    let named = written(names.template, &names::of_templates(&context.templates), found);
    let chosen = template(context, source, named.as_ref(), choices)
        .map_err(|error| found.extend_from_slice(error.diagnostics()));
    // If the template is unknown, use another to find more errors.
    let template = chosen.ok().or(context.default).or_else(|| context.templates.first().copied())?;
    let (wanted, paper_wanted) = (
        written(names.theme, &names::of_themes(template), found),
        written(names.paper, &names::of_papers(template), found),
    );
    let mut take = |error: Error| found.extend_from_slice(error.diagnostics());
    let theme = theme(template, source, wanted.as_ref(), assets, choices).map_err(&mut take).ok();
    let paper = paper(template, source, paper_wanted.as_ref(), choices).map_err(&mut take).ok();
    for (family, span) in theme.iter().flat_map(Theme::families) {
        if !context.fonts.families().contains(&family) {
            let message = Message::new(format!("没有名为 `{family}` 的字体"), format!("unknown font family {family}"));
            let error = Diagnostic::error(Code::FontMissing, message).cure(Cure::AddFontFamily).cure(Cure::ListFonts);
            found.extend(theme.as_ref().map(|theme| error.at(theme.source(), span)));
        }
    }
    let severity = if choices.allow_missing_glyphs { Severity::Warning } else { Severity::Error };
    characters::check(source, texts, context.fonts, template.manifest(), &context.extra_fonts, severity, found);
    Some(Design { template, theme, paper })
}

/// Parses and resolves a review. Errors in the text don't hide those of its characters and photographs: one run reports
/// all.
pub(crate) fn review(
    context: &ResolveContext,
    source: &Source,
    assets: &dyn Assets,
    choices: &Choices,
) -> Result<Warned<Review>, Error> {
    review_examined(context, source, examine(source), assets, choices)
}

/// The same for a description that was examined already.
pub(crate) fn review_examined(
    context: &ResolveContext,
    source: &Source,
    examined: Examined,
    assets: &dyn Assets,
    choices: &Choices,
) -> Result<Warned<Review>, Error> {
    let Examined { file, texts, mut found } = examined;
    let failed = found.iter().any(|d| d.severity == Severity::Error);
    if let Some(file) = file.filter(|_| !failed) {
        let description = Description { source: source.clone(), file, texts };
        let (review, more) = match resolve(context, &description, assets, choices) {
            Ok(Warned { value, warnings }) => (Some(value), warnings),
            Err(error) => (None, error.diagnostics().to_vec()),
        };
        found.extend(more);
        in_order(&mut found);
        return conclude(review, found);
    }
    design(context, source, &texts, assets, choices, &mut found);
    let mut resolver = PhotoResolver::new(source, assets, context.photo_cache, Placeholders::Show);
    for file in texts.iter().filter(|field| field.role == Role::File) {
        resolver.photograph(&file.text, &file.origin);
    }
    found.append(&mut resolver.found);
    in_order(&mut found);
    Err(Error::all(found))
}

fn template<'a>(
    context: &ResolveContext<'a>,
    source: &Source,
    named: Option<&TextField>,
    choices: &Choices,
) -> Result<&'a Template, Error> {
    let name = choices.template.as_deref().or(named.map(|line| line.text.as_str()));
    let Some(name) = name else {
        return context.default.ok_or_else(|| no_template(&context.templates).into());
    };
    find_template(&context.templates, name).map_err(|error| match named.filter(|_| choices.template.is_none()) {
        Some(line) => error.at_field(source, &line.origin).into(),
        None => error.into(),
    })
}

/// The error for a review that names no template if there is no default.
fn no_template(templates: &[&Template]) -> Diagnostic {
    if templates.is_empty() {
        return Diagnostic::error(Code::UnknownTemplate, Message::new("没有模板可用", "no template is available"));
    }
    let names: Vec<&str> = templates.iter().map(|template| template.manifest().name.as_str()).collect();
    let message = Message::new(
        format!("没有选定模板，可用的是 {}", titled(&names::of_templates(templates))),
        format!("no template is chosen (available: {})", names.join(", ")),
    );
    let hint = Message::new("在 [design] 里写 template = \"…\"", "write template = \"…\" in [design]");
    Diagnostic::error(Code::UnknownTemplate, message).hint(hint)
}

/// Checks choices before any review: the template and theme must exist, and a theme file must have no errors.
#[cfg(feature = "batch")]
pub(crate) fn check_choices(templates: &[&Template], choices: &Choices) -> Result<(), Error> {
    let chosen = choices.template.as_deref().map(|name| find_template(templates, name)).transpose()?;
    let candidates = chosen.as_ref().map_or(templates, std::slice::from_ref);
    if choices.theme.is_none() {
        return Ok(());
    }
    let nothing = (Source::new("", ""), crate::asset::InMemory::new());
    let mut found = None;
    // If no template was chosen, each review may name its own; one that accepts the theme is enough.
    for template in candidates {
        match theme(template, &nothing.0, None, &nothing.1, choices) {
            Ok(_) => return Ok(()),
            Err(error) => found = found.or(Some(error)),
        }
    }
    let (Some(ThemeChoice::Named(name)), None) = (&choices.theme, chosen) else { return found.map_or(Ok(()), Err) };
    let each = |between: &str, has: &str, comma: &str| {
        let each = candidates.iter().map(|template| template.manifest());
        each.map(|one| format!("{}{has}{}", one.name, one.themes.join(comma))).collect::<Vec<_>>().join(between)
    };
    let message = Message::new(
        format!("没有一个模板有名为 `{name}` 的配色：`{}`", each("`；`", "` 有 `", "`、`")),
        format!("no template has a theme {name} ({})", each("; ", ": ", ", ")),
    );
    Err(Diagnostic::error(Code::UnknownTheme, message).into())
}

/// Names with their titles, for the Chinese messages: 简报（`bulletin`）、画册（`editorial`）.
fn titled(names: &[(&str, &str)]) -> String {
    let one = |(name, title): &(&str, &str)| {
        if title.is_empty() { format!("`{name}`") } else { format!("{title}（`{name}`）") }
    };
    names.iter().map(one).collect::<Vec<_>>().join("、")
}

/// The template with a name, or an error that lists the available ones.
pub(crate) fn find_template<'a>(templates: &[&'a Template], name: &str) -> Result<&'a Template, Diagnostic> {
    let known = names::of_templates(templates);
    let meant = names::meant(name, &known).unwrap_or(name);
    templates.iter().copied().find(|template| template.manifest().name == meant).ok_or_else(|| {
        let names: Vec<&str> = templates.iter().map(|template| template.manifest().name.as_str()).collect();
        let message = Message::new(
            format!("没有名为 `{name}` 的模板，可用的是 {}", titled(&known)),
            format!("unknown template {name} (available: {})", names.join(", ")),
        );
        Diagnostic::error(Code::UnknownTemplate, message)
    })
}

fn theme(
    template: &Template,
    source: &Source,
    named: Option<&TextField>,
    assets: &dyn Assets,
    choices: &Choices,
) -> Result<Theme, Error> {
    let choice = match (&choices.theme, named) {
        (Some(choice), _) => Some(choice.clone()),
        (None, Some(line)) if line.text.ends_with(".toml") => match assets.open(&line.text) {
            Ok(bytes) => Some(ThemeChoice::file(Source::decode(&line.text, &bytes)?)),
            Err(error) => {
                return Err(error.diagnostic(&line.text, Purpose::Theme).at_field(source, &line.origin).into());
            }
        },
        (None, Some(line)) => Some(ThemeChoice::Named(line.text.clone())),
        (None, None) => None,
    };
    let name = match choice {
        Some(ThemeChoice::Parsed(theme)) if theme.is_of(template.manifest()) => return Ok(Arc::unwrap_or_clone(theme)),
        Some(ThemeChoice::Parsed(theme)) => return with_files(template.parse_theme(theme.source())?, theme.files()),
        Some(ThemeChoice::File { source, beside }) => {
            return with_files(template.parse_theme(&source)?, beside.as_ref());
        }
        Some(ThemeChoice::Named(name)) => Some(name),
        None => None,
    };
    let known = names::of_themes(template);
    let meant = name.as_deref().map(|name| names::meant(name, &known).unwrap_or(name));
    template.theme(meant).cloned().ok_or_else(|| {
        let names = &template.manifest().themes;
        let name = name.unwrap_or_default();
        let message = Message::new(
            format!("没有名为 `{name}` 的配色，可用的是 {}", titled(&known)),
            format!("unknown theme {name} (available: {})", names.join(", ")),
        );
        let diagnostic = Diagnostic::error(Code::UnknownTheme, message);
        match named.filter(|_| choices.theme.is_none()) {
            Some(line) => diagnostic.at_field(source, &line.origin).into(),
            None => diagnostic.into(),
        }
    })
}

fn with_files(theme: Theme, files: Option<&Arc<dyn Assets>>) -> Result<Theme, Error> {
    Ok(match files {
        Some(files) => theme.beside(files.clone()),
        None => theme,
    })
}

/// Resolves the review's logo, or else the theme's.
fn logo(
    description: &Description,
    theme: Option<&Theme>,
    choices: &Choices,
    resolver: &mut PhotoResolver,
) -> Option<sheet::Logo> {
    let file = description.file();
    let of_review = file.design.as_ref().and_then(|design| design.logo.as_ref());
    let found = match (of_review, theme.and_then(Theme::logo)) {
        (Some(own), _) => resolver.photograph(&own.text, &own.origin),
        (None, Some((name, span))) => {
            let (source, beside) = (theme?.source(), theme?.files());
            match (beside, &choices.theme) {
                (Some(files), _) => resolver.logo(name, Some(files.as_ref()), source, span),
                // A theme passed in as text only: its logo is one of the review's files.
                (None, Some(_)) => resolver.logo(name, None, source, span),
                // A theme file inside the review's folder: its logo is next to it.
                (None, None) => {
                    let folder = source.name().rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
                    resolver.logo(&(folder.unwrap_or_default() + name), None, source, span)
                }
            }
        }
        (None, None) => None,
    }?;
    let (name, photo) = &resolver.photos[found];
    Some(sheet::Logo {
        file: name.clone(),
        aspect: f64::from(photo.width) / f64::from(photo.height.max(1)),
        alt: file.review.organization.text.clone(),
    })
}

fn paper(
    template: &Template,
    source: &Source,
    written: Option<&TextField>,
    choices: &Choices,
) -> Result<String, Error> {
    let papers = &template.manifest().papers;
    let Some(wanted) = choices.paper.as_deref().or(written.map(|line| line.text.as_str())) else {
        return Ok(papers.first().cloned().unwrap_or_default());
    };
    if let Some(name) = names::meant(wanted, &names::of_papers(template)) {
        return Ok(name.to_owned());
    }
    let message = Message::new(
        format!("没有 `{wanted}` 这种开本，可用的是 `{}`", papers.join("`、`")),
        format!("unknown paper {wanted} (available: {})", papers.join(", ")),
    );
    let diagnostic = Diagnostic::error(Code::UnknownPaper, message);
    Err(match written.filter(|_| choices.paper.is_none()) {
        Some(line) => diagnostic.at_field(source, &line.origin).into(),
        None => diagnostic.into(),
    })
}

fn head(description: &Description, style: Style) -> sheet::Head {
    let head = &description.file().review;
    sheet::Head {
        origin: head.origin.path.to_string(),
        series: head.series.as_ref().map(title),
        part: head.part.as_ref().map(title),
        headline: head.headline.as_ref().map(|slogan| phrases(&slogan.text, &slogan.phrases)),
        title: title(&head.title),
        organization: line(&head.organization),
        period: maybe(head.period.as_ref()),
        year: head.year.value.to_string(),
        date: head.date.as_ref().map(|date| style.date(date)),
        source: head.source.as_ref().map(|source| sheet::Provenance {
            name: maybe(source.name.as_ref()),
            link: source.link.as_ref().map(|link| link.url.clone()),
        }),
        foreword: head.foreword.as_ref().map(prose),
    }
}

fn totals(sections: &[sheet::Section]) -> sheet::Counts {
    let mut totals = sheet::Counts::default();
    for counts in sections.iter().map(|section| &section.counts) {
        totals.sections += counts.sections;
        totals.indicators += counts.indicators;
        totals.awards += counts.awards;
        totals.documents += counts.documents;
        totals.events += counts.events;
        totals.photos += counts.photos;
        totals.people += counts.people;
    }
    totals
}

fn info(description: &Description, choices: &Choices) -> Info {
    let file = description.file();
    let (head, own) = (&file.review, file.document.as_ref());
    let text = |line: Option<&MetaText>| line.map(|line| line.text.clone());
    let series: Vec<String> =
        [&head.series, &head.part].into_iter().flatten().map(|title| title.text.clone()).collect();
    let title = text(own.and_then(|own| own.title.as_ref()))
        .unwrap_or_else(|| if series.is_empty() { head.title.text.clone() } else { series.join(" ") });
    let published =
        head.date.as_ref().and_then(|date| Date::new(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1)));
    Info {
        author: text(own.and_then(|own| own.author.as_ref())).unwrap_or_else(|| head.organization.text.clone()),
        description: text(own.and_then(|own| own.description.as_ref())).unwrap_or_else(|| head.title.text.clone()),
        keywords: own
            .and_then(|own| own.keywords.as_ref())
            .into_iter()
            .flatten()
            .map(|line| line.text.clone())
            .collect(),
        language: own.and_then(|own| own.language.as_ref()).map_or("zh-CN", |tag| tag.text.as_str()).to_owned(),
        date: choices.date.or(published),
        // Two districts with the same title and author are still two documents.
        identity: [head.organization.text.as_str(), &head.year.value.to_string(), &series.join("/"), &head.title.text]
            .join("\u{1F}"),
        title,
    }
}

#[cfg(all(test, feature = "embedded-templates"))]
mod tests {
    use super::*;
    use crate::asset::InMemory;

    /// A parsed theme isn't parsed again, unless it is for another template.
    #[test]
    fn a_theme_is_read_once() {
        let templates = crate::template::built_in().expect("our own templates");
        let file = Source::new("office.toml", "name = \"office\"\ntitle = \"本局\"\nbase = \"blue\"\n");
        let parsed = templates[0].parse_theme(&file).expect("a theme").without_text();
        let choices = Choices::new().theme(parsed.into());
        let chosen = |template| theme(template, &file, None, &InMemory::new(), &choices);
        assert!(chosen(&templates[0]).is_ok_and(|theme| theme.name() == "office"));
        assert!(chosen(&templates[1]).is_err_and(|error| error.has(Code::ThemeBroken)));
    }
}
