//! A report from a program's own data: rows of a database and a photograph → a PDF, all in memory.
//!
//! ```sh
//! cargo run --example report -- report.pdf
//! ```

use std::process::ExitCode;

use huimou::asset::InMemory;
use huimou::report::Colour;
use huimou::{Choices, Engine, Error, Language, PdfOptions, Source, Warned, report, write_file};
use serde::Serialize;

/// What a database gives back. Decimals are texts, as decimal types of drivers serialize: `1.50` stays 1.50.
struct Figure {
    label: &'static str,
    value: &'static str,
    unit: &'static str,
    /// Percentage against the year before, if there was one.
    growth: Option<f64>,
    target: Option<u32>,
}

struct Award {
    level: &'static str,
    name: &'static str,
    winners: Vec<&'static str>,
}

struct Picture {
    file: &'static str,
    caption: &'static str,
    alt: &'static str,
    /// A column of bytes.
    jpeg: &'static [u8],
}

struct Database {
    office: &'static str,
    figures: Vec<Figure>,
    awards: Vec<Award>,
    pictures: Vec<Picture>,
}

fn database() -> Database {
    Database {
        office: "松岚市城东学区管理中心",
        figures: vec![
            Figure { label: "在校（园）学生", value: "31286", unit: "人", growth: Some(2.4), target: None },
            Figure { label: "新增学位", value: "3240", unit: "个", growth: None, target: Some(3000) },
            Figure { label: "校舍建设投入", value: "2.80", unit: "亿元", growth: Some(-3.5), target: None },
        ],
        // What people typed may hold quotation marks, backslashes or line breaks: it stays text.
        awards: vec![Award {
            level: "省级",
            name: "“书香校园”建设先进单位",
            winners: vec!["城东实验小学", "北山中学"],
        }],
        pictures: vec![Picture {
            file: "campus.jpg",
            caption: "秋季学期启用的城东新区实验学校",
            alt: "红砖与浅色石材相间的四层教学楼，楼前草坪中间一条石板路",
            jpeg: include_bytes!("../data/school-district-2024/photos/campus.jpg"),
        }],
    }
}

/// The description as the language has it (`docs/format.md`), with the fields that this program fills.
#[derive(Serialize)]
struct Report<'d> {
    review: Head<'d>,
    section: Vec<Section<'d>>,
}

#[derive(Serialize)]
struct Head<'d> {
    title: String,
    organization: &'d str,
    year: i32,
}

#[derive(Serialize)]
struct Section<'d> {
    title: &'d str,
    lead: Option<String>,
    indicator: Vec<Indicator<'d>>,
    award: Vec<Honour<'d>>,
    photo: Vec<Photo<'d>>,
}

#[derive(Serialize)]
struct Indicator<'d> {
    label: &'d str,
    value: &'d str,
    unit: &'d str,
    /// What is `None` is absent.
    change: Option<Change>,
    target: Option<u32>,
}

#[derive(Serialize)]
struct Change {
    value: f64,
}

#[derive(Serialize)]
struct Honour<'d> {
    level: &'d str,
    name: &'d str,
    projects: &'d [&'d str],
}

#[derive(Serialize)]
struct Photo<'d> {
    file: &'d str,
    caption: &'d str,
    alt: &'d str,
}

impl<'d> Report<'d> {
    fn new(database: &'d Database, year: i32) -> Self {
        let indicator = |row: &'d Figure| Indicator {
            label: row.label,
            value: row.value,
            unit: row.unit,
            change: row.growth.map(|value| Change { value }),
            target: row.target,
        };
        let honour = |row: &'d Award| Honour { level: row.level, name: row.name, projects: &row.winners };
        let photo = |row: &'d Picture| Photo { file: row.file, caption: row.caption, alt: row.alt };
        Self {
            review: Head { title: format!("{year}年度学位供给报告"), organization: database.office, year },
            section: vec![Section {
                title: "学位供给稳步扩大",
                lead: database.figures.first().map(|row| format!("全年{}{}{}。", row.label, row.value, row.unit)),
                indicator: database.figures.iter().map(indicator).collect(),
                award: database.awards.iter().map(honour).collect(),
                photo: database.pictures.iter().map(photo).collect(),
            }],
        }
    }
}

/// The report of a year as PDF, with everything that somebody should look at.
fn pdf(engine: &Engine, database: &Database, year: i32) -> Result<Warned<Vec<u8>>, Error> {
    let source = Source::from_value(Report::new(database, year))?;
    let pictures = database.pictures.iter().fold(InMemory::new(), |all, row| all.with(row.file, row.jpeg));
    let built = engine.build(&source, &pictures, &Choices::new().template("editorial"))?;
    Ok(Warned { value: built.value.to_pdf(&PdfOptions::new())?, warnings: built.warnings })
}

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).unwrap_or_else(|| "report.pdf".into());
    let built = Engine::builder().embedded_fonts().built_in_templates().build();
    let outcome = built.and_then(|engine| pdf(&engine, &database(), 2024)).and_then(|pdf| {
        write_file(&path, &pdf.value)?;
        Ok(pdf.warnings)
    });
    let (found, code) = match &outcome {
        Ok(warnings) => (warnings.as_slice(), ExitCode::SUCCESS),
        Err(error) => (error.diagnostics(), ExitCode::FAILURE),
    };
    eprint!("{}", report::human(found, Language::Chinese, Colour::Never));
    code
}
