//! The pages of small reviews that were once printed wrongly, in both templates: which figures are
//! drawn and as what, the words beside them, and runs without spaces.
//!
//! The reviews are those of `tests/cases/print/`.

use std::collections::BTreeSet;

use huimou::asset::InMemory;
use huimou::{Block, Choices, Code, Document, Engine, Finding, Level, Source, Template, Warned};
use lopdf::Object;

use crate::support::{ENGINE, TEMPLATES, audit_pdf, books, folded, pdf, pdf_pages, read, repository, small};

fn lay_out(source: &Source, template: &str) -> Warned<Document> {
    let review = ENGINE.review(source, &InMemory::new(), &Choices::new().template(template));
    let review = review.unwrap_or_else(|error| panic!("{}: {error}", source.name())).value;
    ENGINE.typeset(&review).unwrap_or_else(|error| panic!("{} in {template}: {error}", source.name()))
}

fn case(name: &str, template: &str) -> Document {
    lay_out(&Source::new(name, read(&format!("tests/cases/print/{name}.toml"))), template).value
}

/// The alternative texts of all drawings.
fn drawn(document: &Document) -> BTreeSet<String> {
    let file = lopdf::Document::load_mem(&pdf(document)).expect("a PDF that another program reads");
    let alt = |object: &Object| lopdf::decode_text_string(object.as_dict().ok()?.get(b"Alt").ok()?).ok();
    file.objects.values().filter_map(alt).collect()
}

/// The words of the block of `origin`, spaces dropped.
fn words(document: &Document, origin: &str) -> String {
    let blocks = document.blocks();
    let mut own = blocks.iter().filter(|block: &&Block| block.origin == origin);
    folded(&own.next().unwrap_or_else(|| panic!("{origin} is nowhere")).text)
}

fn all_words(document: &Document) -> String {
    (1..=document.pages().len()).map(|page| folded(&document.text(page))).collect()
}

#[test]
fn only_shares_parts_completions_and_counted_things_are_drawn() {
    for template in TEMPLATES {
        let drawn = drawn(&case("figures-of-many-kinds", template));
        for label in [
            "城镇化率",
            "失业率",
            "PM2.5",
            "居民收入",
            "持平的",
            "出口额",
            "签约额",
            "利润",
            "最低气温",
            "时长",
            "综合排名",
            "涨幅区间",
            "总面积",
            "耕地",
        ] {
            assert!(!drawn.iter().any(|alt| alt.contains(label)), "{template} draws {label}: {drawn:?}");
        }
        assert!(!drawn.is_empty(), "{template} draws nothing");
    }
    let drawn = drawn(&case("figures-of-many-kinds", "bulletin"));
    assert!(["开工项目36个", "省级12个"].iter().all(|alt| drawn.contains(*alt)), "{drawn:?}");
}

#[test]
fn counted_things_are_squares_unless_a_word_qualifies_them() {
    let one = |more: &str| format!("[[section]]\ntitle = \"一\"\n[[section.indicator]]\nlabel = \"甲\"\n{more}\n");
    let shown = |more: &str, template: &str| !drawn(&lay_out(&small(&one(more)), template).value).is_empty();
    for template in TEMPLATES {
        assert!(shown("value = 12\nunit = \"个社区\"\nview = \"tally\"", template), "{template}");
        for more in [
            "value = 12\nunit = \"个\"\nqualifier = \"约\"\nview = \"tally\"",
            "value = 7\nunit = \"万亿元\"\nview = \"tally\"",
            "value = 28\nunit = \"微克/立方米\"\nview = \"tally\"",
            "value = 3\nunit = \"个月\"",
            "value = 2\nunit = \"个百分点\"",
            "value = 5.3\nunit = \"%\"",
            "value = 98\nunit = \"%\"",
        ] {
            assert!(!shown(more, template), "{template}: {more}");
        }
    }
}

#[test]
fn bars_of_a_choice_show_targets_parts_or_one_unit() {
    for template in TEMPLATES {
        let document = case("bars-of-a-choice", template);
        let drawn = drawn(&document);
        // towards a target, as a part of its whole; a funnel or ladder of two units is neither
        for label in ["投资3亿元", "项目30个", "甲区30亿元", "女性90人", "独条90人"] {
            assert!(drawn.contains(label), "{template} doesn't draw {label}: {drawn:?}");
        }
        for label in ["一级", "二级", "丙"] {
            assert!(!drawn.iter().any(|alt| alt.contains(label)), "{template} draws {label}: {drawn:?}");
        }
        // the percentage of 90 out of 100 wasn't written
        assert!(!words(&document, "section[0].indicator[6]").contains('%'), "{template}");
    }
}

#[test]
fn points_are_raised_and_places_move() {
    for template in TEMPLATES {
        let document = case("figures-of-many-kinds", template);
        let of = |k: usize| words(&document, &format!("section[0].indicator[{k}]"));
        for (k, words) in [
            (0, "提高▲9.5个百分点"),
            (1, "下降▼0.3个百分点"),
            (2, "全省排名前移▲3位"),
            (3, "十年增长▲2倍"),
            (4, "同比持平"),
            (7, "同比下降▼120.5%"),
        ] {
            assert!(of(k).contains(&folded(words)), "{template}: {} lacks {words}", of(k));
        }
        assert!(!of(0).contains("增长") && !of(2).contains("增长"), "{template}");
    }
}

#[test]
fn a_part_of_another_unit_stands_in_words_under_its_whole() {
    for template in TEMPLATES {
        let document = case("figures-of-many-kinds", template);
        let whole = words(&document, "section[1].indicator[0]");
        assert!(whole.contains(&folded("其中：耕地16.8万亩")), "{template}: {whole}");
        assert!(!all_words(&document).contains(&folded("其中：其中")), "{template}");
        // 其中用地 says so itself
        let document = case("groups", template);
        let whole = words(&document, "section[0].indicator[0]");
        assert!(whole.contains(&folded("其中用地16.8万亩")) && whole.contains("第三次调查数"), "{template}: {whole}");
        assert!(!whole.contains(&folded("其中：其中用地")), "{template}: {whole}");
    }
}

#[test]
fn a_group_is_printed_once_over_its_neighbours() {
    for template in TEMPLATES {
        let document = case("groups", template);
        let words = all_words(&document);
        for group in ["经济总量", "民生", "土地总面积", "机构", "基层", "街镇", "规模", "绿色"] {
            let least = if group == "土地总面积" { 1 } else { 0 };
            let times = words.matches(group).count();
            assert!(times > least || times == 1, "{template}: {group} {times} times");
        }
        for group in ["经济总量", "民生", "机构", "基层", "街镇", "规模", "绿色"] {
            assert_eq!(words.matches(group).count(), 1, "{template}: {group}");
        }
    }
}

#[test]
fn contents_tell_the_authors_hero() {
    let digits = |template: &str| {
        let document = case("groups", template);
        let page = (1..=document.pages().len()).find(|page| document.text(*page).contains("目录"));
        folded(&document.text(page.expect("a page of contents")))
    };
    for template in TEMPLATES {
        assert!(digits(template).contains("7812.3亿元"), "{template}: {}", digits(template));
    }
}

#[test]
fn a_list_that_ends_in_and_others_says_so_once() {
    let award = |projects: &str| {
        format!(
            "[[section]]\ntitle = \"一\"\n[[section.award]]\nlevel = \"省级\"\nname = \"奖\"\ncount = 5\nprojects = {projects}\n"
        )
    };
    for template in TEMPLATES {
        let words = |projects: &str| words(&lay_out(&small(&award(projects)), template).value, "section[0].award[0]");
        let once = |words: &str| words.matches('等').count() == 1;
        assert!(once(&words("[\"甲工程\", \"乙工程\"]")), "{template}: the list isn't whole");
        assert!(once(&words("[\"甲工程\", \"乙工程等\"]")), "{template}");
        assert!(once(&words("[\"甲工程\", \"乙工程等5个\"]")), "{template}");
        assert_eq!(words("[\"甲工程\", \"男女平等\"]").matches('等').count(), 2, "{template}: another word");
    }
}

#[test]
fn addresses_are_copied_as_they_are_written() {
    for template in TEMPLATES {
        let pages = pdf_pages(&pdf(&case("address-in-colophon", template)));
        assert!(pages.iter().any(|page| page.contains("https://example.org/a/b_c?x=1&y=2")), "{template}: {pages:?}");
        // one that takes several lines
        let long = format!("https://example.org/{}index.html?id=1", "annual-review/2024/".repeat(9));
        let source =
            read("tests/cases/print/address-in-colophon.toml").replace("https://example.org/a/b_c?x=1&y=2", &long);
        let document = lay_out(&Source::new("long", source), template).value;
        assert!(all_words(&document).contains(&folded(&long)), "{template}");
        assert!(!pdf_pages(&pdf(&document)).iter().any(|page| page.contains('\u{200B}')), "{template}");
    }
    for book in books() {
        let pages = pdf_pages(&pdf(&book.document));
        assert!(!pages.iter().any(|page| page.contains('\u{200B}')), "{book}");
    }
}

#[test]
fn runs_without_spaces_stay_in_their_columns() {
    for name in ["long-latin-runs", "table-of-long-codes"] {
        for template in TEMPLATES {
            let document = case(name, template);
            let out: Vec<_> = document.audit(&[]).findings.into_iter().filter(|f| f.rule.id == "C4").collect();
            assert!(out.is_empty(), "{name} in {template}: {:?}", out.iter().map(|f| &f.text).collect::<Vec<_>>());
        }
    }
}

/// A table of `n` columns, each cell the same code.
fn codes(n: usize) -> Source {
    let row = |cell: &str| format!("[{}]", vec![format!("\"{cell}\""); n].join(", "));
    let (head, cells) = (row("代码"), row("91330400MA2CX0A00X"));
    small(&format!(
        "[[section]]\ntitle = \"一\"\n[[section.table]]\ntitle = \"名录\"\ncolumns = {head}\nrows = [{cells}, {cells}]\n"
    ))
}

#[test]
fn a_table_of_too_many_codes_is_told_with_what_is_missing() {
    for template in TEMPLATES {
        let reported =
            |n: usize| lay_out(&codes(n), template).warnings.iter().filter(|d| d.code == Code::Overset).count();
        assert_eq!((reported(5), reported(24)), (0, 1), "{template}");
    }
}

/// A template of only the text module, in which `assertions` must hold.
fn holds(assertions: &str, body: &str) {
    let lib = format!(
        "#import \"setting/lib.typ\": *\n#let review(sheet, theme: none, photo: none) = {{\n\
         set text(font: (\"Noto Sans SC\", \"Huimou Song Rest\"), fallback: false)\n{assertions}\n[成]\n}}"
    );
    let bulletin = ENGINE.template("bulletin").expect("a template");
    let setting = bulletin.files().filter(|(path, _)| path.starts_with("setting/"));
    let mut files: Vec<(&str, Vec<u8>)> = setting.map(|(path, bytes)| (path, bytes.to_vec())).collect();
    for path in ["typst.toml", "themes/plain.toml"] {
        files.push((path, read(&format!("tests/consumer/template/{path}")).into_bytes()));
    }
    files.push(("lib.typ", lib.into_bytes()));
    let template = Template::from_files("card", files).expect("a template");
    let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let review = engine.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review");
    let built = engine.typeset(&review.value);
    assert!(built.is_ok(), "an assertion fails: {:?}", built.err());
}

#[test]
fn a_column_is_as_wide_as_its_longest_code() {
    let body = read("tests/cases/print/table-of-long-codes.toml");
    let section = &body[body.find("[[section]]").expect("a section")..];
    holds(
        r#"
        let t = sheet.sections.first().blocks.first().items.first()
        let needs = column-needs(t)
        // nine columns with eight gaps of 7 pt in 46 characters of 10.5 pt
        let plan = column-widths(needs, 483pt - 8 * 7pt, 9)
        assert.eq(plan.over, 0pt)
        assert(plan.widths.sum() <= 483pt - 8 * 7pt + .1pt)
        for row in t.rows { for (x, w) in row.zip(plan.widths) { assert(unbroken-em(x.text.runs) * plan.size <= w) } }
        // in too little space the type stays legible, and the rest is reported
        let tight = column-widths(needs, 180pt, 9)
        assert.eq(tight.size, 7pt)
        assert(tight.over > 20pt and tight.widths.sum() <= 180.1pt)
        for row in t.rows { for (x, w) in row.zip(tight.widths) { assert(unbroken-em(fitted(x.text.runs, w / tight.size)) * tight.size <= w) } }
        "#,
        section,
    );
}

#[test]
fn unlike_units_share_no_decimal_axis() {
    let table = |columns: &str, rows: &str| {
        format!("[[section]]\ntitle = \"一\"\n[[section.table]]\ncolumns = [{columns}]\nrows = [{rows}]\n")
    };
    let axis = |point: bool| {
        format!(
            "let t = sheet.sections.first().blocks.first().items.first()
            let need = column-needs(t).last()
            assert.eq(need.point, {point})
            let room = if {point} {{ em-width(\".125\") }} else {{ 0 }}
            assert.eq(need.fraction-em, room)
            assert(need.numeric and need.integer-em >= em-width(\"20914\"))"
        )
    };
    let mixed = [
        table(r#""指标", "数值""#, r#"["预约率（%）", 78.2], ["互认（项次）", 20914], ["能耗（千克）", 4.125]"#),
        table(
            r#""指标", "计量单位", "数值""#,
            r#"["预约率", "%", 78.2], ["互认", "项次", 20914], ["能耗", "千克", 4.125]"#,
        ),
    ];
    let alike = [
        table(r#""科室", "费用（元）""#, r#"["内科", 78.2], ["外科", 20914], ["儿科", 4.125]"#),
        table(r#""指标", "单位", "数值""#, r#"["甲", "亿元", 78.2], ["乙", "亿元", 20914], ["丙", "亿元", 4.125]"#),
    ];
    mixed.iter().for_each(|body| holds(&axis(false), body));
    alike.iter().for_each(|body| holds(&axis(true), body));
}

#[test]
fn what_has_no_spaces_breaks_by_its_words() {
    holds(
        r#"
        let of(s, ..more) = ((text: s, ..more.named()),)
        let texts(list) = list.map(r => r.text)
        assert(unbroken-em(of("安全生产")) == 0)
        assert(unbroken-em(of("编号ABCDEFGHIJ，")) >= 5)
        // a break that the sheet gives parts what stands before it from what stands behind
        assert(unbroken-em(of("ABCDEFGH", wrap: true) + of("IJKLMNOP")) < unbroken-em(of("ABCDEFGH") + of("IJKLMNOP")))
        assert.eq(fitted(of("ABC"), 10), of("ABC"))
        assert.eq(texts(fitted(of("SmartConstruction2024"), 8)), ("Smart", "Construction", "2024"))
        assert.eq(texts(fitted(of("上线open-source版本"), 4)), ("上线", "open-", "source", "版本"))
        // between Han and letters stands a gap, which an empty box would take
        assert.eq(fitted(of("上线open-source版本"), 4).map(r => r.wrap), (false, true, false, false))
        // words too long for the column break anywhere
        assert(unbroken-em(fitted(of("Wolfeschlegelsteinhausen"), 5)) <= 5)
        "#,
        "[[section]]\ntitle = \"一\"\n",
    );
}

/// The background of a title covers all its lines: to the left, above and below, the page is dark.
#[test]
fn titles_stand_on_their_bands() {
    const PPI: f64 = 60.0;
    for template in TEMPLATES {
        let document = case("titles-in-one-line-bands", template);
        let mut page = (0, None);
        let titles: Vec<Block> =
            document.blocks().into_iter().filter(|block| block.origin.ends_with(".title")).collect();
        assert_eq!(titles.len(), 51, "{template}");
        for title in titles {
            if page.0 != title.page {
                let png = document.to_png(title.page, PPI).expect("a picture");
                page = (title.page, Some(image::load_from_memory(&png).expect("a picture").to_luma8()));
            }
            let (picture, area) = (page.1.as_ref().expect("a page"), title.area.expect("a title's place"));
            for y in [area.y + 0.4, area.y + area.height - 0.4] {
                let at = |mm: f64| (mm / 25.4 * PPI) as u32;
                let light = picture.get_pixel(at(area.x - 1.2), at(y)).0[0];
                assert!(light < 128, "{template}: {} leaves its band", title.text);
            }
        }
    }
}

/// Both readers of the audit find no error in any case, in either template, and another program reads back what the
/// start of each file says must be printed.
#[test]
fn no_case_sets_a_page_with_an_error() {
    let folder = repository("tests/cases/print");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("a case").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 10, "{names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let text = read(&format!("tests/cases/print/{name}"));
        for template in TEMPLATES {
            let source = Source::new(&name, text.clone());
            let review = ENGINE.review(&source, &InMemory::new(), &Choices::new().template(template));
            let review = review.unwrap_or_else(|error| panic!("{name}: {error}")).value;
            let built = ENGINE.typeset(&review).unwrap_or_else(|error| panic!("{name} in {template}: {error}"));
            wrong.extend(built.warnings.iter().map(|warning| format!("{name} in {template}: {}", warning.message.en)));
            let bytes = pdf(&built.value);
            // What the head of the file says must be printed is read back by another program.
            let printed: String = pdf_pages(&bytes).iter().map(|page| folded(page)).collect();
            for words in text.lines().filter_map(|line| line.strip_prefix("# printed: ")) {
                if !printed.contains(&folded(words)) {
                    wrong.push(format!("{name} in {template}: `{words}` isn't printed"));
                }
            }
            let read_back = audit_pdf(bytes, &[]).unwrap_or_else(|error| panic!("{name} in {template}: {error}"));
            for (reader, audit) in [("pages", built.value.audit(&[])), ("PDF", read_back)] {
                // A gap that a box has swallowed is a warning to the audit, and wrong here.
                let wrongly = |finding: &&Finding| finding.level == Level::Error || finding.rule.id == "B2";
                let errors = audit.findings.iter().filter(wrongly);
                wrong.extend(errors.map(|finding| {
                    let page = finding.page.unwrap_or(0);
                    format!("{name} in {template}: {} {} (page {page}, {reader})", finding.rule.id, finding.message.en)
                }));
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}
