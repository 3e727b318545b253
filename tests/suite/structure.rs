//! The PDF as another program reads it: boxes, language, bookmarks, fonts, tags, text.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object};

use crate::support::{Book, book, books, folded, pdf, pdf_pages, sample};

fn open(name: &str) -> Document {
    Document::load_mem(&pdf(sample(name))).expect("a PDF that another program reads")
}

fn open_book(book: &Book) -> Document {
    Document::load_mem(&pdf(&book.document)).expect("a PDF that another program reads")
}

fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).expect("a text string")
}

#[test]
fn pages_have_the_papers_size_and_are_as_many_as_laid_out() {
    for name in books() {
        let file = open_book(name);
        let pages = file.get_pages();
        assert_eq!(pages.len(), name.document.pages().len(), "{name}");
        for id in pages.values() {
            let page = file.get_dictionary(*id).expect("a page");
            let media = page.get(b"MediaBox").and_then(Object::as_array).expect("a box");
            let edges: Vec<f32> = media.iter().map(|edge| edge.as_float().expect("a number")).collect();
            // A4 is 210 by 297 mm (ISO 216), the default of editorial 210 by 285; a point is 1/72 inch.
            let height = if name.template == "editorial" { 807.874 } else { 841.89 };
            assert!((edges[2] - 595.276).abs() < 0.01 && (edges[3] - height).abs() < 0.01, "{name}: {edges:?}");
        }
    }
}

#[test]
fn catalogue_names_title_author_and_language() {
    let file = open("jiaxing-2023");
    let catalog = file.catalog().expect("a catalogue");
    assert_eq!(text(catalog.get(b"Lang").expect("a language")), "zh-CN");
    assert!(catalog.has(b"StructTreeRoot"), "tagged for screen readers");
    let info =
        file.trailer.get(b"Info").and_then(Object::as_reference).and_then(|id| file.get_dictionary(id)).expect("Info");
    assert_eq!(text(info.get(b"Title").expect("a title")), "回眸我们的2023 建筑业发展篇");
    assert_eq!(text(info.get(b"Author").expect("an author")), "嘉兴市建筑业管理服务中心");
    // The day comes from the file; the clock is never asked.
    assert!(text(info.get(b"CreationDate").expect("a date")).starts_with("D:20240111"));
}

#[test]
fn bookmarks_are_the_section_titles() {
    for name in books() {
        let file = open_book(name);
        let outlines =
            file.catalog().and_then(|c| c.get(b"Outlines")).and_then(Object::as_reference).expect("bookmarks");
        let mut titles = Vec::new();
        let mut next = file.get_dictionary(outlines).and_then(|d| d.get(b"First")).and_then(Object::as_reference).ok();
        while let Some(id) = next {
            let item: &Dictionary = file.get_dictionary(id).expect("a bookmark");
            titles.push(text(item.get(b"Title").expect("a title")));
            next = item.get(b"Next").and_then(Object::as_reference).ok();
        }
        let sections = &name.document.review().description().file().sections;
        let mut rest = titles.iter();
        for section in sections {
            assert!(
                rest.any(|title| folded(title).ends_with(&folded(&section.title.text))),
                "{name}: {} in {titles:?}",
                section.title.text
            );
        }
    }
}

#[test]
fn every_font_is_embedded_and_one_of_ours() {
    let ours = ["NotoSerifSC", "NotoSansSC", "HuimouKai", "HuimouSongTrad", "HuimouHeiTrad", "HuimouSongRest"];
    for name in books() {
        let file = open_book(name);
        let mut families = BTreeSet::new();
        for object in file.objects.values() {
            let Ok(descriptor) = object.as_dict() else { continue };
            if descriptor.get(b"Type").and_then(Object::as_name).ok() != Some(b"FontDescriptor".as_slice()) {
                continue;
            }
            let font = String::from_utf8_lossy(descriptor.get(b"FontName").and_then(Object::as_name).expect("a name"))
                .into_owned();
            assert!(descriptor.has(b"FontFile2") || descriptor.has(b"FontFile3"), "{font} is embedded");
            // A subset's name starts with six letters and a plus sign (ISO 32000-1, 9.6.4).
            let (tag, family) = font.split_once('+').expect("a subset");
            assert_eq!(tag.len(), 6);
            assert!(ours.iter().any(|own| family.starts_with(own)), "{name}: {family}");
            families.insert(family.to_owned());
        }
        for own in ["NotoSerifSC-Regular", "NotoSansSC-Bold", "HuimouKai-Regular"] {
            assert!(families.contains(own), "{name}: {own} in {families:?}");
        }
    }
}

#[test]
fn contents_lead_to_their_pages() {
    let file = open("jiaxing-2023");
    let mut links = 0;
    for id in file.get_pages().values() {
        for annotation in file.get_page_annotations(*id).expect("annotations") {
            links += usize::from(annotation.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Link".as_slice()));
        }
    }
    let sections = sample("jiaxing-2023").review().description().file().sections.len();
    assert!(links >= sections, "{links} links for {sections} sections");
}

#[test]
fn text_can_be_searched_and_holds_no_joiners() {
    for name in books() {
        let pages = pdf_pages(&pdf(&name.document));
        assert!(!pages.iter().any(|page| page.contains('\u{2060}')), "{name}");
    }
    let all: String = pdf_pages(&pdf(sample("jiaxing-2023"))).iter().map(|page| folded(page)).collect();
    for phrase in ["红色引领·匠心筑禾", "1512.17亿元", "甪里街延伸段贯通完善工程"] {
        assert!(all.contains(&folded(phrase)), "{phrase}");
    }
}

/// The register of honours stands on its pages evenly, so that no three rows are left over for the last.
#[test]
fn the_register_is_parted_evenly() {
    let blocks = book("hospital-2024", "editorial").blocks();
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.origin.contains(".award[")) {
        *rows.entry(block.page).or_default() += 1;
    }
    let (least, most) = (rows.values().min().expect("rows"), rows.values().max().expect("rows"));
    assert!(rows.len() == 2 && most - least <= 3, "{rows:?}");
}

#[test]
fn no_page_is_empty() {
    for name in books() {
        let document = &name.document;
        for page in 1..=document.pages().len() {
            let text = document.text(page);
            let words = text.chars().filter(|c| !c.is_whitespace()).count();
            // Lined pages for notes fill up the signature, and one with the slogan.
            let slogan = document.review().sheet().review.headline.as_ref().map(|line| folded(&line.text));
            let fills = text.contains("备忘") || slogan.is_some_and(|slogan| folded(&text) == slogan);
            assert!(words > 10 || fills, "{name}: page {page} has {words} characters");
        }
    }
}
