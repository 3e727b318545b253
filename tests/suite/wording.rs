//! The wording of messages: Chinese ones are in Chinese, without fragments of other programs' messages.

use std::collections::BTreeSet;
use std::io;

use huimou::asset::InMemory;
use huimou::{Choices, Diagnostic, Language, Message, Source, Template, report};

use crate::support::{ENGINE, files_below, read, repository};

/// Names of formats and the like that are written so in Chinese too.
const ALLOWED: &[&str] = &[
    "TOML",
    "UTF",
    "GBK",
    "PDF",
    "PNG",
    "JPEG",
    "WebP",
    "GIF",
    "HEIC",
    "AVIF",
    "TIFF",
    "BMP",
    "SVG",
    "CMYK",
    "RGB",
    "BCP",
    "ASCII",
    "MiB",
    "Photoshop",
    "Excel",
    "Word",
    "CSV",
    "xlsx",
    "xls",
    "ods",
    "HTTP",
    "true",
    "false",
    "BOM",
    "GiB",
    "KiB",
    "Typst",
];

/// The folders with snapshots of messages.
const FOLDERS: &[&str] = &["tests/cases/batch", "tests/cases/descriptions"];

/// Runs of three Latin letters or more in a sentence, but for quotations, names of fields and files, and what another
/// program said, which follows 原文.
fn foreign(sentence: &str, fields: &BTreeSet<String>) -> Vec<String> {
    let own = sentence.split("原文：").next().unwrap_or_default();
    let mut plain = String::new();
    let mut closing = None;
    for c in own.chars() {
        match (closing, c) {
            (Some(close), c) if c == close => closing = None,
            (Some(_), _) => {}
            (None, '`') => closing = Some('`'),
            (None, '"') => closing = Some('"'),
            (None, '“') => closing = Some('”'),
            (None, c) => plain.push(c),
        }
    }
    let word = |c: char| c.is_ascii_alphanumeric() || "_-./\\:@#".contains(c);
    let words = plain.split(|c| !word(c)).filter(|word| {
        let letters = word.split(|c: char| !c.is_ascii_alphabetic()).any(|run| run.len() >= 3);
        // A path, an address or a file's name has a dot or a slash inside; a code point begins with U+.
        let file = word.trim_end_matches('.').contains(['.', '/', '\\']);
        let parts = || word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let known = parts().all(|part| part.len() < 3 || ALLOWED.contains(&part) || fields.contains(part));
        letters && !file && !known && !word.chars().all(|c| c.is_ascii_hexdigit())
    });
    words.map(str::to_owned).collect()
}

/// Every name of the language: its fields, from the schemas.
fn fields() -> BTreeSet<String> {
    fn gather(value: &serde_json::Value, out: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(properties) = map.get("properties").and_then(serde_json::Value::as_object) {
                    out.extend(properties.keys().cloned());
                }
                map.values().for_each(|value| gather(value, out));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|value| gather(value, out)),
            _ => {}
        }
    }
    let mut out: BTreeSet<String> = ["huimou"].map(str::to_owned).into();
    for schema in [huimou::schema(), huimou::batch_schema()] {
        gather(&serde_json::from_str(&schema).expect("a schema"), &mut out);
    }
    out
}

fn judge(from: &str, sentences: impl IntoIterator<Item = String>, fields: &BTreeSet<String>, out: &mut Vec<String>) {
    for sentence in sentences {
        for word in foreign(&sentence, fields) {
            out.push(format!("{from}: {word}: {sentence}"));
        }
    }
}

fn sentences(found: &[Diagnostic]) -> Vec<String> {
    let all = found.iter().flat_map(|d| {
        let labels = d.labels.iter().map(|label| &label.message);
        std::iter::once(&d.message).chain(labels).chain(&d.hints)
    });
    all.map(|message: &Message| message.zh.clone()).collect()
}

/// The Chinese part of a snapshot: messages, hints, and what stands at the carets.
fn of_snapshot(text: &str) -> Vec<String> {
    let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
    let mut out = Vec::new();
    for line in body.lines() {
        if line.starts_with("error[") || line.starts_with("warning[") {
            break;
        }
        let head = ["错误[", "警告["].iter().any(|head| line.starts_with(head));
        if let Some((_, message)) = line.split_once("]: ").filter(|_| head) {
            out.push(message.to_owned());
        } else if let Some((_, hint)) = line.split_once("= 提示: ") {
            out.push(hint.to_owned());
        }
    }
    out
}

#[test]
fn a_foreign_word_is_found() {
    let fields = fields();
    assert_eq!(foreign("照片 a.jpg 已损坏（unexpected end of stream）", &fields), ["unexpected", "end", "stream"]);
    for fine in [
        "应写双方括号 [[section.indicator]]，写 value = 8.5，另写 unit = \"%\"",
        "文件不是 UTF-8 文本；原文：stream did not contain valid UTF-8",
        "没有名为 `captoin` 的字段，“Photos”读不懂",
        "没有字体含有“𰻝”（U+30EDD）",
    ] {
        assert!(foreign(fine, &fields).is_empty(), "{fine}");
    }
}

#[test]
fn chinese_messages_are_chinese() {
    let fields = fields();
    let mut errors = Vec::new();
    let mut count = 0;
    for folder in FOLDERS {
        for entry in std::fs::read_dir(repository(folder)).expect("cases").map(Result::unwrap) {
            if entry.path().extension().is_some_and(|extension| extension == "snap") {
                let said = of_snapshot(&std::fs::read_to_string(entry.path()).expect("a snapshot"));
                count += said.len();
                judge(&entry.file_name().to_string_lossy(), said, &fields, &mut errors);
            }
        }
    }
    assert!(count > 200, "the snapshots were read: {count}");

    // The operating system.
    use io::ErrorKind as Kind;
    let kinds = [
        Kind::NotFound,
        Kind::PermissionDenied,
        Kind::AlreadyExists,
        Kind::InvalidData,
        Kind::StorageFull,
        Kind::IsADirectory,
        Kind::ReadOnlyFilesystem,
        Kind::UnexpectedEof,
        Kind::BrokenPipe,
        Kind::TimedOut,
    ];
    let system = kinds.map(|kind| Message::of_io(&kind.into()).zh);
    assert!(system.iter().all(|said| !said.contains("原文")), "{system:?}");
    judge("system", system, &fields, &mut errors);
    for number in 1..133 {
        judge("system", [Message::of_io(&io::Error::from_raw_os_error(number)).zh], &fields, &mut errors);
    }

    // Decoders of pictures: whole, cut short, and overwritten.
    let picture = std::fs::read(repository("tests/cases/descriptions/picture.jpg")).expect("a picture");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\0\0\0\0".to_vec();
    let webp = b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0".to_vec();
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
    let mut broken = vec![png.clone(), png[..20].to_vec(), webp, gif, vec![0; 40], picture[..200].to_vec()];
    let mut holes = picture.clone();
    let middle = holes.len() / 2;
    holes[middle..].fill(0);
    broken.push(holes);
    let body = "[review]\ntitle = \"题\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\n\
                [[section.photo]]\ncaption = \"图\"\nalt = \"画面\"\nfile = \"p.jpg\"\n";
    for bytes in broken {
        let assets = InMemory::new().with("p.jpg", bytes);
        let error =
            ENGINE.review(&Source::new("r.toml", body), &assets, &Choices::new()).expect_err("a broken picture");
        judge("picture", sentences(error.diagnostics()), &fields, &mut errors);
    }

    // Signs that TOML refuses, and the manifest and theme of a template.
    for line in [
        "a = ",
        "a == 1",
        "a = [1, 2",
        "a = {b = 1",
        "[a",
        "a = \"\\u12\"",
        "a.b.= 1",
        "a = 1 2",
        "= 1",
        "a = 1979-13-01",
        "\u{1}",
    ] {
        let source = Source::new("r.toml", format!("[review]\n{line}\n"));
        let error = ENGINE.review(&source, &InMemory::new(), &Choices::new()).expect_err("no TOML");
        judge("toml", sentences(error.diagnostics()), &fields, &mut errors);
    }
    let theme = read("tests/consumer/template/themes/plain.toml");
    let ledger = read("tests/consumer/template/typst.toml");
    let templates = [
        ("[package", theme.clone(), ""),
        (&ledger, "name = 1".into(), ""),
        (&ledger, theme.replace("rgb", "rbg"), ""),
        ("[package]\nname = \"x\"\nversion = \"1\"\nentrypoint = \"lib.typ\"", theme.clone(), ""),
    ];
    for (ledger, theme, code) in templates {
        let files = [("typst.toml", ledger.to_owned()), ("themes/plain.toml", theme), ("lib.typ", code.to_owned())];
        let files = files.map(|(path, text)| (path, text.into_bytes()));
        let error = Template::from_files("card", files).expect_err("a broken template");
        judge("template", sentences(error.diagnostics()), &fields, &mut errors);
    }
    // What Typst says of a template.
    let lib = "#let review(sheet, theme: none, photo: none) = assert.eq(1, 2)";
    let files = [("typst.toml", ledger.clone()), ("themes/plain.toml", theme.clone()), ("lib.typ", lib.to_owned())];
    let template =
        Template::from_files("card", files.map(|(path, text)| (path, text.into_bytes()))).expect("a template");
    let engine = huimou::Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let plain = Source::new("r.toml", body.split("[[section.photo]]").next().expect("a head"));
    let review = engine.review(&plain, &InMemory::new(), &Choices::new()).expect("a review").value;
    let error = engine.typeset(&review).expect_err("it stops");
    let said = sentences(error.diagnostics());
    assert!(said[0].contains("原文："), "{said:?}");
    judge("typst", said, &fields, &mut errors);

    assert!(errors.is_empty(), "{} foreign words:\n{}", errors.len(), errors.join("\n"));
}

/// A file with one wrong character has one message, at that character.
#[test]
fn one_slip_is_one_message() {
    let head = "[review]\ntitle = \"甲\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\n";
    let indicator = |line: &str| format!("{head}[[section.indicator]]\nlabel = \"甲\"\n{line}\n");
    let cases = [
        (head.replace("\"某局\"", "“某局”"), "“"),
        (head.replace("\"某局\"", "「某局」"), "「"),
        (head.replace("\"某局\"", "\"某局”"), "”"),
        (head.replace("\"某局\"", "\"某局"), "局"),
        (head.replace("\"某局\"", "某局"), "某局"),
        (head.replace("organization =", "organization："), "："),
        (head.replace("organization =", "organization ＝"), "＝"),
        (head.replace("organization =", "organization"), " "),
        (head.replace("[review]", "【review】"), "【review】"),
        (head.replace("[[section]]", "[[section]"), "[[section]"),
        (head.replace("[[section]]", "［［section］］"), "［［section］］"),
        (head.replace("year", "　year"), "　"),
        (head.replace("2024", "2024，"), "，"),
        (head.replace("2024", "２０２４"), "２０２４"),
        (indicator("value = 8.5%"), "8.5%"),
        (indicator("value = 12.5亿元"), "12.5亿元"),
        (indicator("value = 007"), "007"),
        (indicator("value = 1\nchange = { value = 6.2%, direction = \"up\" }"), "6.2%"),
        (indicator("value = 1\nchange = { value = 2，direction = \"up\" }"), "，"),
        (indicator("value = 1\nchange = { value = 2, direction = \"up\""), "{"),
        (format!("{head}[[section.list]]\nitems = [\"甲\"，\"乙\"]\n"), "，"),
        (format!("{head}[[section.list]]\nitems = [\"甲\" \"乙\"]\n"), "\""),
        (format!("{head}[[section.list]]\nitems = ［\"甲\"］\n"), "［"),
        (format!("{head}[[section.list]]\nitems = [\"甲\",, \"乙\"]\n"), ","),
        (format!("{head}[[section.list]]\nitems = [“甲”]\n"), "“"),
        (format!("{head}[[section.event]]\ndate = 2024.1.11\ntext = \"甲\"\n"), "2024.1.11"),
        (format!("{head}[[section.photo]]\ncaption = \"图\"\nalt = \"山\"\nfile = \"photos\\远景.png\"\n"), "\\"),
        (format!("{head}随手一行。\n"), "随手一行。"),
    ];
    let picture = std::fs::read(repository("tests/cases/descriptions/picture.jpg")).expect("a picture");
    for (text, sign) in cases {
        let source = Source::new("r.toml", text.as_str());
        let assets = InMemory::new().with("photos/远景.png", picture.clone());
        let found = match ENGINE.review(&source, &assets, &Choices::new()) {
            Ok(_) => panic!("nothing was found in\n{text}"),
            Err(error) => error.diagnostics().to_vec(),
        };
        assert_eq!(found.len(), 1, "{text}\n{}", report::human(&found, Language::Chinese, report::Colour::Never));
        let label = &found[0].labels[0];
        assert_eq!(&text[label.span.start..label.span.end], sign, "{text}");
    }
}

/// A text with forty mistakes of one kind is one finding that says so.
#[test]
fn slips_of_one_kind_are_counted() {
    let lead = "甲,".repeat(40);
    let text = format!(
        "[review]\ntitle = \"题\"\norganization = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\nlead = \"{lead}\"\n"
    );
    let found =
        ENGINE.review(&Source::new("r.toml", text), &InMemory::new(), &Choices::new()).expect("a review").warnings;
    assert_eq!(found.len(), 1);
    assert!(found[0].message.zh.contains("共 40 处"), "{}", found[0].message.zh);
    assert_eq!(found[0].labels.len(), 5);
}

/// Flags and commands in a text, recognised by their form.
fn flags(text: &str) -> Vec<&str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let flag = |word: &&str| {
        let long = word.strip_prefix("--").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        long || ["-o", "-j"].contains(word)
    };
    let mut found: Vec<&str> = text.split(|c| !word(c)).filter(flag).collect();
    let commands = ["build", "check", "fix", "audit", "batch", "fonts", "template", "sheet", "specimen", "init"];
    let after = text.split("huimou ").skip(1).map(|rest| rest.split(|c| !word(c)).next().unwrap_or_default());
    found.extend(after.filter(|word| commands.contains(word)));
    found
}

/// The library doesn't mention the command: its cures are data, which the command words.
#[test]
fn the_library_names_no_flag_of_the_command() {
    assert_eq!(flags("用 `--font-path` 指给它，或用 -o 换一个；`huimou fonts` 列出"), ["--font-path", "-o", "fonts"]);
    assert!(flags("let x = -offset; text -- more; -1").is_empty());
    let mut errors = Vec::new();
    for path in files_below(&repository("src"), "rs") {
        let text = std::fs::read_to_string(&path).expect("code");
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            // The schema's title is the name of a format.
            if !flags(line).is_empty() && !line.contains("schema_of::<BatchFile>") {
                errors.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    for cure in huimou::Cure::ALL {
        let words = cure.words();
        errors.extend([words.zh, words.en].into_iter().filter(|words| !flags(words).is_empty()));
    }
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The names between braces in the two texts of every `say!`, which formats both from one list of arguments.
#[test]
fn both_languages_use_the_same_arguments() {
    let names = |text: &str| -> BTreeSet<String> {
        let inside = text.split('{').skip(1).filter_map(|rest| rest.split(['}', ':']).next());
        inside.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let mut count = 0;
    for path in files_below(&repository("src"), "rs") {
        let code = std::fs::read_to_string(&path).expect("code");
        for call in code.split("say!(").skip(1) {
            // Two literals, whatever follows them.
            let call = call.replace("\\\"", "");
            let mut literals: Vec<&str> = call.split('"').skip(1).step_by(2).take(2).collect();
            let (Some(en), Some(zh)) = (literals.pop(), literals.pop()) else { continue };
            assert_eq!(names(zh), names(en), "{}: {zh} | {en}", path.display());
            count += 1;
        }
    }
    assert!(count > 8, "{count} calls");
}
