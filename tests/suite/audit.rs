//! The audit: a good and a bad case for each rule, read by both readers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

use huimou::asset::InMemory;
use huimou::{Audit, Choices, Document, Engine, PdfOptions, Rule, Template, audit_pdf};

use crate::support::{SAMPLES, pdf, read, repository, sample, small};

/// Rules that small cases break by their smallness; each is looked at in its own cases only.
const APART: &[&str] = &["D5", "K1", "K2"];

/// A case: the body of a template in `tests/cases/audit/`, with what it is to give.
struct Case {
    name: String,
    rule: &'static Rule,
    bad: bool,
    text: String,
}

impl Case {
    /// What a comment at the head says, such as `// pdf: none`.
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

    fn document(&self) -> Document {
        let lib = format!(
            "#import \"prelude.typ\": *\n#let review(sheet, theme: none, photo: none) = review-of[\n{}\n]\n",
            self.text
        );
        let file =
            |name: &str| -> Cow<'static, [u8]> { read(&format!("tests/cases/audit/{name}")).into_bytes().into() };
        let theme = read("tests/consumer/template/themes/plain.toml").into_bytes();
        let template = Template::from_files(
            "case",
            vec![
                ("typst.toml", file("typst.toml")),
                ("prelude.typ", file("prelude.typ")),
                ("themes/plain.toml", theme.into()),
                ("lib.typ", lib.into_bytes().into()),
            ],
        );
        let engine =
            Engine::builder().embedded_fonts().template(template.expect("a template")).build().expect("an engine");
        let body = format!("[[section]]\ntitle = \"一\"\n{}\n", self.note("toml").join("\n"));
        let choices = Choices::new().allow_missing_glyphs(true);
        let review = engine.review(&small(&body), &InMemory::new(), &choices).expect("a review").value;
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

/// Cases that no typesetter of ours makes: files by hand.
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
