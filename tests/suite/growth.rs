//! Reviews that grow: what they take is in proportion to their size, and what is reported of them is bounded.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use huimou::asset::InMemory;
use huimou::{Choices, Code, Document, Engine, Source, Template, Warned};
use tempfile::TempDir;

use crate::support::{ENGINE, TEMPLATES, read, small};

/// The command on a description in a folder of its own: the exit code and stderr.
fn run(text: &str, args: &[&str]) -> (Option<i32>, String) {
    let folder = TempDir::new().expect("a folder");
    let output = command(folder.path(), text, args).output().expect("the command runs");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

fn command(folder: &Path, text: &str, args: &[&str]) -> Command {
    std::fs::write(folder.join("review.toml"), text).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_huimou"));
    command.args(args).current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env("LC_ALL", "en_US.UTF-8");
    command.stdin(Stdio::null());
    command
}

/// The most memory that the command had, in KiB.
#[cfg(target_os = "linux")]
fn peak(text: &str, args: &[&str]) -> u64 {
    let folder = TempDir::new().expect("a folder");
    let mut child = command(folder.path(), text, args).spawn().expect("the command runs");
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        if let Some(ended) = child.try_wait().expect("a child") {
            assert!(ended.success(), "{ended}");
            return peak;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn lay_out(source: &Source, template: &str) -> Warned<Document> {
    let review = ENGINE.review(source, &InMemory::new(), &Choices::new().template(template)).expect("a good review");
    ENGINE.typeset(&review.value).unwrap_or_else(|error| panic!("{template}: {error}"))
}

fn sections(count: usize) -> String {
    let mut body = String::new();
    for k in 0..count {
        let _ = writeln!(body, "[[section]]\ntitle = \"专题{k}\"");
    }
    small(&body).text().to_owned()
}

#[test]
#[cfg(target_os = "linux")]
fn two_thousand_sections_take_less_than_a_gibibyte() {
    for template in TEMPLATES {
        let args = ["build", "review.toml", "--template", template, "-o", "review.pdf"];
        let kib = peak(&sections(2000), &args);
        assert!((100_000..1 << 20).contains(&kib), "{template}: {kib} KiB");
    }
}

/// A page's running head names the sections on it, however many the book has.
#[test]
fn running_heads_name_the_sections_of_their_page() {
    let document = lay_out(&Source::new("x", sections(60)), "bulletin").value;
    let blocks = document.blocks();
    let page_of = |k: usize| {
        let origin = format!("section[{k}].title");
        blocks.iter().find(|block| block.origin == origin).unwrap_or_else(|| panic!("{origin} is nowhere")).page
    };
    let last = page_of(59);
    for k in 0..60 {
        let text = document.text(page_of(k));
        let said = text.split_whitespace().filter(|word| *word == format!("专题{k}")).count();
        assert_eq!(said, 2, "in its band and in the running head: {text}");
        let elsewhere = (page_of(0)..=last).filter(|page| page.abs_diff(page_of(k)) > 1);
        for page in elsewhere {
            assert!(!document.text(page).split_whitespace().any(|word| word == format!("专题{k}")), "{k} on {page}");
        }
    }
}

#[test]
fn any_number_of_photographs_stands_in_a_section() {
    let mut body = "[[section]]\ntitle = \"节\"\n".to_owned();
    for k in 0..300 {
        let _ = writeln!(body, "[[section.photo]]\ncaption = \"照片{k}号\"");
    }
    for template in TEMPLATES {
        let built = lay_out(&small(&body), template);
        assert_eq!(built.warnings, [], "{template}");
        let blocks = built.value.blocks();
        let shown = blocks.iter().filter(|block| block.origin.starts_with("section[0].photo[")).count();
        assert_eq!(shown, 300, "{template}");
    }
}

/// 20,000 mistakes on one line: all are counted, people are shown some.
#[test]
fn thousands_of_mistakes_are_counted_and_some_are_shown() {
    let words: Vec<String> = (0..20_000).map(|k| format!("\"x{k}\"")).collect();
    let text = small(&format!("[[section]]\ntitle = \"节\"\norder = [{}]\n", words.join(","))).text().to_owned();
    let (code, stderr) = run(&text, &["check", "review.toml"]);
    assert_eq!(code, Some(1));
    assert!(stderr.len() < 20_000, "{} bytes", stderr.len());
    assert!(stderr.contains("19980 more errors in review.toml"), "{stderr}");
    assert!(stderr.contains("20000 errors"), "{stderr}");
    assert_eq!(stderr.matches("error[unknown-choice]").count(), 20);
    let (code, stderr) = run(&text, &["check", "review.toml", "--message-format", "json"]);
    let last = stderr.lines().nth(19_999).expect("a line of its own for each");
    let last: serde_json::Value = serde_json::from_str(last).expect("JSON");
    let column = text.lines().last().expect("a line").find("\"x19999\"").expect("the last") + 1;
    assert_eq!((code, &last["place"]["column"]), (Some(1), &column.into()));
    let summary: serde_json::Value = serde_json::from_str(stderr.lines().last().expect("a summary")).expect("JSON");
    assert_eq!(summary["errors"], 20_000);
}

/// Similar names aren't looked for without end.
#[test]
fn thousands_of_unknown_names_are_reported_at_once() {
    let mut body = "[[section]]\ntitle = \"节\"\n".to_owned();
    for k in 0..10_000 {
        let _ = writeln!(body, "[[section.indicator]]\nlabel = \"值\"\nvalue = 1\nid = \"a{k}\"\nparent = \"zz{k}\"");
    }
    let started = std::time::Instant::now();
    let error = ENGINE.review(&small(&body), &InMemory::new(), &Choices::new()).expect_err("unknown names");
    let unknown = error.diagnostics().iter().filter(|error| error.code == Code::UnknownReference).count();
    assert_eq!(unknown, 10_000);
    assert!(started.elapsed().as_secs() < 30, "a guard against hanging: {:?}", started.elapsed());
}

/// A line of half a megabyte is shown around the place, with its true column.
#[test]
fn a_long_line_is_cut_around_the_place() {
    let row = "[\"嘉兴\", \"1\"], ".repeat(15_000);
    let table = format!("columns = [\"甲\", \"乙\"]\nrows = [{row}[\"少\"], {row}]");
    let text = small(&format!("[[section]]\ntitle = \"节\"\n[[section.table]]\n{table}\n")).text().to_owned();
    let (code, stderr) = run(&text, &["check", "review.toml"]);
    assert_eq!(code, Some(1));
    assert!(stderr.len() < 4000, "{} bytes", stderr.len());
    let column = row.chars().count() + "rows = [[".len() + 1;
    assert!(stderr.contains(&format!("review.toml:9:{column}")), "{stderr}");
    assert!(stderr.contains("…") && stderr.contains("[\"少\"]"), "{stderr}");
}

/// Wide letters break where others would fit: nothing leaves the margins.
#[test]
fn wide_letters_stay_within_the_margins() {
    let row = |letter: &str| letter.repeat(48);
    let (w, m) = (row("W"), row("M"));
    let body = format!(
        "foreword = \"{w}\"\n[[section]]\ntitle = \"{w}\"\nlead = \"{w}\"\n\
         [[section.award]]\nname = \"{m}\"\nlevel = \"省级\"\n[[section.document]]\nname = \"{w}\"\n\
         [[section.event]]\ntext = \"{w}{w}\"\ndate = 2023-01-11\n\
         [[section.list]]\nitems = [\"{at}\", \"{percent}\"]\n[[section.person]]\nname = \"{m}\"\npost = \"{w}\"\n\
         [[section.quote]]\ntext = \"{w}\"\n[[section.photo]]\ncaption = \"{w}\"\n\
         [[section]]\ntitle = \"{shcha}\"\n",
        at = row("@"),
        percent = row("%"),
        shcha = row("Щ"),
    );
    let source = small(&body);
    for template in TEMPLATES {
        let built = lay_out(&source, template);
        assert_eq!(built.warnings, [], "{template}");
        let pages = built.value.pages();
        for block in built.value.blocks() {
            let Some(area) = block.area else { continue };
            let right = area.x + area.width;
            let margins = pages[block.page - 1].width - 12.0;
            assert!(area.x > 0.0 && right < margins, "{template}: {} {area:?} of {margins}", block.origin);
        }
    }
}

/// Whatever a template does: text off the page is reported at its line.
#[test]
fn text_that_runs_off_the_page_is_reported() {
    let lib = "#let review(sheet, theme: none, photo: none) = {\n  set text(font: (\"Noto Sans SC\", \"Huimou Song Rest\"))\n  \
               for s in sheet.sections { [#metadata((origin: s.origin + \".title\", edge: \"start\"))<origin>]\n  \
               block(s.title.text)\n  [#metadata((origin: s.origin + \".title\", edge: \"end\"))<origin>] }\n}";
    let files = [
        ("typst.toml", read("tests/consumer/template/typst.toml")),
        ("themes/plain.toml", read("tests/consumer/template/themes/plain.toml")),
        ("lib.typ", lib.to_owned()),
    ];
    let files = files.map(|(path, text)| (path, text.into_bytes()));
    let template = Template::from_files("card", files).expect("a template");
    let engine = Engine::builder().embedded_fonts().template(template).build().expect("an engine");
    let text = format!("[[section]]\ntitle = \"短\"\n[[section]]\ntitle = \"{}\"\n", "W".repeat(100));
    let review = engine.review(&small(&text), &InMemory::new(), &Choices::new()).expect("a good review");
    let built = engine.typeset(&review.value).expect("pages");
    let found: Vec<_> = built.warnings.iter().filter(|warning| warning.code == Code::Overset).collect();
    assert_eq!(found.len(), 1, "{:?}", built.warnings);
    assert_eq!(found[0].field.as_deref(), Some("section[1].title"));
}
