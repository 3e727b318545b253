//! The audit: a good and a bad case for each rule, checked with both readers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use huimou::asset::InMemory;
use huimou::{Actor, Audit, Choices, Code, Document, Engine, PdfOptions, Rule, Source, Template, report};

use crate::support::{SAMPLES, audit_pdf, open_pdf, pdf, read, repository, sample, small};

/// Rules that any small case breaks because it is small; they are checked only in their own cases.
const APART: &[&str] = &["D5", "K1", "K2"];

/// A case: the body of a template in `tests/cases/audit/`, with the expected findings.
struct Case {
    name: String,
    rule: &'static Rule,
    bad: bool,
    text: String,
}

impl Case {
    /// The value of a comment at the start, such as `// pdf: none`.
    fn note(&self, key: &str) -> Vec<String> {
        let head = self.text.lines().take_while(|line| line.starts_with("//"));
        let notes = head.filter_map(|line| line.strip_prefix(&format!("// {key}: ")));
        notes.map(str::to_owned).collect()
    }

    fn expected(&self, reader: &str, judged: bool) -> BTreeSet<String> {
        match self.note(reader).first() {
            Some(list) => list.split(", ").filter(|id| *id != "none").map(str::to_owned).collect(),
            None if self.bad && judged => [self.rule.id.to_owned()].into(),
            None => BTreeSet::new(),
        }
    }

    fn rules(&self) -> Vec<&'static Rule> {
        Rule::all().iter().filter(|rule| *rule == self.rule || !APART.contains(&rule.id)).collect()
    }

    /// The files of a template that prints the case.
    fn files(&self) -> Vec<(&'static str, Cow<'static, [u8]>)> {
        let lib = format!(
            "#import \"prelude.typ\": *\n#let review(sheet, theme: none, photo: none) = review-of[\n{}\n]\n",
            self.text
        );
        let file =
            |name: &str| -> Cow<'static, [u8]> { read(&format!("tests/cases/audit/{name}")).into_bytes().into() };
        let theme = read("tests/consumer/template/themes/plain.toml").into_bytes();
        vec![
            ("typst.toml", file("typst.toml")),
            ("prelude.typ", file("prelude.typ")),
            ("themes/plain.toml", theme.into()),
            ("lib.typ", lib.into_bytes().into()),
        ]
    }

    fn source(&self) -> Source {
        small(&format!("[[section]]\ntitle = \"一\"\n{}\n", self.note("toml").join("\n")))
    }

    fn document(&self) -> Document {
        let template = Template::from_files("case", self.files()).expect("a template");
        let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
        let choices = Choices::new().allow_missing_glyphs(true);
        let review = engine.review(&self.source(), &InMemory::new(), &choices).expect("a review").value;
        engine.typeset(&review).unwrap_or_else(|error| panic!("{}: {error}", self.name)).value
    }
}

fn folder() -> PathBuf {
    repository("tests/cases/audit")
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in Rule::all() {
        for (kind, bad) in [("good", false), ("bad", true)] {
            let name = format!("{}.{kind}.typ", rule.id);
            if let Ok(text) = std::fs::read_to_string(folder().join(&name)) {
                cases.push(Case { name, rule, bad, text });
            }
        }
    }
    cases
}

/// The PDFs of all cases that break a rule.
pub fn bad_pdfs() -> Vec<(String, Vec<u8>)> {
    cases().into_iter().filter(|case| case.bad).map(|case| (case.name.clone(), pdf(&case.document()))).collect()
}

fn ids(audit: &Audit) -> BTreeSet<String> {
    audit.findings.iter().map(|finding| finding.rule.id.to_owned()).collect()
}

#[test]
fn every_rule_has_a_good_and_a_bad_case() {
    for rule in Rule::all() {
        for kind in ["good", "bad"] {
            let there = ["typ", "pdf"].iter().any(|e| folder().join(format!("{}.{kind}.{e}", rule.id)).exists());
            assert!(there, "{}.{kind} is missing", rule.id);
        }
    }
    // F2.unread.pdf is a file that a test of its own reads.
    let known = |name: &str| Rule::all().iter().any(|rule| name.starts_with(&format!("{}.", rule.id)));
    for entry in std::fs::read_dir(folder()).expect("cases").map(Result::unwrap) {
        let name = entry.file_name().into_string().expect("a name");
        assert!(known(&name) || ["typst.toml", "prelude.typ"].contains(&name.as_str()), "{name} is no rule's case");
    }
}

#[test]
fn both_readers_find_what_each_case_holds() {
    let mut wrong = Vec::new();
    for case in cases() {
        let document = case.document();
        let rules = case.rules();
        let bytes = document.to_pdf(&PdfOptions::default()).expect("a PDF");
        let frames = document.audit(&rules);
        let file = audit_pdf(bytes, &rules).expect("a PDF that is read");
        for (reader, audit, judged) in
            [("frames", &frames, case.rule.reads_pages()), ("pdf", &file, case.rule.reads_pdf())]
        {
            let (found, expected) = (ids(audit), case.expected(reader, judged));
            if found != expected {
                let all: Vec<String> = audit.diagnostics().into_iter().map(|d| d.message.en).collect();
                wrong.push(format!("{} ({reader}): {expected:?} expected, found {all:#?}", case.name));
            }
            for finding in &audit.findings {
                let page = document.pages().get(finding.page.unwrap_or(1) - 1).copied().expect("a page");
                let inside = finding.area.is_none_or(|area| area.y < page.height && area.x > -page.width);
                assert!(inside, "{}: {finding:?}", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Cases that Typst can't make: files written by hand.
#[test]
fn files_by_hand_are_judged() {
    let mut count = 0;
    for rule in Rule::all() {
        let path = folder().join(format!("{}.bad.pdf", rule.id));
        if let Ok(bytes) = std::fs::read(&path) {
            let audit = audit_pdf(bytes, &[rule]).expect("a PDF that is read");
            assert!(ids(&audit).contains(rule.id), "{}", rule.id);
            count += 1;
        }
    }
    assert!(count >= 2);
}

/// A page that is drawn sideways and rotated back for display: what people see is the same, and so are
/// the findings and their places. The boxes differ on every side, so that none is mistaken for another.
#[test]
fn a_page_that_is_turned_is_judged_as_it_is_shown() {
    let text = "#place(dx: -30pt, dy: -30pt)[#text(size: 6pt)[角上小字]]#prose[#a，#lb#b#lb#c#lb#d]\
        #place(bottom + right, dx: 40pt, dy: 40pt)[出页]#place(dx: 60pt, dy: 300pt)[#text(fill: silver)[淡字]]";
    let whole = case("G1", text).document().to_pdf(&PdfOptions::default()).expect("a PDF");
    let rules: Vec<&'static Rule> = Rule::all().iter().filter(|rule| !["D5", "M1"].contains(&rule.id)).collect();
    let found = |degrees: i64| -> Vec<(&str, [i64; 4], String)> {
        let audit = audit_pdf(turned(&whole, degrees), &rules).expect("a PDF that is read");
        let tenths = |area: huimou::Area| {
            [area.x, area.y, area.width, area.height].map(|millimetres| (millimetres * 10.0).round() as i64)
        };
        let place = |finding: &huimou::Finding| finding.area.map(tenths).unwrap_or_default();
        audit.findings.iter().map(|finding| (finding.rule.id, place(finding), finding.text.clone())).collect()
    };
    let upright = found(0);
    let rules: BTreeSet<&str> = upright.iter().map(|(rule, ..)| *rule).collect();
    assert!(["C4", "G1", "G2"].iter().all(|rule| rules.contains(rule)), "{upright:?}");
    for degrees in [90, 180, 270] {
        assert_eq!(found(degrees), upright, "{degrees}");
    }
}

/// A PDF whose first page has bleed, is drawn rotated to the left, and is displayed rotated to the right.
fn turned(bytes: &[u8], degrees: i64) -> Vec<u8> {
    use lopdf::{Dictionary, Object, Stream};
    let mut file = lopdf::Document::load_mem(bytes).expect("a PDF");
    let id = file.get_pages()[&1];
    let page = file.get_dictionary(id).expect("a page");
    let edges = page.get(b"MediaBox").and_then(Object::as_array).expect("a box").clone();
    let [.., width, height] = edges.iter().map(|edge| edge.as_float().expect("a number")).collect::<Vec<_>>()[..]
    else {
        panic!("a box has four edges")
    };
    // The page's corner goes to where it belongs when the page is turned about the origin.
    let turn: [i64; 4] = match degrees {
        90 => [0, 1, -1, 0],
        180 => [-1, 0, 0, -1],
        270 => [0, -1, 1, 0],
        _ => [1, 0, 0, 1],
    };
    let [a, b, c, d] = turn.map(|number| number as f32);
    let boxed = |[left, low, right, high]: [f32; 4]| {
        let corners = [(left, low), (right, high)].map(|(x, y)| (a * x + c * y, b * x + d * y));
        let [(x, y), (z, w)] = corners;
        Object::Array([x.min(z), y.min(w), x.max(z), y.max(w)].map(Object::Real).to_vec())
    };
    let boxes = [
        ("TrimBox", boxed([0.0, 0.0, width, height])),
        ("CropBox", boxed([-10.0, -20.0, width + 30.0, height + 40.0])),
        ("MediaBox", boxed([-15.0, -35.0, width + 55.0, height + 75.0])),
    ];
    let content = file.get_page_content(id);
    let content = [format!("{a} {b} {c} {d} 0 0 cm\n").into_bytes(), content].concat();
    let content = file.add_object(Stream::new(Dictionary::new(), content));
    let page = file.get_object_mut(id).and_then(Object::as_dict_mut).expect("a page");
    for (name, edges) in boxes {
        page.set(name, edges);
    }
    page.set("Contents", content);
    page.set("Rotate", degrees);
    let mut out = Vec::new();
    file.save_to(&mut out).expect("a PDF");
    out
}

/// Fonts of one name: one isn't a subset, two aren't embedded.
#[test]
fn fonts_of_one_name_are_each_judged() {
    let mut file = String::from(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 10 0 R\
         /Resources<</Font<</A 4 0 R/B 5 0 R/C 6 0 R>>>>>>endobj\n\
         10 0 obj<</Length 53>>stream\nBT /A 9 Tf (a) Tj /B 9 Tf (a) Tj /C 9 Tf (a) Tj ET\nendstream endobj\n",
    );
    for (id, descriptor) in [(4, 7), (5, 8), (6, 8)] {
        file.push_str(&format!(
            "{id} 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Song/FontDescriptor {descriptor} 0 R/FirstChar {id}>>endobj\n"
        ));
    }
    file.push_str(
        "7 0 obj<</Type/FontDescriptor/FontName/Song/FontFile2 9 0 R>>endobj\n\
         8 0 obj<</Type/FontDescriptor/FontName/Song>>endobj\n\
         9 0 obj<</Length 4>>stream\nabcd\nendstream endobj\ntrailer<</Root 1 0 R/Size 10>>",
    );
    let rule = Rule::named("F2").expect("a rule");
    let audit = audit_pdf(file.into_bytes(), &[rule]).expect("a PDF that is read");
    let mut said: Vec<&str> = audit.findings.iter().map(|finding| finding.message.en.as_str()).collect();
    said.sort_unstable();
    assert_eq!(said, ["Song: isn't a subset", "Song: isn't embedded"]);
}

/// A case that is too small for a file.
fn case(rule: &str, text: &str) -> Case {
    let rule = Rule::named(rule).expect("a rule");
    Case { name: format!("a case of {}", rule.id), rule, bad: true, text: text.to_owned() }
}

/// Small print of the author's second paragraph.
fn small_print() -> Case {
    let lines = ["lead = \"\"\"", "头一段写得好好的。", "", "第二段有*小字*在里面。\"\"\""];
    let head: String = lines.iter().map(|line| format!("// toml: {line}\n")).collect();
    case("G1", &format!("{head}#marked(\"section[0].lead\")[#text(size: 6pt)[第二段有小字在里面。]]"))
}

#[test]
fn findings_point_at_the_line_of_the_description() {
    let case = small_print();
    let audit = case.document().audit(&[case.rule]);
    let finding = audit.findings.first().expect("a finding");
    let (source, span) = finding.place.as_ref().expect("a place");
    // Neither the paragraph before nor the markup inside moves the place.
    assert!(source.text()[span.start..span.end].starts_with("第二段有*小字"), "{span:?}");
    assert_eq!(finding.field.as_deref(), Some("section[0].lead"));
    let lines = report::json_lines(&audit.diagnostics(), huimou::Language::English);
    let json: serde_json::Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(json["code"], "typography");
    assert_eq!((&json["rule"], &json["level"], &json["page"]), (&"G1".into(), &"error".into(), &1.into()));
    assert_eq!(json["text"], "第二段有小字在里面。");
    assert_eq!(json["place"]["line"], source.position(span.start).line);
    // The page's margin is 30 pt, the text nine characters of 6 pt and a mark.
    let millimetres = |points: f64| points * 25.4 / 72.0;
    for (key, wanted) in [("x", 30.0), ("y", 30.0), ("width", 54.0), ("height", 6.0)] {
        let reported = json[key].as_f64().expect("a number");
        assert!((reported - millimetres(wanted)).abs() < 0.2, "{key}: {reported}");
    }
}

/// The findings of both readers for a rule, each as (words, places).
fn found_by_both(rule: &str, text: &str) -> [Vec<(String, usize)>; 2] {
    let case = case(rule, text);
    let document = case.document();
    let file = audit_pdf(pdf(&document), &[case.rule]).expect("a PDF that is read");
    [document.audit(&[case.rule]), file].map(|audit| {
        let reported = audit.findings.iter().map(|finding| (finding.message.en.clone(), 1 + finding.more.len()));
        reported.collect()
    })
}

/// What the engine keeps on one line and what the audit looks for follow the same grammar.
#[test]
fn parted_quantities_are_found_by_the_grammar() {
    let parted = [
        ("1280", "笔"),
        ("￥", "1200"),
        ("约1.2", "万元"),
        ("35", "μg/m³"),
        ("300", "元/人"),
        ("60岁", "以上"),
        ("9:00", "—17:00"),
        ("〔2023〕", "5号"),
        ("第", "3届"),
    ];
    let prose = |head: &str, tail: &str| format!("#prose[#text-of(14){head}#lb#(\"{tail}\" + b)#c#d#e]");
    for (head, tail) in parted {
        for (reader, found) in ["frames", "pdf"].into_iter().zip(found_by_both("A3", &prose(head, tail))) {
            assert_eq!(found.len(), 1, "{head}|{tail} ({reader}): {found:?}");
        }
    }
    for (head, tail) in [("1280笔", "后续"), ("全年", "12次"), ("PM2.5", "浓度"), ("2023年", "工作")] {
        assert_eq!(found_by_both("A3", &prose(head, tail)), [[], []], "{head}|{tail}");
    }
}

#[test]
fn text_over_text_is_found_wherever_it_lies() {
    let cell = |width: f64, words: &str| format!("box(width: {width}pt, [{words}])");
    let row = |width: f64, words: &[&str]| {
        let cells: Vec<String> = words.iter().map(|words| cell(width, words)).collect();
        format!("#grid(columns: ({width}pt,) * {}, {})", words.len(), cells.join(", "))
    };
    let over = [
        // By one letter and a half, so that both are one line to a reader; by half of the words; wholly.
        (row(40.0, &["ISO90012", "合格证号"]), 1),
        (row(30.0, &["INTERNATIONAL", "合格证号"]), 1),
        ("#block({ place[企业数量]; [质量发展] })".to_owned(), 1),
        // The second line of a cell on the first of the next row, the number of a bar on its label.
        ("#block(height: 10pt, width: 42pt)[全市建筑业坚持]#v(-7.5pt)#block[各县区]".to_owned(), 1),
        ("#block({ place(dx: 20pt, dy: 3pt)[128]; [在校学生数] })".to_owned(), 1),
        // On a raised mark of another text, and over a picture.
        ("#block({ place(dx: 41pt, dy: -3pt, text(7pt)[单位]); [面积合计#super[12]] })".to_owned(), 1),
        (row(30.0, &["91330400MA2CX0A00X", "330402200012345678901", "JZ20240000123456"]), 2),
    ];
    for (text, count) in over {
        for found in found_by_both("C6", &text) {
            assert_eq!(found.iter().map(|(_, places)| places).sum::<usize>(), count, "{text}: {found:?}");
        }
    }
}

#[test]
fn text_that_leaves_its_ground_is_found_on_every_side() {
    let band = |words: &str, place: &str| {
        format!(
            "#block(width: 90pt, height: 20pt, {{ place(block(width: 90pt, height: 20pt, fill: rgb(\"#123A6B\"))); \
             place({place}, text(size: 14pt, fill: white, top-edge: 0.88em, bottom-edge: -0.12em, [{words}])) }})"
        )
    };
    let sides = ["dx: 10pt, dy: -6pt", "dx: 10pt, dy: 12pt", "dx: -4pt, dy: 3pt", "dx: 79pt, dy: 3pt"];
    for place in sides {
        for found in found_by_both("G3", &band("量", place)) {
            assert_eq!(found, [("text in #FFFFFF runs off its background onto #FFFFFF".to_owned(), 1)], "{place}");
        }
    }
    // A box that cuts, and one that shows all.
    let cut = |height: f64| format!("#box(clip: true, height: {height}pt, width: 90pt)[质量发展]");
    for found in found_by_both("G3", &cut(6.0)) {
        assert_eq!(found, [("part of the text is cut off".to_owned(), 1)]);
    }
    for text in [cut(10.5), band("量", "dx: 10pt, dy: 3pt"), band("质量发展", "dx: 10pt, dy: 3pt")] {
        assert_eq!(found_by_both("G3", &text), [[], []], "{text}");
    }
}

/// Forty half-width marks in one text are one finding that lists all of them.
#[test]
fn like_findings_of_one_text_are_one() {
    let marked = |field: &str, words: &str| format!("#marked(\"{field}\")[#par(justify: false)[{words}]]\n");
    let (first, second) = ("改造小区,新建学校:".repeat(20), "一,二,三");
    let toml = format!(
        "// toml: lead = \"{first}\"\n// toml: [[section]]\n// toml: title = \"二\"\n// toml: lead = \"{second}\"\n"
    );
    let case = case("B1", &(toml + &marked("section[0].lead", &first) + &marked("section[1].lead", second)));
    let document = case.document();
    let audit = document.audit(&[case.rule]);
    let reported: Vec<(Option<&str>, usize)> =
        audit.findings.iter().map(|finding| (finding.field.as_deref(), 1 + finding.more.len())).collect();
    assert_eq!(reported, [(Some("section[0].lead"), 40), (Some("section[1].lead"), 2)]);
    let lines = report::json_lines(&audit.diagnostics(), huimou::Language::English);
    let json: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(json.len(), 2);
    assert_eq!((&json[0]["count"], json[0]["more"].as_array().map(Vec::len)), (&40.into(), Some(39)));
    assert!(
        json[0]["message"].as_str().is_some_and(|said| said.ends_with("; 40 places in all)")),
        "{}",
        json[0]["message"]
    );
    let spots: BTreeSet<String> = json[0]["more"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|location| format!("{} {}", location["x"], location["y"]))
        .collect();
    assert_eq!(spots.len(), 39, "each has its own place");
    // A PDF has no fields: the page is one text.
    let file = audit_pdf(pdf(&document), &[case.rule]).expect("a PDF that is read");
    assert_eq!(file.findings.iter().map(|finding| 1 + finding.more.len()).collect::<Vec<_>>(), [42]);
}

/// What only the template author can fix is reported separately, and doesn't point at the author's line.
#[test]
fn what_only_the_template_can_mend_is_told_apart() {
    let text =
        "// toml: lead = \"浅灰的字,写得好\"\n#marked(\"section[0].lead\")[#text(fill: silver)[浅灰的字,写得好]]";
    let case = case("G2", text);
    let audit = case.document().audit(&["G2", "B1"].map(|id| Rule::named(id).expect("a rule")));
    let reported: Vec<(&str, Actor, bool, Option<&str>)> = audit
        .findings
        .iter()
        .map(|finding| (finding.rule.id, finding.rule.actor, finding.place.is_some(), finding.field.as_deref()))
        .collect();
    let field = Some("section[0].lead");
    assert_eq!(reported, [("G2", Actor::Template, false, field), ("B1", Actor::Author, true, field)]);
    let folder = tempfile::tempdir().expect("a folder");
    on_disk(&case, folder.path());
    let check = ["check", "review.toml", "--template", "./case", "--audit", "--audit-rules", "G2,B1"];
    let (code, said) = run(folder.path(), &check);
    assert_eq!(code, Some(1), "{said}");
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words}: {said}"));
    assert!(at("B1 no half-width") < at("1 finding for the template's author"));
    assert!(at("for the template's author") < at("G2 text has enough contrast"));
    let (_, said) = run(folder.path(), &[&check[..], &["--message-format", "json"]].concat());
    let json: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let actors: Vec<(&str, bool)> =
        json.iter().filter_map(|line| Some((line["actor"].as_str()?, line["place"].is_null()))).collect();
    assert_eq!(actors, [("author", false), ("template", true)]);
    // As many as are shown are counted.
    let summary = json.last().expect("a summary");
    // The mark is warned of before pages are made, too.
    assert_eq!((&summary["errors"], &summary["warnings"], json.len()), (&2.into(), &1.into(), 4), "{said}");
}

/// A full page in a font that isn't embedded: that is the only finding.
#[test]
fn a_page_that_cannot_be_read_is_not_blank() {
    let bytes = std::fs::read(repository("tests/cases/audit/F2.unread.pdf")).expect("a PDF");
    let rules: Vec<&'static Rule> = Rule::all().iter().filter(|rule| rule.id != "M1").collect();
    let audit = audit_pdf(bytes, &rules).expect("a PDF that is read");
    let said: Vec<&str> = audit.findings.iter().map(|finding| finding.message.en.as_str()).collect();
    assert_eq!(said, ["STSong-Light: isn't embedded"]);
}

/// Chinese sentences have no foreign words except quoted ones and the name of the file format.
#[test]
fn chinese_findings_are_chinese() {
    let mut said: Vec<String> =
        Rule::all().iter().flat_map(|rule| [rule.title.zh, rule.hint.zh]).map(str::to_owned).collect();
    for case in cases().into_iter().filter(|case| case.bad) {
        let document = case.document();
        let file = audit_pdf(pdf(&document), &[]).expect("a PDF that is read");
        for audit in [document.audit(&[]), file] {
            said.extend(audit.diagnostics().into_iter().map(|found| found.message.zh));
        }
    }
    let bare = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, quoted)) = rest.split_once(['“', '`']) {
            out.push_str(before);
            rest = quoted.split_once(['”', '`']).map_or("", |(_, rest)| rest);
        }
        (out + rest).replace("PDF", "")
    };
    for text in said {
        let longest = bare(&text).split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or(0);
        assert!(longest < 3, "{text}");
    }
}

#[test]
fn both_readers_agree_on_the_samples() {
    // Rules that need neither columns nor paragraphs nor the description.
    let ids = ["B1", "B3", "B5", "C2", "C6", "F1", "F3", "G1", "G2", "G3", "M2"];
    let rules: Vec<&'static Rule> = ids.iter().filter_map(|id| Rule::named(id)).collect();
    for name in SAMPLES {
        let document = sample(name);
        let places = |audit: &Audit| -> BTreeSet<(String, Option<usize>, String)> {
            // Only pages in process know which text is prose.
            let findings = audit.findings.iter().filter(|finding| !finding.message.en.starts_with("prose"));
            let places = findings.flat_map(|finding| {
                let more = finding.more.iter().map(|site| (site.page, &site.text));
                let all = more.chain([(finding.page, &finding.text)]);
                all.map(|(page, text)| (finding.rule.id.to_owned(), page, text.replace(' ', "")))
            });
            places.collect()
        };
        let file = audit_pdf(pdf(document), &rules).expect("a PDF that is read");
        assert_eq!(places(&document.audit(&rules)), places(&file), "{name}");
    }
}

#[test]
fn nothing_of_the_samples_is_lost_or_comes_from_nowhere() {
    let rules: Vec<&'static Rule> = ["K1", "K2", "K3"].iter().filter_map(|id| Rule::named(id)).collect();
    for name in SAMPLES {
        let audit = sample(name).audit(&rules);
        let all: Vec<&str> = audit.findings.iter().map(|finding| finding.message.en.as_str()).collect();
        assert!(all.is_empty(), "{name}: {all:#?}");
    }
}

#[test]
fn hostile_files_end_in_an_error_or_an_audit() {
    let whole = case("A1", "#prose[#a#b#c]#rect(fill: red)").document();
    let whole = whole.to_pdf(&PdfOptions::default()).expect("a PDF");
    let tree = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>";
    let mut files: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"%PDF-1.7".to_vec(),
        vec![0; 4096],
        // A page tree that contains itself, and brackets without end.
        tree.as_bytes().to_vec(),
        [b"%PDF-1.4\n1 0 obj<</A ".as_slice(), &b"[".repeat(200_000)].concat(),
    ];
    files.push(nested_forms());
    files.extend((1..24).map(|part| whole[..whole.len() * part / 24].to_vec()));
    // The file with one stretch of noise, from a generator with a fixed seed.
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    for _ in 0..60 {
        let mut file = whole.clone();
        let at = next() % file.len();
        for _ in 0..8 {
            let place = (at + next() % 64).min(file.len() - 1);
            file[place] = next() as u8;
        }
        files.push(file);
    }
    let mut refused = 0;
    for file in files {
        if let Err(error) = audit_pdf(file, &[]) {
            assert_eq!(error.diagnostics()[0].code, Code::PdfBroken);
            refused += 1;
        }
    }
    assert!(refused >= 3, "{refused}");
}

/// Ten forms, each of which draws the next one ten times: ten billion rectangles in two kilobytes.
pub fn nested_forms() -> Vec<u8> {
    let mut file = String::from(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length 5>>stream\n/F Do\nendstream endobj\n",
    );
    for k in 5..15 {
        let body = if k == 14 { "0 0 9 9 re f".to_owned() } else { "/F Do ".repeat(10) };
        let (length, next) = (body.len(), k + 1);
        file.push_str(&format!(
            "{k} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</F {next} 0 R>>>>/Length {length}>>\
             stream\n{body}\nendstream endobj\n"
        ));
    }
    file.push_str("trailer<</Root 1 0 R/Size 15>>");
    file.into_bytes()
}

/// The same amount of text takes the same time, however it is spread over pages and lines.
#[test]
fn what_rules_cost_grows_with_the_text_alone() {
    // The best of three, since other tests run beside this one.
    let cost = |size: usize, pages: usize, lines: usize, letters: usize| {
        let file = letters_of(size, pages, lines, letters);
        let time = || {
            let start = std::time::Instant::now();
            let audit = audit_pdf(file.clone(), &[]).expect("a PDF that is read");
            let small = audit.findings.iter().filter(|finding| finding.rule.id == "G1");
            let small: usize = small.map(|finding| 1 + finding.more.len()).sum();
            assert_eq!(small, if size < 7 { pages * lines } else { 0 });
            start.elapsed()
        };
        (0..3).map(|_| time()).min().expect("a time")
    };
    let (few, many) = (cost(10, 50, 5_000, 1), cost(10, 5_000, 50, 1));
    assert!(many < few * 3, "a quarter of a million lines on 50 pages: {few:?}, on 5000 pages: {many:?}");
    let (short, long) = (cost(5, 1, 4_000, 100), cost(5, 1, 200, 2_000));
    assert!(long < short * 3, "four hundred thousand letters in lines of 100: {short:?}, of 2000: {long:?}");
}

/// Pages with equal content: lines of letters in a hand-drawn font.
pub fn letters_of(size: usize, pages: usize, lines: usize, letters: usize) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 8)).collect();
    let line = format!("{size} 0 0 {size} 20 {{y}} Tm ({}) Tj\n", "a".repeat(letters));
    // Lines that don't stand below one another, so that they make no block.
    let lines: String = (0..lines).map(|k| line.replace("{y}", &(200 + 300 * (k % 2)).to_string())).collect();
    let content = format!("BT /F 1 Tf\n{lines}ET");
    let unicode =
        "begincmap 1 begincodespacerange <00><FF> endcodespacerange 1 beginbfchar <61><0061> endbfchar endcmap";
    let mut file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[{kids}]/Count {pages}/MediaBox[0 0 12000 800]/Resources<</Font<</F 4 0 R>>>>>>endobj\n\
         3 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         4 0 obj<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97\
         /LastChar 97/Widths[1000]/CharProcs<</a 5 0 R>>/Encoding<</Differences[97/a]>>/ToUnicode 6 0 R>>endobj\n\
         5 0 obj<</Length 34>>stream\n1000 0 0 0 1000 1000 d1 0 0 9 9 re f\nendstream endobj\n\
         6 0 obj<</Length {}>>stream\n{unicode}\nendstream endobj\n",
        content.len(),
        unicode.len(),
    );
    for page in 0..pages {
        file.push_str(&format!("{} 0 obj<</Type/Page/Parent 2 0 R/Contents 3 0 R>>endobj\n", page + 8));
    }
    file.push_str("trailer<</Root 1 0 R>>");
    file.into_bytes()
}

#[test]
fn pictures_mark_the_places() {
    let case = small_print();
    let document = case.document();
    let bytes = document.to_pdf(&PdfOptions::default()).expect("a PDF");
    let (frames, pdf) = (document.audit(&[case.rule]), open_pdf(bytes).expect("a PDF"));
    let file = pdf.audit(&[case.rule]).expect("an audit");
    let pictures = [document.audit_picture(&frames, 1, 144.0), pdf.audit_picture(&file, 1, 144.0)];
    for picture in pictures.map(|picture| picture.expect("a picture")) {
        let picture = image::load_from_memory(&picture).expect("a PNG").to_rgb8();
        assert!(picture.width().abs_diff(600) <= 1, "{}", picture.width());
        // At 2 pixels to the point the upper edge of the box runs just above the text, from 30 pt to 90 pt.
        let red = |x: u32, y: u32| picture.get_pixel(x, y).0 == [214, 28, 28];
        assert!((48..62).any(|y| (62..170).all(|x| red(x, y))), "no box");
        assert!(!red(100, 300));
    }
    assert!(document.audit_picture(&frames, 2, 144.0).is_err());
}

/// A folder with a review and the case's template.
fn on_disk(case: &Case, folder: &Path) {
    for (name, bytes) in case.files() {
        let path = folder.join("case").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    std::fs::write(folder.join("review.toml"), case.source().text()).expect("a file");
}

/// Runs the command in a folder: its exit code and its messages.
fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huimou"));
    let done = command.current_dir(folder).args(["--lang", "en"]).args(words).output().expect("the command runs");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn the_command_audits() {
    let folder = tempfile::tempdir().expect("a folder");
    on_disk(&small_print(), folder.path());
    let run = |words: &[&str]| run(folder.path(), words);
    let on = |verb: &'static str| [verb, "review.toml", "--template", "./case"];
    let (code, said) = run(&[&on("build")[..], &["--strict-typography"]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error[typography]: G1 ") && said.contains("review.toml:"), "{said}");
    assert!(!folder.path().join("review.pdf").exists(), "nothing is written");
    assert_eq!(run(&on("build")).0, Some(0), "a plain build isn't audited");
    assert_eq!(run(&on("check")).0, Some(0));
    let (code, said) = run(&[&on("check")[..], &["--audit", "--audit-rules", "a1,B1"]].concat());
    assert_eq!(code, Some(0), "only the rules that were asked for: {said}");
    let (code, said) = run(&[&on("check")[..], &["--audit", "--audit-picture", "proof"]].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(folder.path().join("proof/page-001.png").exists());
    // A picture would replace the file that is audited.
    let own = folder.path().join("proof/page-002.png");
    std::fs::rename(folder.path().join("proof/page-001.png"), &own).expect("renamed");
    std::fs::copy(folder.path().join("review.pdf"), folder.path().join("proof/page-001.png")).expect("copied");
    let (code, said) = run(&["audit", "proof/page-001.png", "--picture", "proof"]);
    assert!(code == Some(1) && said.contains("which is the file under audit"), "{said}");
    assert!(std::fs::read(folder.path().join("proof/page-001.png")).expect("bytes").starts_with(b"%PDF"));
    let (code, said) = run(&["audit", "review.pdf", "--picture", "proof2", "--message-format", "json"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("\"rule\":\"G1\"") && said.lines().last().is_some_and(|line| line.contains("summary")));
    assert!(folder.path().join("proof2/page-001.png").exists());
    let (code, said) = run(&["audit", "review.pdf", "--rules", "A1"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(&["audit", "review.pdf", "--rules", "Z9"]).0, Some(2));
    assert_eq!(run(&["audit", "review.toml"]).0, Some(1), "no PDF");
    assert_eq!(run(&["audit", "nothing.pdf"]).0, Some(4));
}

/// The first page is too large for a picture with either renderer; the second is not.
#[test]
fn findings_are_shown_before_their_pages_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = |size: &str| {
        let small = format!("#text(size: {size})[第二段有小字在里面。]");
        format!("#set page(width: 12000pt, height: 12000pt)\n{small}\n#set page(width: 300pt, height: 300pt)\n{small}")
    };
    for (size, level) in [("6pt", "error"), ("6.8pt", "warning")] {
        on_disk(&case("G1", &pages(size)), folder.path());
        let (code, said) = run(folder.path(), &["build", "review.toml", "--template", "./case"]);
        assert_eq!(code, Some(0), "{said}");
        let check = ["check", "review.toml", "--template", "./case", "--audit", "--audit-rules", "G1"];
        let audit = ["audit", "review.pdf", "--rules", "G1"];
        // In a PDF each page is a text by itself.
        for (words, flag, name, error, own, reported) in [
            (&check[..], "--audit-picture", "proof", "export-failed", 3, 1),
            (&audit[..], "--picture", "proof2", "pdf-broken", 1, 2),
        ] {
            let (code, said) = run(folder.path(), &[words, &[flag, name, "--message-format", "short"]].concat());
            let heads: Vec<&str> =
                said.lines().filter_map(|line| line.split_once("]: ").map(|(head, _)| head)).collect();
            let found = format!("{level}[typography");
            assert_eq!(heads.len(), reported + 1, "{said}");
            assert!(
                heads[..reported].iter().all(|head| head.ends_with(&found)) && heads[reported].ends_with(error),
                "{said}"
            );
            assert!(said.contains("page 1 can't be drawn"), "{said}");
            // The first error decides.
            assert_eq!(code, Some(if level == "error" { 1 } else { own }), "{said}");
            assert!(!folder.path().join(name).join("page-001.png").exists());
            assert!(folder.path().join(name).join("page-002.png").exists(), "the other page is drawn");
            // A program reads as many lines, and their count at the end.
            let (_, said) = run(folder.path(), &[words, &[flag, name, "--message-format", "json"]].concat());
            let lines: Vec<serde_json::Value> =
                said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            let codes: Vec<&str> = lines.iter().filter_map(|line| line["code"].as_str()).collect();
            assert_eq!(codes, [vec!["typography"; reported], vec![error]].concat(), "{said}");
            let errors = if level == "error" { reported + 1 } else { 1 };
            assert_eq!(lines[reported + 1]["errors"], errors, "{said}");
        }
    }
}

/// The table of `docs/audit.md` is the table of rules.
#[test]
fn the_rules_are_documented() {
    let mut table = String::from(
        "| rule | level | pages | PDF | what must hold | 规则 | reported when | source |\n|---|---|---|---|---|---|---|---|\n",
    );
    for rule in Rule::all() {
        let tick = |judged: bool| if judged { "✓" } else { "" };
        let (pages, file) = (tick(rule.reads_pages()), tick(rule.reads_pdf()));
        let source = rule.explanation.source.expect("a rule's source").en;
        let (title, when) = (rule.title, rule.explanation.what.en);
        let cells = [rule.id, rule.level.as_str(), pages, file, title.en, title.zh, when, source];
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    let (from, to) = ("<!-- rules -->\n", "<!-- end of rules -->");
    let text = read("docs/audit.md");
    let (head, rest) = text.split_once(from).expect("the table's beginning");
    let (now, tail) = rest.split_once(to).expect("the table's end");
    if std::env::var_os("HUIMOU_UPDATE").is_some() {
        let path = repository("docs/audit.md");
        std::fs::write(path, format!("{head}{from}{table}{to}{tail}")).expect("a document");
    } else {
        assert!(now == table, "docs/audit.md is not current: run the tests once with HUIMOU_UPDATE=1");
    }
}
