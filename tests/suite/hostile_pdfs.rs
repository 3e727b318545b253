//! PDFs that nest without end, refer to themselves or unpack to gigabytes: the worker may end, this process doesn't.

#![cfg(unix)]

use std::path::Path;
use std::time::{Duration, Instant};

use huimou::{Class, Code, Error, ForeignPdf, Limits};

use crate::foreign::{COMMAND, error_of, in_worker, ours, stream, two_pages};
use crate::support::repository;

/// Overflows a stack of 64 MiB if a level takes 23 bytes.
const DEPTH: usize = 3_000_000;

/// The default of memory, which is 1 GiB, and half of the time.
fn limits() -> Limits {
    Limits::new().time(Duration::from_secs(30))
}

fn audited(file: Vec<u8>) -> Result<usize, Error> {
    ForeignPdf::open(file, &ours(limits()))?.audit(&[]).map(|audit| audit.findings.len())
}

/// Neither the stack nor its overflow can be caught in a process: the worker aborts, and the error says why.
#[test]
fn what_nests_too_deeply_is_told_in_plain_words() {
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    let form = "/XObject<</X 6 0 R>>";
    let sh = "/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 842]/Function 6 0 R>>>>";
    let function = stream("/FunctionType 4/Domain[0 1]/Range[0 1]", &"{".repeat(DEPTH));
    let type1 = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor<</FontFile 6 0 R>>>>>>";
    let program = stream("", &format!("%!PS-AdobeFont-1.0\n/Private {}", "{".repeat(DEPTH)));
    for (name, file) in [
        ("operands", two_pages(&open, "", &[])),
        ("closed operands", two_pages(&format!("{open}{close} TJ"), "", &[])),
        ("dictionaries", two_pages(&"/a<<".repeat(DEPTH), "", &[])),
        ("inline image", two_pages(&format!("BI /W 1 /D {open} ID x EI"), "", &[])),
        ("object", two_pages("/X Do", form, &[format!("{open}{close}")])),
        ("resources", two_pages("/X Do", &format!("/XObject<</X {open}>>"), &[])),
        ("function", two_pages("/S sh", sh, &[function])),
        ("font", two_pages("BT /F 9 Tf (a) Tj ET", type1, &[program])),
    ] {
        let error = audited(file).expect_err(name);
        let said = "the worker exited while reading this PDF: something nests too deeply or recurses without end \
                    (stack overflow)";
        assert_eq!((error_of(&error), error.class()), ((Code::WorkerDied, said), Class::Setup), "{name}");
        let chinese = &error.diagnostics()[0].message.zh;
        assert!(chinese.contains("套得太深") && !chinese.contains("SIG"), "{chinese}");
    }
}

/// A page tree that fans out to a million pages, and five kilobytes that unpack to gigabytes.
#[test]
fn what_unpacks_without_bound_runs_out_of_the_workers_memory() {
    let case = |name: &str| std::fs::read(repository(&format!("tests/cases/foreign/{name}"))).expect(name);
    let saves = "q ".repeat(DEPTH);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, file) in [
        ("page-tree", case("page-tree.pdf")),
        ("flate-in-flate", case("flate-in-flate.pdf")),
        ("saved states", two_pages(&saves, "", &[])),
    ] {
        let pid = folder.path().join(name);
        let script = format!("echo $$ > '{}'; exec {COMMAND} worker audit", pid.display());
        let (peak, error) = std::thread::scope(|scope| {
            let peak = scope.spawn(|| peak_of(&pid));
            let opened = ForeignPdf::open(file, &in_worker(["sh", "-c", &script], limits()));
            let error = opened.and_then(|pdf| pdf.audit(&[])).map(|audit| audit.findings.len()).expect_err(name);
            (peak.join().expect("a number"), error)
        });
        let said = "reading this PDF ran out of memory (1024 MiB at most) and was stopped";
        assert_eq!(error_of(&error), (Code::MemoryExceeded, said), "{name}");
        // The limit, and the pages of the program itself.
        assert!(peak < 1200, "{name}: {peak} MiB");
        assert!(peak > 100 || cfg!(not(target_os = "linux")), "{name}: it was watched");
    }
}

/// The most memory in MiB that the process with the number in this file has had, watched until it ends; 0 where the
/// system doesn't say.
fn peak_of(pid: &Path) -> u64 {
    let mut peak = None;
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        if let Some(pid) = std::fs::read_to_string(pid).ok().filter(|pid| pid.ends_with('\n')) {
            let status = std::fs::read_to_string(format!("/proc/{}/status", pid.trim())).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
            // A process that has ended has no such line until it is buried.
            let Some(kibibytes) = line else { break };
            peak = kibibytes.parse().ok();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    peak.map_or(0, |kibibytes: u64| kibibytes >> 10)
}

/// The time of a check is limited as well as that of a picture: this file's form draws itself twice.
#[test]
fn a_check_that_takes_all_time_is_stopped() {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>";
    let file = two_pages("/X Do", "/XObject<</X 6 0 R>>", &[stream(form, "/X Do /X Do")]);
    let pdf = ForeignPdf::open(file, &ours(limits().time(Duration::from_secs(2)))).expect("a PDF");
    let start = Instant::now();
    let error = pdf.audit(&[]).map(|audit| audit.findings.len()).expect_err("endless");
    let said = "reading this PDF took longer than 2 s and was stopped";
    assert_eq!(error_of(&error), (Code::TimeExceeded, said));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// Loops, and sizes that nothing backs: each is read, or refused as a damaged file.
#[test]
fn loops_and_false_sizes_are_read_or_refused() {
    let head = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n";
    let at = head.len();
    let object = |object: &str| two_pages("/X Do", "/XObject<</X 6 0 R>>", &[object.to_owned()]);
    let size = "/Type/XObject/Subtype/Image/Width 65535/Height 65535/BitsPerComponent 16/ColorSpace/DeviceCMYK";
    let page_tree = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
                     2 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>";
    for (name, file) in [
        ("page tree", page_tree.into()),
        ("earlier xref", format!("{head}xref\n0 0\ntrailer<</Root 1 0 R/Prev {at}>>\nstartxref\n{at}\n%%EOF").into()),
        ("large xref", format!("{head}xref\n0 4000000000\ntrailer<</Root 1 0 R>>\nstartxref\n{at}\n%%EOF").into()),
        ("startxref", "%PDF-1.4\nstartxref\n9\n%%EOF".into()),
        ("brackets alone", format!("%PDF-1.4\n{}", "[".repeat(DEPTH)).into()),
        ("reference", object(" 6 0 R ")),
        ("object stream", object(&stream("/Type/ObjStm/N 1/First 4/Extends 6 0 R", "6 0 <</A 6 0 R>>"))),
        ("soft mask", object(&stream(&format!("{size}/SMask 6 0 R"), "x"))),
        ("filters", object(&stream(&format!("/Subtype/Form/Filter[{}]", "/RunLengthDecode".repeat(99_999)), "x"))),
        ("inline images", two_pages(&"BI /W 9999 /H 9999 /BPC 8 /CS /RGB ID x EI\n".repeat(20_000), "", &[])),
    ] {
        if let Err(error) = audited(file) {
            assert_eq!(error_of(&error).0, Code::PdfBroken, "{name}: {error}");
        }
    }
}
