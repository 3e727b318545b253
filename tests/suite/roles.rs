//! Only the language says what a text is for: no other module infers it from the name of a field.

use std::collections::BTreeSet;

use huimou::asset::InMemory;
use huimou::description::Role;
use huimou::{Choices, Code, Description, Engine, Rule, Source, Template};
use serde_json::Value;

use crate::floors::all_sources;
use crate::support::{ENGINE, read, small};

/// Tables that a path of the language begins with.
const TABLES: &[&str] = &["review", "design", "document", "section"];

/// Names of variables that hold a path of a field.
const PATHS: &[&str] = &["path", "origin", "field"];

#[test]
fn only_the_description_looks_at_the_names_of_fields() {
    let keys = keys();
    let errors: Vec<String> = all_sources()
        .iter()
        .filter(|(module, ..)| module != "description")
        .flat_map(|(_, file, code)| looks(code, &keys).into_iter().map(move |found| format!("{file}: {found}")))
        .collect();
    assert!(errors.is_empty(), "ask the text for its role, or `description` for the path:\n{}", errors.join("\n"));
}

#[test]
fn a_look_at_a_name_is_found() {
    let keys = keys();
    for code in [
        r#"let link = field.origin.path.ends_with(".link");"#,
        r#"texts.iter().find(|field| &*field.origin.path == "design.logo")"#,
        r#"let key = path.rsplit('.').next().unwrap_or(path);"#,
        r#"let (_, key) = origin.rsplit_once('.')?;"#,
        r#"if path.starts_with("section") {}"#,
        r#"path.starts_with("document.")"#,
        r#"format!("{}.caption", photo.origin.path)"#,
    ] {
        assert_eq!(looks(code, &keys).len(), 1, "{code}");
    }
    for code in [
        r#"if path.ends_with(".typ") {}"#,
        r#"name.rsplit_once('.')"#,
        r#"origin.starts_with("derived.")"#,
        r#"Source::new("review.toml", text)"#,
    ] {
        assert!(looks(code, &keys).is_empty(), "{code}");
    }
}

/// The role decides how a text is checked; each role is tested once.
#[test]
fn texts_have_the_roles_of_their_fields() {
    let text = "[review]\ntitle = \"年度回眸\"\norganization = \"某局\"\nyear = 2024\n[review.source]\nlink = \"https://a.cn\"\n\
                [design]\ntemplate = \"bulletin\"\nlogo = \"logo.png\"\n[document]\nauthor = \"某局\"\nlanguage = \"zh\"\n\
                [[section]]\ntitle = \"一\"\n[[section.indicator]]\nid = \"a\"\nlabel = \"甲\"\nvalue = \"2.5～3.0\"\n\
                level = \"省级\"\n[[section.photo]]\nfile = \"a.jpg\"\ncaption = \"图\"\nalt = \"画面\"\n";
    let description = Description::parse(&Source::new("review.toml", text)).expect("a description").value;
    let roles: Vec<(&str, Role)> = description.texts().iter().map(|field| (&*field.origin.path, field.role)).collect();
    for (path, role) in [
        ("review.title", Role::Printed),
        ("review.source.link", Role::Link),
        ("design.template", Role::Setting),
        ("design.logo", Role::File),
        ("document.author", Role::Metadata),
        ("document.language", Role::Setting),
        ("section[0].indicator[0].id", Role::Key),
        ("section[0].indicator[0].value", Role::Printed),
        ("section[0].indicator[0].level", Role::Printed),
        ("section[0].photo[0].file", Role::File),
        ("section[0].photo[0].caption", Role::Printed),
        ("section[0].photo[0].alt", Role::Spoken),
    ] {
        assert!(roles.contains(&(path, role)), "{path} is no {role:?}: {roles:?}");
    }
}

/// Writing mistakes are reported only in words, invisible characters everywhere.
#[test]
fn words_are_linted_and_names_are_not() {
    let found = |slip: &str, code: Code| {
        let text = format!(
            "[review]\ntitle = \"年度回眸\"\norganization = \"某局\"\nyear = 2024\n[document]\nauthor = \"某{slip}局\"\n\
             [design]\nlogo = \"某{slip}标.png\"\n[[section]]\ntitle = \"一\"\n\
             [[section.indicator]]\nid = \"甲{slip}甲\"\nlabel = \"甲{slip}甲\"\nvalue = 1\n\
             [[section.photo]]\nfile = \"甲{slip}甲.jpg\"\ncaption = \"图\"\nalt = \"甲{slip}甲\"\n"
        );
        let found = match Description::parse(&Source::new("review.toml", text)) {
            Ok(parsed) => parsed.warnings,
            Err(error) => error.diagnostics().to_vec(),
        };
        let of_code = found.into_iter().filter(|error| error.code == code);
        of_code.filter_map(|error| error.field.map(|field| field.to_string())).collect::<Vec<_>>()
    };
    let words = ["document.author", "section[0].indicator[0].label", "section[0].photo[0].alt"];
    assert_eq!(found(",", Code::HalfWidthMark), words);
    let all = found("\u{200B}", Code::InvisibleCharacter);
    assert_eq!(all.len(), 6, "{all:?}");
}

/// A character without a glyph is an error where it would be set in type.
#[test]
fn what_is_set_in_type_needs_glyphs() {
    let text = "[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n[review.source]\nlink = \"https://a.cn/𓀀\"\n\
                [document]\nauthor = \"𓀀\"\n[[section]]\ntitle = \"一\"\n[[section.indicator]]\nid = \"𓀀\"\nlabel = \"甲\"\n\
                value = 1\nlevel = \"𓀀级\"\n[[section.photo]]\ncaption = \"𓀀\"\nalt = \"𓀀\"\n";
    let error =
        ENGINE.review(&Source::new("review.toml", text), &InMemory::new(), &Choices::new()).expect_err("a fault");
    let fields: Vec<&str> = error.diagnostics().iter().filter_map(|error| error.field.as_deref()).collect();
    let set = ["review.source.link", "section[0].indicator[0].level", "section[0].photo[0].caption"];
    assert_eq!(fields, set);
    assert!(error.diagnostics().iter().all(|error| error.code == Code::MissingGlyph));
}

/// The audit searches the pages for what is printed, and for nothing else.
#[test]
fn what_is_printed_is_searched_for() {
    let lib =
        "#let review(sheet, theme: none, photo: none) = { set text(font: \"Noto Sans SC\", fallback: false); [回眸] }";
    let files =
        ["typst.toml", "themes/plain.toml"].map(|path| (path, read(&format!("tests/consumer/template/{path}"))));
    let files = files.into_iter().chain([("lib.typ", lib.to_owned())]);
    let template =
        Template::from_files("card", files.map(|(path, text)| (path, text.into_bytes()))).expect("a template");
    let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let body = "[review.source]\nlink = \"https://a.cn\"\n[document]\nauthor = \"某某\"\n[[section]]\ntitle = \"甲\"\n\
                [[section.indicator]]\nid = \"子\"\nlabel = \"乙\"\nvalue = \"2—3\"\nlevel = \"省级\"\n\
                [[section.event]]\nkind = \"会议\"\ntext = \"丙\"\n[[section.photo]]\ncaption = \"丁\"\nalt = \"戊\"\n";
    let review = engine.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    let audit = engine.typeset(&review).expect("a page").value.audit(&[Rule::named("K1").expect("a rule")]);
    let mut fields: Vec<&str> = audit.findings.iter().filter_map(|finding| finding.field.as_deref()).collect();
    fields.sort_unstable();
    let searched = [
        "review.organization",
        "section[0].event[0].kind",
        "section[0].event[0].text",
        "section[0].indicator[0].label",
        "section[0].indicator[0].level",
        "section[0].photo[0].caption",
        "section[0].title",
    ];
    assert_eq!(fields, searched);
}

/// Every key of the language, by its schema.
fn keys() -> BTreeSet<String> {
    fn collect(value: &Value, keys: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                let properties = map.get("properties").and_then(Value::as_object);
                keys.extend(properties.into_iter().flat_map(|properties| properties.keys().cloned()));
                map.values().for_each(|value| collect(value, keys));
            }
            Value::Array(items) => items.iter().for_each(|value| collect(value, keys)),
            _ => {}
        }
    }
    let mut keys = BTreeSet::new();
    collect(&serde_json::from_str(&huimou::schema()).expect("JSON"), &mut keys);
    assert!(keys.len() > 50, "{keys:?}");
    keys
}

/// The places in code that look at the name of a field.
fn looks(code: &str, keys: &BTreeSet<String>) -> Vec<String> {
    code.lines()
        .filter(|line| names_a_field(line, keys) || parts_a_path(line))
        .map(|line| line.trim().to_owned())
        .collect()
}

/// Whether a literal is the end of a path, `.link`, or a path, `design.logo`, or its beginning, `section`.
fn names_a_field(line: &str, keys: &BTreeSet<String>) -> bool {
    let is_key = |text: &str| keys.contains(text.split('[').next().unwrap_or(text));
    fn begins(text: &str) -> Option<&str> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        TABLES.contains(&&text[..end]).then(|| &text[end..])
    }
    let mut parts = line.split('"');
    let mut before = parts.next().unwrap_or_default();
    while let (Some(literal), after) = (parts.next(), parts.next()) {
        let end = literal.strip_prefix("{}").unwrap_or(literal);
        let own = end.strip_prefix('.').is_some_and(is_key)
            || begins(literal).is_some_and(|rest| {
                let rest = rest.trim_start_matches('.');
                match rest {
                    // The name alone is a name of much; only where a path is tried for it.
                    "" if literal.ends_with('.') => true,
                    "" => before.ends_with(".starts_with("),
                    rest => rest.starts_with('[') || is_key(rest.split('.').next().unwrap_or(rest)),
                }
            });
        if own {
            return true;
        }
        before = after.unwrap_or_default();
    }
    false
}

/// Whether a path is split at its dots.
fn parts_a_path(line: &str) -> bool {
    ["rsplit", "rsplit_once", "split", "rfind", "split_once"].iter().any(|method| {
        line.match_indices(&format!(".{method}('.')")).any(|(at, _)| {
            let start = line[..at].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |k| k + 1);
            PATHS.contains(&&line[start..at])
        })
    })
}
