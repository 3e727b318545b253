//! The same input gives the same bytes, whatever the threads, the folder, the clock or the locale.

use std::process::Command;

use huimou::asset::{Folder, InMemory};
use huimou::{Choices, Date, Engine, Source};

use crate::support::{ENGINE, build, pdf, read, repository, sample, small};

#[test]
fn twice_and_from_a_fresh_engine() {
    let first = pdf(sample("school-district-2024"));
    let fresh = Engine::builder().embedded_fonts().built_in_templates().build().expect("an engine");
    let source = Source::new("another-name.toml", read("data/school-district-2024/review.toml"));
    let folder = Folder::new(repository("data/school-district-2024"));
    let second = fresh.build(&source, &folder, &Choices::new()).expect("pages").value;
    assert!(first == pdf(&second), "the bytes differ");
    // Another process has nothing in its cache.
    let command = Command::new(env!("CARGO_BIN_EXE_huimou"))
        .env_remove("SOURCE_DATE_EPOCH")
        .args(["build", "-o", "-"])
        .arg(repository("data/school-district-2024/review.toml"))
        .output()
        .expect("the command runs");
    assert!(first == command.stdout, "the bytes differ");
}

#[test]
fn with_one_thread_or_eight() {
    let source = Source::new("review.toml", read("data/jiaxing-2023/review.toml"));
    let alone = pdf(sample("jiaxing-2023"));
    let all: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let (engine, source) = (ENGINE.clone(), &source);
                scope.spawn(move || {
                    let review = engine.review(source, &InMemory::new(), &Choices::new()).expect("a review").value;
                    pdf(&engine.typeset(&review).expect("pages").value)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(all.iter().all(|bytes| *bytes == alone), "the bytes differ");
}

#[test]
fn from_another_folder_clock_zone_and_locale() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let make = |folder: &std::path::Path, file: &str, zone: &str, locale: &str, out: &str| {
        let out = elsewhere.path().join(out);
        let done = Command::new(env!("CARGO_BIN_EXE_huimou"))
            .current_dir(folder)
            .env_remove("SOURCE_DATE_EPOCH")
            .env("TZ", zone)
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .args(["build", file, "-o"])
            .arg(&out)
            .status()
            .expect("the command runs");
        assert!(done.success());
        std::fs::read(out).expect("a PDF")
    };
    let file = repository("data/minimal/review.toml");
    let here = make(&repository("."), "data/minimal/review.toml", "UTC", "C", "a.pdf");
    let there = make(elsewhere.path(), file.to_str().expect("a path"), "Asia/Shanghai", "zh_CN.UTF-8", "b.pdf");
    assert!(here == there, "the bytes differ");
}

#[test]
fn two_organizations_with_one_title_are_two_documents() {
    let identifier = |organization: &str| {
        let text = format!(
            "[review]\ntitle = \"回眸\"\norganization = \"{organization}\"\nyear = 2024\n[document]\nauthor = \"同一作者\"\n[[section]]\ntitle = \"一\""
        );
        let document = build(&Source::new("x.toml", text), &InMemory::new()).expect("a review").value;
        let file = lopdf::Document::load_mem(&pdf(&document)).expect("a PDF");
        format!("{:?}", file.trailer.get(b"ID").and_then(lopdf::Object::as_array).expect("an identifier")[0])
    };
    assert_ne!(identifier("南湖区"), identifier("秀洲区"));
    assert_eq!(identifier("南湖区"), identifier("南湖区"));
}

#[test]
fn the_date_is_chosen_or_written_and_never_the_clock() {
    let date = |choices: &Choices, body: &str| {
        let review = ENGINE.review(&small(body), &InMemory::new(), choices).expect("a review").value;
        let file = lopdf::Document::load_mem(&pdf(&ENGINE.typeset(&review).expect("pages").value)).expect("a PDF");
        let info = file
            .trailer
            .get(b"Info")
            .and_then(lopdf::Object::as_reference)
            .and_then(|id| file.get_dictionary(id))
            .expect("Info");
        info.get(b"CreationDate").ok().map(|date| lopdf::decode_text_string(date).expect("text"))
    };
    let section = "[[section]]\ntitle = \"一\"";
    assert_eq!(date(&Choices::new(), section), None);
    assert!(
        date(&Choices::new(), &format!("date = 2024-01-11\n{section}"))
            .is_some_and(|date| date.starts_with("D:20240111"))
    );
    let chosen =
        date(&Choices::new().date(Date::new(2025, 2, 3).expect("a day")), &format!("date = 2024-01-11\n{section}"));
    assert!(chosen.is_some_and(|date| date.starts_with("D:20250203")));
}
