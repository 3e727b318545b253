//! `huimou plan`: what the composer has made of a review, before anything is laid out.

use std::fmt::Write;
use std::path::Path;

use huimou::files::clear_leftovers;
use huimou::plan::{Cost, PageKind, WireBox, Wireframe, Wireframes};
use huimou::{Code, Diagnostic, Language, Message, Warned, write_file};

use super::args::{Plan, PlanFormat};
use super::inputs::{Inputs, folder_of};
use super::terminal::{Terminal, plural};
use super::{Stop, deny};

pub fn run(terminal: &Terminal, args: &Plan) -> Result<(), Stop> {
    let target = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(path) = target {
        Inputs::of(&args.input).check(path)?;
        clear_leftovers(folder_of(path));
    }
    let opened = args.input.open()?;
    let Warned { value: review, warnings } = opened.review()?;
    deny(args.input.settings.deny_warnings, &warnings)?;
    terminal.show(&warnings);
    let Some(drawn) = opened.engine.wireframes(&review)? else {
        let name = review.template();
        let message = Message::new(
            format!("模板 `{name}` 不预先编排版面，没有草图可画"),
            format!("the template {name} doesn't compose its pages, so there is no plan to draw"),
        );
        let hint = Message::new("换成画册：`--template editorial`", "use one that does: --template editorial");
        return Err(Stop::Failed(Diagnostic::error(Code::UnknownTemplate, message).hint(hint).into()));
    };
    let extension = target.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = args.format.unwrap_or(match extension {
        "svg" => PlanFormat::Svg,
        "json" => PlanFormat::Json,
        _ => PlanFormat::Text,
    });
    let written = match format {
        PlanFormat::Text => told(&drawn, terminal.language),
        PlanFormat::Svg => svg(&drawn, terminal.language),
        // No key of it isn't a string, and all its numbers are finite.
        PlanFormat::Json => serde_json::to_string_pretty(&drawn).unwrap_or_else(|error| unreachable!("{error}")) + "\n",
    };
    let Some(path) = target else { return terminal.text(&written) };
    write_file(path, written.as_bytes())?;
    let (pages, shown) = (drawn.pages.len(), path.display());
    terminal.say(format!("已写入 {shown}，共 {pages} 页"), format!("wrote {shown}, {}", plural(pages, "page")));
    Ok(())
}

/// One line for each page, then the whole.
fn told(drawn: &Wireframes, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let mut out = String::new();
    let mut section = "";
    for page in &drawn.pages {
        if page.section != section {
            section = &page.section;
            if !section.is_empty() {
                out.push_str(section);
                out.push('\n');
            }
        }
        let side = match (page.number.is_multiple_of(2), chinese) {
            (true, true) => "左",
            (true, false) => "left ",
            (false, true) => "右",
            (false, false) => "right",
        };
        let mut words: Vec<String> = Vec::new();
        if page.kind != PageKind::Content {
            words.push(kind(page.kind, chinese).to_owned());
        }
        words.extend(page.boxes.iter().map(|own| what(own, chinese)));
        let mut line = format!("{:>4} {side}  {}", page.number, words.join(if chinese { "、" } else { ", " }));
        if page.open > 0.5 {
            let open = page.open * 25.4 / 72.0;
            let _ = match chinese {
                true => write!(line, "；页脚空 {open:.0} 毫米"),
                false => write!(line, "; {open:.0} mm open"),
            };
        }
        if !page.costs.is_empty() {
            let parts: Vec<String> =
                page.costs.iter().map(|(cost, by)| format!("{} {by:.2}", reason(*cost, chinese))).collect();
            let _ = match chinese {
                true => write!(line, "  代价 {:.2}（{}）", page.cost(), parts.join("，")),
                false => write!(line, "  cost {:.2} ({})", page.cost(), parts.join(", ")),
            };
        }
        out.push_str(&line);
        out.push('\n');
    }
    let (pages, cost) = (drawn.pages.len(), drawn.pages.iter().map(Wireframe::cost).sum::<f64>());
    let _ = match chinese {
        true => writeln!(out, "共 {pages} 页，代价 {cost:.2}"),
        false => writeln!(out, "{}, cost {cost:.2}", plural(pages, "page")),
    };
    out
}

/// A box in words: its name, its rows, and how much it gives.
fn what(own: &WireBox, chinese: bool) -> String {
    let mut out = own.name.clone();
    if let Some((from, to, of)) = own.rows {
        let _ = match chinese {
            true => write!(out, "（第 {}—{to} 行，共 {of} 行）", from + 1),
            false => write!(out, " (rows {}–{to} of {of})", from + 1),
        };
    }
    if own.extra.abs() >= 0.5 {
        let _ = write!(out, " {:+.0} pt", own.extra);
    }
    out
}

fn kind(kind: PageKind, chinese: bool) -> &'static str {
    match (kind, chinese) {
        (PageKind::Front, true) => "书前",
        (PageKind::Front, false) => "front",
        (PageKind::Opener, true) => "开篇页",
        (PageKind::Opener, false) => "opener",
        (PageKind::Filler, true) => "备忘页",
        (PageKind::Filler, false) => "notes",
        (PageKind::Back, true) => "书后",
        (PageKind::Back, false) => "back",
        _ => "",
    }
}

fn reason(cost: Cost, chinese: bool) -> &'static str {
    let (zh, en) = match cost {
        Cost::Page => ("页", "page"),
        Cost::Open => ("空白", "open"),
        Cost::Given => ("伸缩", "stretch"),
        Cost::Cut => ("裁切", "crop"),
        Cost::Pictures => ("图片", "pictures"),
        Cost::Alone => ("单独一块", "alone"),
        Cost::Parted => ("拆分", "parted"),
        Cost::Heading => ("标题落单", "heading alone"),
        Cost::Overset => ("超出", "overset"),
        Cost::Opener => ("开篇", "opener"),
        Cost::RightPage => ("右页开篇", "opens on the right"),
        Cost::Filler => ("备忘页", "notes"),
        Cost::Ending => ("结尾", "ending"),
        _ => ("其他", "other"),
    };
    if chinese { zh } else { en }
}

/// Margins around the type area and the space between spreads, in points.
const MARGIN: f64 = 56.0;
const SPACE: f64 = 40.0;
/// How many spreads stand in a row.
const PER_ROW: usize = 4;

/// The pages as spreads: pictures dark, pieces light, and under each page what it costs.
fn svg(drawn: &Wireframes, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let (width, height) = (drawn.width + 2.0 * MARGIN, drawn.height + 2.0 * MARGIN);
    let (across, down) = (2.0 * width + SPACE, height + 2.0 * SPACE);
    // The first page is a right one.
    let spreads = drawn.pages.len() / 2 + 1;
    let rows = spreads.div_ceil(PER_ROW);
    let (whole, high) = (spreads.min(PER_ROW) as f64 * across, rows as f64 * down);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole:.0} {high:.0}\" width=\"{:.0}\" \
         font-family=\"sans-serif\" font-size=\"20\">\n",
        whole / 2.5
    );
    for page in &drawn.pages {
        let spread = page.number / 2;
        let left = if page.number.is_multiple_of(2) { 0.0 } else { width };
        let (x, y) = ((spread % PER_ROW) as f64 * across + left, (spread / PER_ROW) as f64 * down + SPACE);
        let filled = if page.kind == PageKind::Opener { "#cfd8e3" } else { "#fff" };
        out += &rectangle(x, y, width, height, filled, "#333");
        let caption = match page.costs.is_empty() {
            true => format!("{}", page.number),
            false => format!("{}　{:.2}", page.number, page.cost()),
        };
        out += &words(x, y + height + 26.0, &caption);
        if page.kind != PageKind::Content {
            out += &words(x + MARGIN, y + MARGIN, kind(page.kind, chinese));
        }
        for (k, own) in page.boxes.iter().enumerate() {
            let (left, top) = (x + MARGIN + own.x, y + MARGIN + own.y);
            if own.height > 0.0 {
                let fill = if own.picture { "#9aa7b5" } else { "#eef1f4" };
                out += &rectangle(left, top, own.width, own.height, fill, "#667");
                out += &words(left + 6.0, top + 24.0, &what(own, chinese));
            } else {
                out += &words(left, top + 30.0 * (k + 1) as f64, &what(own, chinese));
            }
        }
    }
    out + "</svg>\n"
}

fn rectangle(x: f64, y: f64, width: f64, height: f64, fill: &str, stroke: &str) -> String {
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\" \
         stroke=\"{stroke}\"/>\n"
    )
}

fn words(x: f64, y: f64, text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\">{escaped}</text>\n")
}
