//! What stands in a PDF beside its pages: the catalogue, and the fonts.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Name, Object, Stream};

use crate::audit::reading::{Embedding, Lack, Reading};

/// M1: what the catalogue lacks.
pub(super) fn catalogue(pdf: &Pdf, reading: &mut Reading) {
    let root = pdf.xref().get::<Dict>(pdf.xref().root_id());
    let has = |key: &str| root.as_ref().is_some_and(|root| root.contains_key(key));
    let told = |text: &Option<Vec<u8>>| text.as_ref().is_some_and(|text| !text.is_empty());
    let metadata = pdf.metadata();
    for (set, zh, en) in [
        (told(&metadata.title), "没有题名", "there is no title"),
        (told(&metadata.author), "没有作者", "there is no author"),
        (has("Lang"), "没有语言", "there is no language"),
        (has("StructTreeRoot"), "没有标签结构", "it isn't tagged"),
        (has("Outlines") || reading.pages.len() < 5, "没有书签", "there are no bookmarks"),
    ] {
        if !set {
            reading.catalogue.push(Lack { zh, en });
        }
    }
}

/// F2: fonts that aren't embedded, or whose text can't be taken out.
pub(super) fn fonts(pdf: &Pdf, reading: &mut Reading) {
    // Fonts of one name may differ, so each is looked at; what is wrong with a name is told once.
    let mut told: BTreeSet<(String, &str)> = BTreeSet::new();
    for object in pdf.objects() {
        let Some(font) = object.into_dict() else { continue };
        let name_of = |dict: &Dict, key: &str| {
            dict.get::<Name>(key).map(|name| String::from_utf8_lossy(&name).into_owned()).unwrap_or_default()
        };
        if name_of(&font, "Type") != "Font" {
            continue;
        }
        let kind = name_of(&font, "Subtype");
        let name = name_of(&font, "BaseFont");
        if kind == "Type3" || kind.starts_with("CIDFont") {
            continue;
        }
        let descendants = font.get::<hayro_syntax::object::Array>("DescendantFonts");
        let carrier = descendants.and_then(|list| list.iter::<Dict>().next()).unwrap_or_else(|| font.clone());
        let descriptor = carrier.get::<Dict>("FontDescriptor");
        let embedded = descriptor.as_ref().is_some_and(|descriptor| {
            ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.get::<Stream>(*key).is_some())
        });
        let mut fault = |zh, en, grave| {
            if told.insert((name.clone(), en)) {
                reading.embedding.push(Embedding { font: name.clone(), zh, en, grave });
            }
        };
        if !embedded {
            fault("没有嵌入", "isn't embedded", true);
        } else if name.as_bytes().get(6) != Some(&b'+') {
            fault("没有取子集", "isn't a subset", false);
        }
        if kind == "Type0" && !matches!(font.get::<Object>("ToUnicode"), Some(Object::Stream(_) | Object::Name(_))) {
            fault("没有 ToUnicode，文字取不出来", "has no ToUnicode, its text can't be read out", true);
        }
    }
}
