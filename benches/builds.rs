//! Times the stages of a build in one process: the first review, the same again, one figure changed,
//! another organization, and everything changed. `benches/README.md` says how to run and read it.

mod bare;

use std::time::{Duration, Instant};

use huimou::asset::Folder;
use huimou::batch::{Batch, BatchOptions, Cancel, Event, FolderSink};
use huimou::files::write_below;
use huimou::{Choices, Engine, PdfOptions, Source};

const ROUNDS: usize = 15;

/// The command's own.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    // cargo adds `--bench` itself.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => one_review(),
        ["sheets", batch, folder] => sheets(batch, folder.as_ref()),
        ["districts", batch] => districts(batch),
        ["bare", folder] => bare::loop_over(folder.as_ref()),
        ["paths", batch, folder] => paths(batch, folder.as_ref()),
        ["threads", count] => threads(count.parse().expect("a number")),
        _ => {
            panic!("nothing, or: sheets BATCH FOLDER, districts BATCH, bare FOLDER, paths BATCH FOLDER, threads COUNT")
        }
    }
}

fn one_review() {
    let text = std::fs::read_to_string("data/jiaxing-2023/review.toml").expect("run it from the repository");
    let folder = Folder::new("data/jiaxing-2023");

    let start = Instant::now();
    let engine = engine();
    println!("engine                {:>8.1} ms", milliseconds(start.elapsed()));

    for template in ["bulletin", "editorial"] {
        time(&engine, template, &text, &folder);
    }
}

fn time(engine: &Engine, template: &str, text: &str, folder: &Folder) {
    let choices = Choices::new().template(template);
    let build = |text: &str| {
        let source = Source::new("review.toml", text);
        let mut stages = [Duration::ZERO; 4];
        let start = Instant::now();
        let review = engine.review(&source, folder, &choices).expect("a review").value;
        stages[0] = start.elapsed();
        // Layout composes the pages again, with what Typst remembers of this.
        let start = Instant::now();
        engine.plan(&review).expect("a plan");
        stages[1] = start.elapsed();
        let start = Instant::now();
        let document = engine.typeset(&review).expect("pages").value;
        stages[2] = start.elapsed();
        let start = Instant::now();
        let bytes = document.to_pdf(&PdfOptions::default()).expect("a PDF").len();
        stages[3] = start.elapsed();
        (stages, bytes, document.pages().len())
    };

    let (first, bytes, pages) = build(text);
    println!("\n{template}, {pages} pages, {bytes} bytes of PDF");
    println!("                        review      plan    layout    export     total");
    report("first review", vec![first]);
    report("the same again", (0..ROUNDS).map(|_| build(text).0).collect());
    let figure = |k: usize| text.replacen("value = 1345.5", &format!("value = 1{:03}.5", 100 + k), 1);
    report("one figure changed", (0..ROUNDS).map(|k| build(&figure(k)).0).collect());
    let office = |k: usize| text.replace("嘉兴市建筑业管理服务中心", &format!("第{k}建筑业管理服务中心"));
    report("another organization", (0..ROUNDS).map(|k| build(&office(k)).0).collect());
    report("every figure changed", (0..ROUNDS).map(|k| build(&perturbed(text, k)).0).collect());
}

/// Every `value` with another digit before its last.
fn perturbed(text: &str, k: usize) -> String {
    let change = |line: &str| match line.trim_start().strip_prefix("value = ") {
        // The last digit changes, so that parts stay within their wholes.
        Some(number) if number.len() > 1 && number != "100" => {
            format!("value = {}{}", &number[..number.len() - 1], k % 10)
        }
        _ => line.to_owned(),
    };
    text.replace("completion = ", "# completion = ").lines().map(change).collect::<Vec<_>>().join("\n")
}

fn engine() -> Engine {
    Engine::builder().embedded_fonts().built_in_templates().build().expect("an engine")
}

/// Writes the sheet of every district as a folder that the plain Typst command compiles.
fn sheets(batch: &str, folder: &std::path::Path) {
    let (engine, batch) = (engine(), Batch::read(batch).expect("a batch").value);
    let template = folder.join("template");
    for district in batch.districts() {
        let review = batch.review(&engine, district.slug(), &Choices::new()).expect("a review").value;
        let own = folder.join(district.slug());
        let (set_in, shared) = (engine.template(review.template()).expect("a template"), template.exists());
        for (path, bytes) in set_in.files().filter(|_| !shared) {
            write_below(&template, path, bytes).expect("written");
        }
        let entry = format!("../template/{}", set_in.manifest().entrypoint);
        let plan = engine.plan(&review).expect("a plan");
        for (path, bytes) in review.preview_files(&entry, plan.as_deref()) {
            write_below(&own, &path, &bytes).expect("written");
        }
    }
}

/// The stages of a batch's districts, one after another on one thread: where the time goes.
fn districts(batch: &str) {
    let (engine, batch) = (engine(), Batch::read(batch).expect("a batch").value);
    let mut sums = [Duration::ZERO; 3];
    let (mut pages, count) = (0, batch.districts().len());
    for district in batch.districts() {
        let start = Instant::now();
        let review = batch.review(&engine, district.slug(), &Choices::new()).expect("a review").value;
        sums[0] += start.elapsed();
        let start = Instant::now();
        let document = engine.typeset(&review).expect("pages").value;
        sums[1] += start.elapsed();
        let start = Instant::now();
        document.to_pdf(&PdfOptions::default()).expect("a PDF");
        sums[2] += start.elapsed();
        pages += document.pages().len();
    }
    let [review, layout, export] = sums.map(|sum| milliseconds(sum) / count as f64);
    println!("{count} districts, {} pages each", pages / count);
    println!("review {review:.1}  layout {layout:.1}  export {export:.1}  total {:.1} ms", review + layout + export);
}

/// Builds a batch on threads of this process, and counts the paths that Typst has interned meanwhile: it never forgets
/// one, and has room for 65,535.
fn paths(batch: &str, folder: &std::path::Path) {
    let (engine, batch) = (engine(), Batch::read(batch).expect("a batch").value);
    let sink = FolderSink::open(folder, None).expect("a folder").value;
    let options = BatchOptions::new().force(true);
    // The first few make the paths that all need.
    let warm = |event| {
        if let Event::Finished { completed: 10, .. } = event {
            println!("{} paths after 10 districts", bare::interned());
        }
    };
    let outcome = batch.run(&engine, &options, &sink, &Cancel::new(), warm).expect("a run");
    println!("{} paths after {}, {} failed", bare::interned(), outcome.built, outcome.failed);
}

/// So many threads share an engine, as those of a web server do: each sets reviews with other figures, in both
/// templates in turn, from text to PDF.
fn threads(count: usize) {
    let text = std::fs::read_to_string("data/jiaxing-2023/review.toml").expect("run it from the repository");
    let (engine, folder) = (engine(), Folder::new("data/jiaxing-2023"));
    let build = |k: usize| {
        let choices = Choices::new().template(["bulletin", "editorial"][k % 2]);
        let source = Source::new("review.toml", perturbed(&text, k));
        let document = engine.build(&source, &folder, &choices).expect("pages").value;
        document.to_pdf(&PdfOptions::new()).expect("a PDF").len()
    };
    let warm = (0..2).map(&build).sum::<usize>();
    assert!(warm > 0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..count {
            let build = &build;
            scope.spawn(move || (0..ROUNDS).map(|k| build(thread * ROUNDS + k)).sum::<usize>());
        }
    });
    let (all, seconds) = ((count * ROUNDS) as f64, start.elapsed().as_secs_f64());
    println!("{count} threads: {:.1} reviews a second", all / seconds);
    // The most memory that the process had, where the system tells.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
}

fn report(name: &str, mut runs: Vec<[Duration; 4]>) {
    runs.sort_by_key(|stages| stages.iter().sum::<Duration>());
    let median = runs[runs.len() / 2];
    let [review, plan, layout, export] = median.map(milliseconds);
    let sum = review + plan + layout + export;
    println!("{name:<22}{review:>8.1}  {plan:>8.1}  {layout:>8.1}  {export:>8.1}  {sum:>8.1}");
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
