//! Checks the metadata and the fonts of a PDF, which pages alone don't show (rules M1 and F2).

use std::collections::BTreeSet;

use hayro_syntax::Pdf;
use hayro_syntax::content::{TypedIter, ops::TypedInstruction};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};

use crate::audit::reading::{Embedding, MissingMetadata, Reading};

/// M1: metadata that the document information or the catalog lacks.
pub(super) fn metadata(pdf: &Pdf, reading: &mut Reading) {
    let root = pdf.xref().get::<Dict>(pdf.xref().root_id());
    let has = |key: &str| root.as_ref().is_some_and(|root| root.contains_key(key));
    let is_set = |text: &Option<Vec<u8>>| text.as_ref().is_some_and(|text| !text.is_empty());
    let metadata = pdf.metadata();
    for (set, zh, en) in [
        (is_set(&metadata.title), "没有书名", "there is no title"),
        (is_set(&metadata.author), "没有作者", "there is no author"),
        (has("Lang"), "没有语言", "there is no language"),
        (has("StructTreeRoot"), "没有标签结构", "the file isn't tagged"),
        (has("Outlines") || reading.pages.len() < 5, "没有书签", "there are no bookmarks"),
    ] {
        if !set {
            reading.metadata.push(MissingMetadata { zh, en });
        }
    }
}

fn name_of(dict: &Dict, key: &str) -> String {
    dict.get::<Name>(key).map(|name| String::from_utf8_lossy(&name).into_owned()).unwrap_or_default()
}

/// Fonts that are listed in the resources of pages and forms but set no text. They needn't be embedded: some programs
/// select Helvetica at the start of every file.
fn idle(pdf: &Pdf) -> BTreeSet<ObjectIdentifier> {
    let mut asked: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut ask = |content: &[u8]| {
        use TypedInstruction::{
            NextLineAndShowText, RestoreState, SaveState, ShowText, ShowTextWithParameters, ShowTexts, TextFont,
        };
        let mut instructions = TypedIter::new(content);
        // A font counts as used once text is shown in it, not when it is selected.
        let (mut chosen, mut saved) = (None, Vec::new());
        while let Some(instruction) = instructions.next() {
            match instruction {
                TextFont(font) => chosen = Some(font.0.to_vec()),
                SaveState(_) => saved.push(chosen.clone()),
                RestoreState(_) => chosen = saved.pop().flatten(),
                ShowText(_) | ShowTexts(_) | NextLineAndShowText(_) | ShowTextWithParameters(_) => {
                    asked.extend(chosen.clone());
                }
                _ => {}
            }
        }
    };
    for page in pdf.pages().iter() {
        ask(page.page_stream().unwrap_or_default());
    }
    let mut listed: Vec<(ObjectIdentifier, Vec<u8>)> = Vec::new();
    for object in pdf.objects() {
        let stream = object.clone().into_stream();
        let drawn =
            |stream: &&Stream| name_of(stream.dict(), "Subtype") == "Form" || stream.dict().contains_key("PatternType");
        if let Some(Ok(content)) = stream.as_ref().filter(drawn).map(Stream::decoded) {
            ask(&content);
        }
        let Some(dict) = object.into_dict().or(stream.map(|stream| stream.dict().clone())) else { continue };
        // Resources are an entry of the page or form, or a separate object.
        let own = dict.get::<Dict>("Resources").unwrap_or(dict);
        let Some(fonts) = own.get::<Dict>("Font") else { continue };
        let named = fonts.keys().filter_map(|key| Some((fonts.get::<Dict>(&*key)?.obj_id()?, key.to_vec())));
        listed.extend(named);
    }
    let used: BTreeSet<ObjectIdentifier> =
        listed.iter().filter(|(_, key)| asked.contains(key)).map(|(id, _)| *id).collect();
    listed.into_iter().map(|(id, _)| id).filter(|id| !used.contains(id)).collect()
}

/// Character collections of Adobe whose CIDs map to Unicode (ISO 32000-1, 9.10.2).
const KNOWN: [&str; 4] = ["GB1", "CNS1", "Japan1", "Korea1"];

/// F2: fonts that aren't embedded, or whose text can't be extracted.
pub(super) fn fonts(pdf: &Pdf, reading: &mut Reading) {
    // Fonts of one name may differ, so each is checked; each problem is reported once per name.
    let mut reported: BTreeSet<(String, &str)> = BTreeSet::new();
    let (mut errors, mut unread) = (Vec::new(), false);
    let idle = idle(pdf);
    for object in pdf.objects() {
        let Some(font) = object.into_dict() else { continue };
        if name_of(&font, "Type") != "Font" || font.obj_id().is_some_and(|id| idle.contains(&id)) {
            continue;
        }
        let kind = name_of(&font, "Subtype");
        let name = name_of(&font, "BaseFont");
        if kind == "Type3" || kind.starts_with("CIDFont") {
            continue;
        }
        let descendants = font.get::<Array>("DescendantFonts");
        let carrier = descendants.and_then(|list| list.iter::<Dict>().next()).unwrap_or_else(|| font.clone());
        let descriptor = carrier.get::<Dict>("FontDescriptor");
        let embedded = descriptor.as_ref().is_some_and(|descriptor| {
            ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| descriptor.get::<Stream>(*key).is_some())
        });
        let mut error = |zh, en, grave| {
            if reported.insert((name.clone(), en)) {
                errors.push(Embedding { font: name.clone(), zh, en, grave });
            }
        };
        if !embedded {
            unread = true;
            error("没有嵌入", "isn't embedded", true);
        } else if name.as_bytes().get(6) != Some(&b'+') {
            error("没有取子集", "isn't a subset", false);
        }
        let mapped = matches!(font.get::<Object>("ToUnicode"), Some(Object::Stream(_) | Object::Name(_)));
        // A predefined encoding other than Identity maps to characters, and so do Adobe's collections.
        let encoding = name_of(&font, "Encoding");
        let named = !encoding.is_empty() && !encoding.starts_with("Identity");
        let ordering =
            carrier.get::<Dict>("CIDSystemInfo").and_then(|info| info.get::<hayro_syntax::object::String>("Ordering"));
        let known = ordering.is_some_and(|ordering| KNOWN.iter().any(|known| known.as_bytes() == ordering.as_bytes()));
        if kind == "Type0" && !(mapped || named || known) {
            error(
                "没有字符对照表（`ToUnicode`），文字取不出来",
                "has no ToUnicode map, so its text can't be extracted",
                true,
            );
        }
    }
    (reading.embedding, reading.unread) = (errors, unread);
}
