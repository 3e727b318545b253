//! PDFs from elsewhere, read in a worker process: whatever they do to it is reported, and stays within the limits.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use huimou::{AuditOptions, Class, Code, Cure, Error, ForeignPdf, Language, Limits, PdfProcess, Rule, report};

use crate::audit::{bad_pdfs, nested_forms};
use crate::batch::{command, lines, spoken};
use crate::isolation::runs;
use crate::support::{open_pdf, pdf, sample};

pub const COMMAND: &str = env!("CARGO_BIN_EXE_huimou");

pub fn in_worker(command: impl IntoIterator<Item = impl Into<OsString>>, limits: Limits) -> AuditOptions {
    AuditOptions::new().process(PdfProcess::worker(command, limits))
}

/// The command as the worker.
pub fn ours(limits: Limits) -> AuditOptions {
    in_worker([COMMAND, "worker", "audit"], limits)
}

fn seconds(seconds: u64) -> Limits {
    Limits::new().time(Duration::from_secs(seconds))
}

/// The only error.
pub fn error_of(error: &Error) -> (Code, &str) {
    assert_eq!(error.diagnostics().len(), 1, "{error}");
    (error.diagnostics()[0].code, error.diagnostics()[0].message.en.as_str())
}

/// A file of two pages: the first with this content and these objects, the second blank.
pub fn two_pages(content: &str, resources: &str, objects: &[String]) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
        content.len(),
    );
    for (k, object) in objects.iter().enumerate() {
        file.push_str(&format!("{} 0 obj{object}endobj\n", k + 6));
    }
    file.push_str("trailer<</Root 1 0 R>>");
    file.into_bytes()
}

pub fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary}/Length {}>>stream\n{content}\nendstream ", content.len())
}

/// Files of a few kilobytes whose first page takes minutes, hours or all memory to draw.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>";
    let tile = "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 60000/YStep 60000/Resources<<>>";
    let shading = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 842]/Function 6 0 R>>>>";
    let program = format!("{{{}}}", "1 mul ".repeat(50_000));
    let masked: String = (0..2_000).map(|k| format!("q 1 0 0 1 0 {k} cm /M gs 0 0 9 9 re f Q\n")).collect();
    let (rect, full, paint) = ("0 0 9 9 re f", "0 0 595 842 re f", "/Pattern cs /P scn 0 0 9 9 re f");
    let own = "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9\
               /Resources<</Pattern<</P 6 0 R>>>>";
    vec![
        ("groups", two_pages(&"/X Do\n".repeat(5_000), "/XObject<</X 6 0 R>>", &[stream(form, full)])),
        ("dashes", two_pages("[.001] 0 d 0 9 m 100000000 9 l S", "", &[])),
        ("a tile", two_pages(paint, "/Pattern<</P 6 0 R>>", &[stream(tile, rect)])),
        ("masks", two_pages(&masked, "/ExtGState<</M<</SMask<</S/Luminosity/G 6 0 R>>>>>>", &[stream(form, rect)])),
        ("a pattern of itself", two_pages(paint, "/Pattern<</P 6 0 R>>", &[stream(own, paint)])),
        ("a program", two_pages("/S sh", shading, &[stream("/FunctionType 4/Domain[0 1]/Range[0 1]", &program)])),
    ]
}

/// The length of a page doesn't show how long rendering takes: checking each of these files is fast.
#[test]
fn a_page_that_takes_too_much_is_stopped_and_the_next_is_drawn() {
    let rules = [Rule::named("F1").expect("a rule")];
    let mut met = BTreeSet::new();
    for (name, file) in hostile() {
        let pdf = ForeignPdf::open(file, &ours(seconds(3).memory(400 << 20))).expect(name);
        let audit = pdf.audit(&rules).expect(name);
        let start = Instant::now();
        let error = pdf.audit_picture(&audit, 1, 110.0).map(|_| "a picture").expect_err(name);
        assert!(start.elapsed() < Duration::from_secs(20), "{name}: {:?}", start.elapsed());
        let (code, said) = error_of(&error);
        let expected = match code {
            Code::TimeExceeded => "drawing page 1 took longer than 3 s and was stopped",
            _ => "drawing page 1 ran out of memory (400 MiB at most) and was stopped",
        };
        assert_eq!(said, expected, "{name}");
        met.insert(code.as_str());
        assert!(pdf.audit_picture(&audit, 2, 110.0).is_ok_and(|picture| picture.starts_with(b"\x89PNG")), "{name}");
    }
    assert!(met.into_iter().eq(["memory-exceeded", "time-exceeded"]), "each limit is met by some");
}

#[test]
fn the_same_findings_and_pictures_as_in_this_process() {
    let mut files = bad_pdfs();
    files.push(("a sample".into(), pdf(sample("school-district-2024"))));
    for (name, bytes) in files {
        let (here, there) = (open_pdf(bytes.clone()), ForeignPdf::open(bytes, &ours(Limits::new())));
        let (here, there) = (here.expect("a PDF"), there.unwrap_or_else(|error| panic!("{name}: {error}")));
        let audits = [here.audit(&[]).expect("an audit"), there.audit(&[]).expect("an audit")];
        let said = audits.each_ref().map(|audit| report::json_lines(&audit.diagnostics(), Language::Chinese));
        assert!(said[0] == said[1], "{name}: {said:#?}");
        // To the last bit.
        assert!(format!("{:?}", audits[0]) == format!("{:?}", audits[1]), "{name}");
        for page in audits[0].pages().into_iter().take(2) {
            let picture = |pdf: &ForeignPdf| pdf.audit_picture(&audits[1], page, 50.0).expect("a picture");
            assert!(picture(&here) == picture(&there), "{name}, page {page}");
        }
        let g1 = Rule::named("G1").expect("a rule");
        let [here, there] = [&here, &there].map(|pdf| pdf.audit(&[g1]).expect("an audit"));
        assert!(format!("{here:?}") == format!("{there:?}"), "{name}");
    }
}

#[test]
fn faults_of_the_file_are_told_as_in_this_process() {
    let whole = two_pages("", "", &[]);
    for bytes in [Vec::new(), b"%PDF-1.7".to_vec()] {
        let reported = |options: &AuditOptions| {
            let error = ForeignPdf::open(bytes.clone(), options).and_then(|pdf| pdf.audit(&[])).expect_err("a fault");
            assert_eq!(error.diagnostics()[0].code, Code::PdfBroken);
            error.to_string()
        };
        assert_eq!(reported(&ours(Limits::new())), reported(&AuditOptions::new().process(PdfProcess::InProcess)));
    }
    // What this one asks for is counted, however slow the machine.
    let pdf = ForeignPdf::open(nested_forms(), &ours(Limits::none())).expect("a PDF");
    let error = pdf.audit(&[]).expect_err("too much");
    assert_eq!(error_of(&error), (Code::PdfBroken, "this PDF can't be read: it is too complex"));
    for pdf in [ForeignPdf::open(whole.clone(), &ours(Limits::new())), open_pdf(whole)] {
        let pdf = pdf.expect("a PDF");
        let audit = pdf.audit(&[]).expect("an audit");
        for (page, ppi, said) in [
            (3, 110.0, "page 3 can't be drawn: there is no such page"),
            (0, 110.0, "page 0 can't be drawn: there is no such page"),
            (1, 9e9, "page 1 can't be drawn: the picture would have too many pixels"),
            (1, f64::NAN, "page 1 can't be drawn: the picture would have too many pixels"),
        ] {
            let error = pdf.audit_picture(&audit, page, ppi).expect_err("no picture");
            assert_eq!(error_of(&error), (Code::PdfBroken, said));
        }
        assert!(pdf.audit_picture(&audit, 1, 20.0).is_ok());
    }
}

#[test]
fn without_a_worker_nothing_is_read() {
    let open = |options: &AuditOptions| ForeignPdf::open(two_pages("", "", &[]), options);
    let error = open(&AuditOptions::new()).expect_err("nobody said where");
    assert_eq!((error_of(&error).0, error.class()), (Code::WorkerBroken, Class::Setup));
    assert!(error_of(&error).1.contains("no worker process is set"), "{error}");
    assert_eq!(error.diagnostics()[0].cures, [Cure::ChooseProcess]);
    let cases: [(&[&str], &str); 6] = [
        (&[], "can't be started"),
        (&["/nowhere/huimou"], "can't be started"),
        (&["sh", "-c", "echo no such thing >&2; exit 3"], "exit code 3: no such thing"),
        (&["sh", "-c", "kill -ILL $$"], "signal SIGILL"),
        (&["echo", "hello"], "sent a malformed message"),
        (&["sh", "-c", "echo '{\"protocol\":1,\"version\":\"0.0.0\",\"pictures\":true}'; sleep 30"], "version"),
    ];
    for (command, reported) in cases {
        let error = open(&in_worker(command, Limits::new())).expect_err("no worker");
        assert!(error_of(&error).0 == Code::WorkerBroken && error_of(&error).1.contains(reported), "{error}");
        assert_eq!(error.diagnostics()[0].cures, [Cure::ChooseProcess]);
    }
    assert!(open(&AuditOptions::new().process(PdfProcess::InProcess)).is_ok());
    assert!(open(&ours(Limits::none())).is_ok());
}

/// A script that starts like our worker, takes the file, and then does something else.
fn impostor(bytes: &[u8], then: &str) -> AuditOptions {
    let ready = format!("{{\"protocol\":1,\"version\":\"{}\",\"pictures\":true}}", env!("CARGO_PKG_VERSION"));
    let script = format!(
        "read -r init; echo '{ready}'; read -r open; head -c {} > /dev/null; echo '\"Opened\"'; read -r request; {then}",
        bytes.len()
    );
    in_worker(["sh", "-c", &script], seconds(if then == "sleep 30" { 1 } else { 20 }))
}

#[test]
fn a_worker_that_breaks_off_or_lies_is_told() {
    let audited = |findings: &str| format!("echo '{{\"Audited\":{{\"findings\":[{findings}],\"not_judged\":[]}}}}'");
    let finding = |rule: &str, level: &str| {
        audited(&format!(
            "{{\"rule\":\"{rule}\",\"level\":\"{level}\",\"message\":[\"\",\"\"],\
             \"occurrence\":{{\"page\":1,\"area\":null,\"text\":\"\"}},\"more\":[]}}"
        ))
    };
    let file = two_pages("", "", &[]);
    let audit = |then: &str| ForeignPdf::open(file.clone(), &impostor(&file, then)).expect("a worker").audit(&[]);
    for (then, code, said) in [
        ("kill -SEGV $$", Code::WorkerDied, "the worker exited while reading this PDF: signal SIGSEGV"),
        ("echo one >&2; echo two >&2; exit 7", Code::WorkerDied, "exit code 7: two"),
        ("echo memory allocation of 1 bytes failed >&2; kill -ABRT $$", Code::MemoryExceeded, "(1024 MiB at most)"),
        ("sleep 30", Code::TimeExceeded, "reading this PDF took longer than 1 s"),
        ("exec >&-; sleep 30", Code::WorkerBroken, "output closed"),
        ("echo garbage; sleep 30", Code::WorkerBroken, "malformed reply from the worker while reading this PDF"),
        ("echo '{\"Drawn\":{\"bytes\":999999999999}}'; sleep 30", Code::WorkerBroken, "body of 999999999999 bytes"),
        ("echo '\"Opened\"'; sleep 30", Code::WorkerBroken, "unexpected message"),
        (&finding("Z9", "error"), Code::WorkerBroken, "unexpected message"),
        (&finding("G1", "grave"), Code::WorkerBroken, "unexpected message"),
        ("echo '{\"Failed\":[\"不行\",\"it is no use\"]}'", Code::PdfBroken, "this PDF can't be read: it is no use"),
    ] {
        let error = audit(then).map(|audit| audit.findings.len()).expect_err(then);
        assert!(error_of(&error).0 == code && error_of(&error).1.contains(said), "{then}: {error}");
    }
    assert_eq!(audit(&finding("G1", "error")).expect("an audit").findings.len(), 1);
}

/// A page that finds no memory isn't blamed for what earlier pages left allocated.
#[test]
fn a_worker_that_is_full_is_replaced_before_a_page_is_blamed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (marker, file) = (folder.path().join("marker"), two_pages("", "", &[]));
    let full = "echo '{\"Audited\":{\"findings\":[],\"not_judged\":[]}}'; read -r draw; \
                echo memory allocation of 5 bytes failed >&2; kill -ABRT $$";
    let PdfProcess::Worker { command, limits } = impostor(&file, full).process else { unreachable!() };
    let script = command[2].to_string_lossy();
    let script = format!("[ -e {0} ] && exec {COMMAND} worker audit; touch {0}; {script}", marker.display());
    let pdf = ForeignPdf::open(file, &in_worker(["sh", "-c", &script], limits)).expect("a worker");
    let audit = pdf.audit(&[]).expect("an audit");
    assert!(pdf.audit_picture(&audit, 1, 20.0).is_ok() && marker.exists());
}

/// A killed worker and its children are reaped.
#[test]
#[cfg(target_os = "linux")]
fn nothing_of_a_worker_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let pids = folder.path().join("pids");
    let script = format!("echo $$ >> {0}; sleep 60 & echo $! >> {0}; exec {COMMAND} worker audit", pids.display());
    let (_, file) = hostile().swap_remove(0);
    let options = |limits| in_worker(["sh", "-c", &script], limits);
    let pdf = ForeignPdf::open(file.clone(), &options(seconds(3).memory(4 << 30))).expect("a PDF");
    let audit = pdf.audit(&[Rule::named("F1").expect("a rule")]).expect("an audit");
    assert_eq!(error_of(&pdf.audit_picture(&audit, 1, 110.0).expect_err("stopped")).0, Code::TimeExceeded);
    let all = || -> Vec<u32> {
        let text = std::fs::read_to_string(&pids).expect("numbers");
        text.lines().map(|line| line.parse().expect("a number")).collect()
    };
    // The worker is waited for; what it has started has another parent by then, which buries it.
    let is_gone = |pid: u32| !Path::new(&format!("/proc/{pid}")).exists();
    let until = Instant::now() + Duration::from_secs(10);
    let ended = |pids: &[u32]| {
        assert!(is_gone(pids[0]), "a zombie");
        while runs(pids[1]) {
            assert!(Instant::now() < until, "it runs on");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    ended(&all());
    // One that has done its work ends with the file that it was started for.
    drop((pdf, ForeignPdf::open(file, &options(Limits::new())).expect("a PDF")));
    assert_eq!(all().len(), 4);
    ended(&all()[2..]);
}

// ── The command ─────────────────────────────────────────────────────────

#[test]
fn the_command_reads_in_a_worker_with_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |words: &[&str]| spoken(command(folder.path()).args(words).args(["--message-format", "json"]));
    let audit = ["audit", "a.pdf", "--rules", "G1"];
    // A line of small text before what takes all time.
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 97\
                /Widths[1000]/CharProcs<</a 7 0 R>>/Encoding<</Differences[97/a]>>/ToUnicode 8 0 R>>";
    let unicode =
        "begincmap 1 begincodespacerange <00><FF> endcodespacerange 1 beginbfchar <61><0061> endbfchar endcmap";
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>";
    let objects = [
        font.to_owned(),
        stream("", "1000 0 0 0 1000 1000 d1 0 0 9 9 re f"),
        stream("", unicode),
        stream(form, "0 0 595 842 re f"),
    ];
    let content = format!("BT /F 1 Tf 5 0 0 5 20 200 Tm (aaaaaa) Tj ET {}", "/X Do\n".repeat(5_000));
    let file = two_pages(&content, "/Font<</F 6 0 R>>/XObject<</X 9 0 R>>", &objects);
    std::fs::write(folder.path().join("a.pdf"), file).expect("written");
    let (code, stderr) =
        run(&[&audit[..], &["--picture", "proof", "--time-limit", "3", "--memory-limit", "4GiB"]].concat());
    let reported: Vec<_> = lines(&stderr, "diagnostic").iter().map(|line| line["code"].clone()).collect();
    assert_eq!((code, reported), (Some(1), vec!["typography".into(), "time-exceeded".into()]), "{stderr}");
    assert!(stderr.contains("drawing page 1 took longer than 3 s"), "{stderr}");
    std::fs::write(folder.path().join("a.pdf"), "%PDF-1.7").expect("written");
    for flags in [&[][..], &["--time-limit", "20", "--memory-limit", "512MiB"], &["--in-process"]] {
        let (code, stderr) = run(&[&audit[..], flags].concat());
        assert_eq!((code, lines(&stderr, "diagnostic")[0]["code"].as_str()), (Some(1), Some("pdf-broken")), "{stderr}");
    }
    for (flags, reported) in [(["--time-limit", "0"], "86400"), (["--memory-limit", "1MiB"], "64MiB")] {
        let (code, stderr) = run(&[&audit[..], &flags].concat());
        assert!(code == Some(2) && stderr.contains(reported), "{stderr}");
    }
    let (code, stderr) = run(&[&audit[..], &["--in-process", "--time-limit", "5"]].concat());
    assert!(code == Some(2) && stderr.contains("--time-limit"), "{stderr}");
}

/// A worker answers only audits.
#[test]
fn a_worker_speaks_with_audits_alone() {
    for words in ["", "garbage\n", "{\"protocol\":99,\"memory\":null}\n"] {
        let mut child = Command::new(COMMAND)
            .args(["worker", "audit"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a worker");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), words.as_bytes()).expect("written");
        let output = child.wait_with_output().expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(3) && stderr.contains("worker-broken"), "{words}: {stderr}");
    }
}
