//! `huimou plan` and the wireframes: what they say is what is laid out.

use std::collections::BTreeMap;

use huimou::plan::{PageKind, Wireframe};
use huimou::sheet::Block;
use huimou::{Choices, Document};
use serde_json::Value;

use crate::cli::{folder, run};
use crate::support::{ENGINE, SAMPLES, TEMPLATES, book};

/// Where each photograph of a section stands: its origin by the number of its slot.
fn photographs(document: &Document) -> BTreeMap<usize, String> {
    let sections = &document.review().sheet().sections;
    let photos = sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Photos(photos) => Some(photos),
        _ => None,
    });
    photos.flatten().map(|photo| (photo.slot, photo.origin.clone())).collect()
}

/// Every photograph is laid out on its page and, where the composer has placed it, at its column.
#[test]
fn wireframes_are_the_pages() {
    let mut seen = 0;
    for sample in SAMPLES {
        let document = book(sample, "editorial");
        let drawn = ENGINE.wireframes(document.review()).expect("a plan").expect("a composed template");
        assert_eq!(drawn.pages.len(), document.pages().len(), "{sample}");
        let (origins, blocks) = (photographs(document), document.blocks());
        let points = |millimetres: f64| millimetres / 25.4 * 72.0;
        let side = (points(document.pages()[0].width) - drawn.width) / 2.0;
        for page in &drawn.pages {
            for own in page.boxes.iter().filter(|own| own.picture) {
                let slot: usize = own.name.rsplit(' ').next().and_then(|n| n.parse().ok()).expect("a slot");
                let block = blocks.iter().find(|block| block.origin == origins[&slot]).expect("a block");
                assert_eq!(block.page, page.number, "{sample}: {own:?}");
                seen += 1;
                let area = block.area.expect("an area");
                let (left, right) = (side + own.x, side + own.x + own.width);
                let (start, end) = (points(area.x), points(area.x + area.width));
                let placed = own.width == 0.0 || start <= left + 0.1 && end >= right - 0.1;
                assert!(placed, "{sample}: {own:?} at {area:?}");
            }
        }
    }
    assert!(seen >= 40, "{seen}");
}

/// The sections of a review stand in order, each with an opener or a page of its own.
#[test]
fn pages_name_their_sections() {
    let document = book("hospital-2024", "editorial");
    let drawn = ENGINE.wireframes(document.review()).expect("a plan").expect("a composed template");
    let mut named: Vec<&str> =
        drawn.pages.iter().map(|page| page.section.as_str()).filter(|name| !name.is_empty()).collect();
    named.dedup();
    let titles: Vec<&str> =
        document.review().sheet().sections.iter().map(|section| section.title.text.as_str()).collect();
    assert_eq!(named, titles);
    assert_eq!(drawn.pages.first().map(|page| page.kind), Some(PageKind::Front));
    assert_eq!(drawn.pages.last().map(|page| page.kind), Some(PageKind::Back));
    let openers = drawn.pages.iter().filter(|page| page.kind == PageKind::Opener);
    assert!(openers.clone().all(|page| page.number.is_multiple_of(2)), "{:?}", openers.collect::<Vec<_>>());
}

#[test]
fn the_command_draws_a_plan() {
    let folder = folder();
    let args = |more: &[&'static str]| [&["plan", "review.toml", "--template", "editorial"], more].concat();
    let told = run(folder.path(), &args(&[]));
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    let text = String::from_utf8(told.stdout).expect("text");
    let json = run(folder.path(), &args(&["--format", "json"]));
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let pages = json["pages"].as_array().expect("pages").len();
    assert!(text.contains(&format!("\n{pages} pages, cost ")), "{text}");
    assert!(text.contains("   1 right  front\n"), "{text}");
    assert_eq!(
        run(folder.path(), &args(&["--lang", "zh"])).stdout.windows(3).filter(|w| *w == "共".as_bytes()).count(),
        1
    );

    let drawn = run(folder.path(), &args(&["-o", "plan.svg"]));
    assert_eq!(drawn.code, 0, "{}", drawn.stderr);
    let svg = std::fs::read_to_string(folder.path().join("plan.svg")).expect("a file");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    let placed =
        json["pages"].as_array().expect("pages").iter().flat_map(|page| page["boxes"].as_array().expect("boxes"));
    let placed = placed.filter(|own| own["height"].as_f64() > Some(0.0)).count();
    assert_eq!(svg.matches("<rect ").count(), pages + placed);
}

#[test]
fn a_plan_needs_a_template_that_is_composed() {
    let folder = folder();
    let refused = run(folder.path(), &["plan", "review.toml", "-o", "plan.svg"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("the template bulletin doesn't compose its pages"), "{}", refused.stderr);
    assert!(!folder.path().join("plan.svg").exists());
    let kept = run(folder.path(), &["plan", "review.toml", "--template", "editorial", "-o", "review.toml"]);
    assert_eq!(kept.code, 2, "{}", kept.stderr);
}

/// What isn't in the review's words: names are escaped in a drawing.
#[test]
fn names_are_escaped() {
    let folder = folder();
    let toml = "[review]\ntitle = \"年度回眸\"\norganization = \"某局\"\nyear = 2024\n\
                [[section]]\ntitle = \"甲<b>&乙\"\n[[section.list]]\ntitle = \"一<i>&二\"\nitems = [\"三\"]\n";
    std::fs::write(folder.path().join("review.toml"), toml).expect("written");
    let drawn = run(folder.path(), &["plan", "review.toml", "--template", "editorial", "--format", "svg"]);
    let svg = String::from_utf8(drawn.stdout).expect("text");
    assert!(svg.contains("一&lt;i&gt;&amp;二") && !svg.contains("<i>"), "{svg}");
}

/// The sum of a page's costs is what the command prints.
#[test]
fn costs_have_their_reasons() {
    let source = crate::support::small("[[section]]\ntitle = \"产业\"\nlead = \"稳中有进。\"\n");
    let choices = Choices::new().template("editorial");
    let review = ENGINE.review(&source, &huimou::asset::InMemory::new(), &choices).expect("a review").value;
    let drawn = ENGINE.wireframes(&review).expect("a plan").expect("a composed template");
    let sums = drawn.pages.iter().map(Wireframe::cost).filter(|cost| *cost != 0.0).count();
    let reasons = drawn.pages.iter().filter(|page| !page.costs.is_empty()).count();
    assert!(sums > 0 && sums <= reasons, "{drawn:?}");
}

fn reviewed(body: &str, template: &str) -> huimou::Review {
    let choices = Choices::new().template(template);
    ENGINE.review(&crate::support::small(body), &huimou::asset::InMemory::new(), &choices).expect("a review").value
}

/// `begin = "spread"` is a left page and `begin = "page"` a new one, in both templates, whatever stands before.
#[test]
fn a_section_begins_where_its_author_says() {
    let section = |begin: &str, items: usize| {
        let list: String = (1..=items).map(|k| format!("\"第{k}项工作按期完成\", ")).collect();
        format!("[[section]]\ntitle = \"产业\"\n{begin}lead = \"稳中有进。\"\n[[section.list]]\nitems = [{list}]\n")
    };
    for template in TEMPLATES {
        for items in [2, 30, 60] {
            let sections = [
                section("", items),
                section("begin = \"spread\"\n", 2),
                section("begin = \"spread\"\n", 2),
                section("begin = \"page\"\n", 2),
                section("", 2),
            ];
            let document = ENGINE.typeset(&reviewed(&sections.concat(), template)).expect("pages").value;
            let blocks = document.blocks();
            let title = |k: usize| {
                let origin = format!("section[{k}].title");
                let own = blocks.iter().filter(|block| block.origin == origin).map(|block| block.page);
                own.max().expect("a title")
            };
            let end = |k: usize| {
                let own = blocks.iter().filter(|block| block.origin.starts_with(&format!("section[{k}].list")));
                own.map(|block| block.last_page).max().expect("a list")
            };
            assert!(title(1).is_multiple_of(2) && title(2).is_multiple_of(2), "{template} {items}");
            assert!(title(1) > end(0) && title(2) > end(1) && title(3) > end(2), "{template} {items}");
            assert_eq!(title(4), end(3), "{template} {items}: the next one follows on");
        }
    }
}

/// `keep` holds a block on the page of the one before it.
#[test]
fn a_block_is_kept_with_the_one_before() {
    let mut parted = 0;
    for items in 8..24 {
        let list: String = (1..=items).map(|k| format!("\"第{k}项工作按期完成\", ")).collect();
        let body = |keep: &str| {
            format!(
                "[[section]]\ntitle = \"产业\"\n{keep}lead = \"稳中有进。\"\n[[section.list]]\nitems = [{list}]\n\
                 [[section.quote]]\ntext = \"一张蓝图绘到底\"\n[[section.formula]]\n[[section.formula.term]]\ntext = \"1\"\n"
            )
        };
        let pages = |keep: &str| {
            let drawn = ENGINE.wireframes(&reviewed(&body(keep), "editorial")).expect("a plan").expect("composed");
            let page = |name: &str| {
                let has = |page: &&Wireframe| page.boxes.iter().any(|own| own.name.starts_with(name));
                drawn.pages.iter().rev().find(has).map_or(0, |page| page.number)
            };
            (page("清单"), page("提法"))
        };
        let (list, formula) = pages("");
        parted += usize::from(list != formula);
        let (list, formula) = pages("keep = [\"formulas\"]\n");
        assert_eq!(list, formula, "{items}");
    }
    assert!(parted > 0);
}
