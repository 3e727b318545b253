//! The audit of everything: every sample and every stress review, in both templates, all themes and on
//! both papers, audited as laid out and once more from the PDF.

use std::collections::{BTreeMap, BTreeSet};

use huimou::batch::Batch;
use huimou::{Choices, Finding, Level};

use crate::assorted::assorted;
use crate::stress::{PAPERS, Stress, THEMES, reviews, samples};
use crate::support::{ENGINE, TEMPLATES, audit_pdf, pdf, read, repository};

/// A finding that is accepted, since every fix would be worse.
#[derive(serde::Deserialize)]
struct Explained {
    template: String,
    rule: String,
    /// Words of the place; the empty string for the whole document.
    text: String,
    /// Why it is accepted.
    #[allow(dead_code)]
    why: String,
}

fn explained() -> Vec<Explained> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(default)]
        finding: Vec<Explained>,
    }
    let file: File = toml::from_str(&read("tests/explained.toml")).expect("the list of findings");
    file.finding
}

/// One line per finding; the same place on two papers and in three themes is one finding.
fn reported(template: &str, stress: &Stress, reader: &str, finding: &Finding) -> String {
    let text = if finding.text.is_empty() { &finding.message.en } else { &finding.text };
    format!("{template} {} {}: {} ({reader})", finding.rule.id, stress.name, text)
}

/// Small reviews with correct pages, each of which once had a false finding.
#[test]
fn nothing_is_said_of_pages_that_are_right() {
    let mut said = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(repository("tests/cases/audited"))
        .expect("cases")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert!(files.len() >= 7);
    for file in files {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let stress = Stress::plain(name, std::fs::read_to_string(&file).expect("a review"));
        for template in TEMPLATES {
            let built = stress.build(template, "a4", "blue").unwrap_or_else(|error| panic!("{}: {error}", stress.name));
            let read_back = audit_pdf(pdf(&built.value), &[]).expect("a PDF that is read");
            for (reader, audit) in [("pages", built.value.audit(&[])), ("pdf", read_back)] {
                said.extend(audit.findings.iter().map(|finding| reported(template, &stress, reader, finding)));
            }
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// The batch of the districts, each in both templates.
#[test]
fn nothing_is_said_of_the_districts() {
    let batch = Batch::read(repository("data/districts/batch.toml")).expect("a batch").value;
    let mut said = Vec::new();
    for (district, template) in batch.districts().iter().flat_map(|d| TEMPLATES.map(|template| (d, template))) {
        let choices = Choices::new().template(template);
        let review = batch.review(&ENGINE, district.slug(), &choices).expect("a review").value;
        let document = ENGINE.typeset(&review).expect("pages").value;
        let read_back = audit_pdf(pdf(&document), &[]).expect("a PDF that is read");
        for finding in document.audit(&[]).findings.iter().chain(&read_back.findings) {
            if finding.level != Level::Info {
                said.push(format!("{template} {}: {} {}", district.slug(), finding.rule.id, finding.message.en));
            }
        }
    }
    assert!(batch.districts().len() >= 7);
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn no_review_sets_a_page_that_breaks_a_rule() {
    let allowed = explained();
    for template in TEMPLATES {
        let own = allowed.iter().filter(|one| one.template == template).count();
        assert!(own <= 5, "{template} has {own} findings that are explained; five are the most");
    }
    let all: Vec<Stress> = samples().into_iter().chain(reviews()).collect();
    let more = assorted();
    // One paper and one theme of each will do.
    let one =
        |(k, stress): (usize, _)| TEMPLATES.map(|t| (stress, t, PAPERS[k % PAPERS.len()], THEMES[k % THEMES.len()]));
    let work: Vec<(&Stress, &str, &str, &str)> = all
        .iter()
        .flat_map(|stress| TEMPLATES.iter().map(move |template| (stress, *template)))
        .flat_map(|(stress, template)| PAPERS.map(|paper| (stress, template, paper)))
        .flat_map(|(stress, template, paper)| THEMES.map(|theme| (stress, template, paper, theme)))
        .chain(more.iter().enumerate().flat_map(one))
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let one = || {
        let mut found: BTreeMap<String, (Level, BTreeSet<String>)> = BTreeMap::new();
        let mut used = BTreeSet::new();
        while let Some((stress, template, paper, theme)) =
            work.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            let built = stress.build(template, paper, theme);
            let document = built.unwrap_or_else(|error| panic!("{} in {template}: {error}", stress.name)).value;
            let bytes = pdf(&document);
            let read_back =
                audit_pdf(bytes, &[]).unwrap_or_else(|error| panic!("{} in {template}: {error}", stress.name));
            let both = [("pages", document.audit(&[])), ("pdf", read_back)];
            for (reader, finding) in
                both.iter().flat_map(|(reader, audit)| audit.findings.iter().map(move |f| (*reader, f)))
            {
                if finding.level == Level::Info {
                    continue;
                }
                let known = allowed.iter().position(|one| {
                    one.template == *template && one.rule == finding.rule.id && finding.text.contains(&one.text)
                });
                match known.filter(|_| finding.level != Level::Error) {
                    Some(k) => drop(used.insert(k)),
                    None => {
                        let entry = found
                            .entry(reported(template, stress, reader, finding))
                            .or_insert((finding.level, BTreeSet::new()));
                        entry.1.insert(format!("{paper} {theme} p{}", finding.page.unwrap_or(0)));
                    }
                }
            }
        }
        (found, used)
    };
    let (mut found, mut used) = (BTreeMap::new(), BTreeSet::new());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(one)).collect();
        for thread in threads {
            let (more, marks) = thread.join().expect("no panic");
            for (line, (level, places)) in more {
                let entry: &mut (Level, BTreeSet<String>) = found.entry(line).or_insert((level, BTreeSet::new()));
                entry.1.extend(places);
            }
            used.extend(marks);
        }
    });
    let lines: Vec<String> = found
        .iter()
        .map(|(line, (level, places))| {
            format!("{level:?} {line} [{}]", places.iter().next().map_or("", String::as_str))
        })
        .collect();
    assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
    let idle: Vec<&str> =
        allowed.iter().enumerate().filter(|(k, _)| !used.contains(k)).map(|(_, one)| one.text.as_str()).collect();
    assert!(idle.is_empty(), "explained, but no longer found: {idle:?}");
}
