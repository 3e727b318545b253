//! The command as people and scripts use it.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::{read, repository};

pub struct Run {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal"),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huimou"));
    command.current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR").env("LC_ALL", "en_US.UTF-8");
    command
}

pub fn run<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Run {
    command(folder).args(args).stdin(Stdio::null()).output().expect("the command runs").into()
}

/// A folder with a small valid review.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("review.toml"), read("data/minimal/review.toml")).expect("a review");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

#[test]
fn init_builds_with_no_edit() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(folder.path(), &["init", "mine"]).code, 0);
    let built = run(folder.path(), &["build", "mine/review.toml", "--deny-warnings"]);
    assert_eq!((built.code, built.stderr.contains("wrote mine/review.pdf")), (0, true), "{}", built.stderr);
    let again = run(folder.path(), &["init", "mine"]);
    assert_eq!(again.code, 4, "a folder with files is left alone");
    assert!(again.stderr.contains("[write-refused]"));
}

#[test]
fn the_artifact_alone_goes_to_stdout() {
    let folder = folder();
    let mut child = command(folder.path())
        .args(["build", "-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child.stdin.take().expect("stdin").write_all(read("data/minimal/review.toml").as_bytes()).expect("a review");
    let piped: Run = child.wait_with_output().expect("an end").into();
    assert_eq!((piped.code, piped.stderr.as_str()), (0, ""));
    assert!(piped.stdout.starts_with(b"%PDF-1.7") && piped.stdout.trim_ascii_end().ends_with(b"%%EOF"));
    run(folder.path(), &["build", "review.toml", "-o", "file.pdf"]);
    assert!(std::fs::read(folder.path().join("file.pdf")).expect("a PDF") == piped.stdout, "the same bytes");
    assert_eq!(names(folder.path()), ["file.pdf", "review.toml"], "nothing else is left");
}

#[test]
fn exit_codes_tell_whose_fault_it_is() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("bad.toml"), "[review]\n").expect("a file");
    let code = |args: &[&str]| run(path, args).code;
    assert_eq!(code(&["check", "review.toml"]), 0);
    assert_eq!(code(&["check", "bad.toml"]), 1);
    assert_eq!(code(&["check"]), 2);
    assert_eq!(code(&["check", "review.toml", "--date", "2024-02-30"]), 2);
    assert_eq!(code(&["build", "review.toml", "--pages", "1"]), 2);
    assert_eq!(code(&["build", "review.toml", "--format", "png", "--ppi", "nan"]), 2);
    for wrong in [&["build", "review.toml", "--pages", "1"][..], &["build", "review.toml", "--nope"], &["no-such"]] {
        let usage = run(path, &[wrong, &["--message-format", "json"]].concat());
        assert_eq!(usage.code, 2);
        assert!(usage.stderr.lines().all(|line| line.starts_with('{')), "{}", usage.stderr);
        assert!(usage.stderr.contains("\"code\":\"usage\""), "{}", usage.stderr);
    }
    assert_eq!(code(&["check", "review.toml", "--template", "no-such"]), 3);
    assert_eq!(code(&["check", "review.toml", "--theme", "no-such"]), 3);
    assert_eq!(code(&["check", "nothing.toml"]), 4);
    assert_eq!(code(&["build", "review.toml", "-o", "no/such/folder.pdf"]), 4);
    let epoch: Run =
        command(path).args(["check", "review.toml"]).env("SOURCE_DATE_EPOCH", "soon").output().expect("runs").into();
    assert_eq!(epoch.code, 2);
    let help = run(path, &["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    let help = String::from_utf8(help.stdout).expect("text");
    for line in
        ["0  done", "1  an error in the review", "2  an invalid command line", "3  an error in fonts", "4  a file"]
    {
        assert!(help.contains(line), "{line}");
    }
}

#[test]
fn a_failed_build_keeps_the_old_file() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("review.pdf"), "old").expect("a file");
    std::fs::write(path.join("review.toml"), "[review]\n").expect("a file");
    assert_eq!(run(path, &["build", "review.toml"]).code, 1);
    assert_eq!(std::fs::read(path.join("review.pdf")).expect("a file"), b"old");
    assert_eq!(names(path), ["review.pdf", "review.toml"]);
}

#[cfg(unix)]
/// A missing folder is named, and so are two hyphens that a word processor turned into a dash.
#[test]
fn a_missing_folder_and_a_dash_for_hyphens_are_named() {
    let folder = folder();
    let built = run(folder.path(), &["build", "review.toml", "-o", "成品/年报.pdf", "--lang", "zh"]);
    assert_eq!(built.code, 4, "{}", built.stderr);
    assert!(built.stderr.contains("没有 成品 这个文件夹"), "{}", built.stderr);
    let dashed = run(folder.path(), &["build", "review.toml", "—template", "简报", "--lang", "zh"]);
    assert_eq!(dashed.code, 2, "{}", dashed.stderr);
    assert!(dashed.stderr.contains("是否要写 `--template`"), "{}", dashed.stderr);
}

#[test]
fn links_devices_and_folders_are_not_written_to() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("precious"), "precious").expect("a file");
    std::os::unix::fs::symlink(path.join("precious"), path.join("link.pdf")).expect("a link");
    std::fs::create_dir(path.join("folder.pdf")).expect("a folder");
    assert!(Command::new("mkfifo").arg(path.join("pipe.pdf")).status().expect("mkfifo").success());
    for target in ["link.pdf", "folder.pdf", "pipe.pdf", "/dev/null"] {
        let refused = run(path, &["build", "review.toml", "-o", target, "--format", "pdf"]);
        assert_eq!(refused.code, 4, "{target}: {}", refused.stderr);
        assert!(refused.stderr.contains("[write-refused]"), "{target}: {}", refused.stderr);
    }
    assert_eq!(std::fs::read(path.join("precious")).expect("a file"), b"precious");
    for own in ["review.toml", "./review.toml", path.join("review.toml").to_str().expect("a path")] {
        assert_eq!(
            run(path, &["build", "review.toml", "-o", own, "--format", "pdf"]).code,
            2,
            "the description itself"
        );
    }
    assert!(std::fs::read(path.join("review.toml")).expect("a file").starts_with(b"#:schema"));
}

#[test]
fn messages_in_three_forms_and_two_languages() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(
        path.join("bad.toml"),
        "[review]\ntitle = \"回眸, 一年\"\norganisation = \"某局\"\nyear = 2024\n[[section]]\ntitle = \"一\"\n",
    )
    .expect("a file");
    let human = run(path, &["check", "bad.toml", "--lang", "zh"]);
    insta::assert_snapshot!(human.stderr, @r#"
    警告[half-width-mark]: 应为全角“，”，这里用了半角“,”
     --> bad.toml:2:12
      |
    2 | title = "回眸, 一年"
      |              ^
      |
      = 字段: review.title

    错误[unknown-key]: `review` 没有名为 `organisation` 的字段
     --> bad.toml:3:1
      |
    3 | organisation = "某局"
      | ^^^^^^^^^^^^
      |
      = 字段: review.organisation
      = 提示: 是否要写 `organization`？

    共 1 处错误，1 条警告
    有 2 处可以代改：huimou fix bad.toml
    "#);
    let short = run(path, &["check", "bad.toml", "--lang", "en", "--message-format", "short"]);
    insta::assert_snapshot!(short.stderr, @r"
    bad.toml:2:12: warning[half-width-mark]: a half-width , next to a Chinese character; write ，
    bad.toml:3:1: error[unknown-key]: `review` has no key `organisation`
    1 error, 1 warning
    ");
    let json = run(path, &["check", "bad.toml", "--message-format", "json"]);
    let lines: Vec<Value> =
        json.stderr.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line["schema"] == 1));
    assert_eq!(
        lines[1]["place"],
        serde_json::json!({"file": "bad.toml", "line": 3, "column": 1, "end_line": 3, "end_column": 13, "message": null})
    );
    assert_eq!(lines[1]["hints"][0], "did you mean `organization`?");
    assert_eq!(
        (&lines[2]["type"], &lines[2]["errors"], &lines[2]["warnings"]),
        (&"summary".into(), &1.into(), &1.into())
    );
}

#[test]
fn warnings_can_be_denied() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(
        path.join("comma.toml"),
        read("data/minimal/review.toml").replacen("title = \"", "title = \"甲,乙", 1),
    )
    .expect("a file");
    let json = run(path, &["check", "comma.toml", "--message-format", "json"]);
    let summary = json.stderr.lines().last().expect("a summary");
    assert!(summary.contains("\"errors\":0,\"warnings\":1"), "{summary}");
    let warned = run(path, &["build", "comma.toml"]);
    assert_eq!(warned.code, 0, "{}", warned.stderr);
    assert!(warned.stderr.contains("warning[half-width-mark]"));
    std::fs::remove_file(path.join("comma.pdf")).expect("a PDF");
    let denied = run(path, &["build", "comma.toml", "--deny-warnings"]);
    assert_eq!(denied.code, 1);
    assert!(denied.stderr.contains("error[half-width-mark]"));
    assert!(!path.join("comma.pdf").exists());
}

#[test]
fn no_colour_reaches_a_pipe() {
    let folder = folder();
    std::fs::write(folder.path().join("bad.toml"), "[review]\n").expect("a file");
    assert!(!run(folder.path(), &["check", "bad.toml"]).stderr.contains('\u{1B}'));
}

/// A name that could control a terminal is shown with its code points.
#[test]
fn hostile_names_are_shown_harmless() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("bad.toml"), "[review]\n\"\\u001B[31m\\u202E\" = 1\n").expect("a file");
    for form in ["human", "short"] {
        let shown = run(path, &["check", "bad.toml", "--message-format", form]).stderr;
        assert!(!shown.contains('\u{1B}') && !shown.contains('\u{202E}'), "{form}: {shown}");
    }
}

#[test]
fn pages_as_pictures() {
    let folder = folder();
    let path = folder.path();
    let built =
        run(path, &["build", "review.toml", "--format", "png", "--pages", "1-2", "--ppi", "36", "-o", "page-{p}.png"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert_eq!(names(path), ["page-1.png", "page-2.png", "review.toml"]);
    let picture = image::open(path.join("page-1.png")).expect("a PNG");
    // A4 at 36 ppi: 8.27 by 11.69 inches.
    assert_eq!((picture.width(), picture.height()), (298, 421));
    assert_eq!(
        run(path, &["build", "review.toml", "--format", "png", "-o", "one.png"]).code,
        2,
        "many pages, one name"
    );
    assert_eq!(run(path, &["build", "review.toml", "--format", "png", "--pages", "99"]).code, 2);
}

#[test]
fn a_copied_template_builds_the_same() {
    let folder = folder();
    let path = folder.path();
    assert_eq!(run(path, &["template", "copy", "bulletin", "mine"]).code, 0);
    assert_eq!(run(path, &["build", "review.toml", "-o", "a.pdf"]).code, 0);
    let own = run(path, &["build", "review.toml", "-o", "b.pdf", "--template", "mine"]);
    assert_eq!(own.code, 0, "{}", own.stderr);
    assert!(std::fs::read(path.join("a.pdf")).expect("a PDF") == std::fs::read(path.join("b.pdf")).expect("a PDF"));
    assert_eq!(run(path, &["template", "copy", "bulletin", "mine"]).code, 4, "never over files");
    let list = String::from_utf8(run(path, &["template", "list"]).stdout).expect("text");
    assert!(list.contains("bulletin") && list.contains("blue"), "{list}");
}

#[test]
fn fonts_tell_what_they_lack() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("names.txt"), "甪里街 陳國棟 CO₂ Ђ 𪚥").expect("a file");
    let lacking = run(path, &["fonts", "--coverage", "names.txt"]);
    assert_eq!(lacking.code, 1);
    assert_eq!(
        String::from_utf8(lacking.stdout).expect("text"),
        "Ђ  U+0402  not in sans, serif\n\
         𪚥  U+2A6A5  not in sans, serif, kai  national list level -  GB 2312 no\n"
    );
    assert!(lacking.stderr.contains("11 different characters: sans lacks 2, serif lacks 2, kai lacks 1"));
    std::fs::write(path.join("names.txt"), "甪里街 陳國棟 CO₂").expect("a file");
    assert_eq!(run(path, &["fonts", "--coverage", "names.txt"]).code, 0);
    let common = run(path, &["fonts", "--coverage", "--template", "editorial"]);
    assert_eq!((common.code, common.stdout.len()), (0, 0), "{}", common.stderr);
    for reported in
        ["common Chinese characters: sans lacks 0", "common symbols: sans lacks 0, serif lacks 0, kai lacks 0"]
    {
        assert!(common.stderr.contains(reported), "{}", common.stderr);
    }
    let list = String::from_utf8(run(path, &["fonts"]).stdout).expect("text");
    assert!(list.contains("Huimou Kai  400"), "{list}");
}

#[test]
fn missing_glyphs_can_be_allowed_for_a_proof() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("rare.toml"), read("data/minimal/review.toml").replacen("title = \"", "title = \"𪚥", 1))
        .expect("a file");
    let refused = run(path, &["build", "rare.toml"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("error[missing-glyph]") && refused.stderr.contains("U+2A6A5"));
    // The library's cure, in the words of the command.
    let cure = "put a font that has the character into a folder and pass the folder with --font-path; or build a proof \
                with --allow-missing-glyphs";
    assert!(refused.stderr.contains(&format!("help: {cure}\n")), "{}", refused.stderr);
    let json = run(path, &["--message-format", "json", "build", "rare.toml"]);
    assert!(json.stderr.contains(&format!("\"hints\":[\"{cure}\"]")), "{}", json.stderr);
    let proof = run(path, &["build", "rare.toml", "--allow-missing-glyphs"]);
    assert_eq!(proof.code, 0, "{}", proof.stderr);
    assert!(proof.stderr.contains("warning[missing-glyph]"));
}

#[test]
fn schema_and_completions_are_printed() {
    let folder = folder();
    assert_eq!(String::from_utf8(run(folder.path(), &["schema"]).stdout).expect("text"), huimou::schema());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(folder.path(), &["completions", shell]);
        assert!(script.code == 0 && script.stdout.len() > 500, "{shell}");
    }
}

#[test]
fn a_sheet_replaces_nothing_of_others() {
    let folder = folder();
    let path = folder.path();
    std::fs::create_dir(path.join("taken")).expect("a folder");
    std::fs::write(path.join("taken/main.typ"), "mine").expect("a file");
    assert_eq!(run(path, &["sheet", "review.toml", "-o", "taken"]).code, 4);
    assert_eq!(std::fs::read(path.join("taken/main.typ")).expect("a file"), b"mine");
    assert_eq!(run(path, &["sheet", "review.toml", "-o", "new"]).code, 0);
    assert_eq!(run(path, &["sheet", "review.toml", "-o", "new"]).code, 0, "its own it writes anew");
    let json = run(path, &["sheet", "review.toml", "-o", "-"]);
    assert_eq!(serde_json::from_slice::<Value>(&json.stdout).expect("JSON")["sheet"], 1);
}

#[cfg(unix)]
#[test]
fn the_mask_of_the_process_holds() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let script = format!("umask 077; '{}' build review.toml -o private.pdf", env!("CARGO_BIN_EXE_huimou"));
    assert!(Command::new("sh").current_dir(folder.path()).args(["-c", &script]).status().expect("sh").success());
    let mode = std::fs::metadata(folder.path().join("private.pdf")).expect("a PDF").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = folder();
    let mut child = command(folder.path()).arg("schema").stdout(Stdio::piped()).spawn().expect("the command runs");
    drop(child.stdout.take());
    assert!(child.wait().expect("an end").success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let folder = folder();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let done = command(folder.path())
        .args(["build", "review.toml", "-o", "-"])
        .stdout(full)
        .output()
        .expect("the command runs");
    assert_eq!(done.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&done.stderr).contains("[write-failed]"));
}

#[test]
fn a_huge_file_is_refused_at_once() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("huge.toml"), vec![b'#'; (16 << 20) + 1]).expect("a file");
    let refused = run(path, &["check", "huge.toml"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("[file-too-large]"));
    std::fs::write(path.join("deep.toml"), format!("a = {}", "[".repeat(20_000))).expect("a file");
    assert_eq!(run(path, &["check", "deep.toml"]).code, 1, "an error and no overflow");
    let nested = format!("lead = '{}甲{}'\n", "**甲 ".repeat(20_000), "**".repeat(20_000));
    std::fs::write(path.join("nested.toml"), read("data/minimal/review.toml") + &nested).expect("a file");
    assert_eq!(run(path, &["check", "nested.toml"]).code, 1, "markup neither");
}

#[test]
fn the_samples_are_where_the_readme_says() {
    assert!(repository("data/jiaxing-2023/review.toml").is_file());
}

/// A file with mistakes, and what `fix` makes of it.
const SLIPS: (&str, &str) = ("title = \"回眸,一年\"  # 标题,待定\n", "title = \"回眸，一年\"  # 标题,待定\n");

fn with_slips(text: &str) -> String {
    format!("[review]\n{text}organization = \"某局\"\nyear = 2024\n\n[[section]]\ntitle = \"一\"\n")
}

#[test]
fn fix_writes_only_when_it_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let (wrong, right) = (with_slips(SLIPS.0), with_slips(SLIPS.1));
    let file = path.join("review.toml");
    let text = || std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, &wrong).expect("a file");
    let shown = run(path, &["fix", "review.toml", "--dry-run"]);
    let lines = String::from_utf8(shown.stdout).expect("text");
    assert_eq!(shown.code, 1, "something is to be mended");
    assert!(
        lines.contains("    2 - title = \"回眸,一年\"") && lines.contains("    2 + title = \"回眸，一年\""),
        "{lines}"
    );
    assert!(!lines.contains('\u{1B}'), "no colour in a pipe");
    let asked = run(path, &["fix", "review.toml"]);
    assert_eq!(asked.code, 2, "nobody can be asked");
    assert!(asked.stderr.contains("--yes"), "{}", asked.stderr);
    assert_eq!((text(), names(path)), (wrong.clone(), vec!["review.toml".to_owned()]), "nothing was written");
    assert_eq!(run(path, &["fix", ".", "--yes"]).code, 0, "a folder stands for its review");
    assert_eq!(text(), right);
    assert_eq!(std::fs::read_to_string(path.join("review.toml.bak")).expect("a backup"), wrong);
    assert_eq!(run(path, &["fix", "review.toml"]).code, 0, "a second time there is nothing to ask");
    std::fs::write(&file, wrong.replace('一', "二")).expect("a file");
    assert_eq!(run(path, &["fix", "review.toml", "--yes"]).code, 0);
    assert_eq!(std::fs::read_to_string(path.join("review.toml.bak")).expect("the old backup"), wrong);
    assert_eq!(names(path), ["review.toml", "review.toml.bak", "review.toml.bak2"]);
    #[cfg(unix)]
    {
        std::fs::write(&file, &wrong).expect("a file");
        std::os::unix::fs::symlink(&file, path.join("link.toml")).expect("a link");
        assert_eq!(run(path, &["fix", "link.toml", "--yes"]).code, 4, "never through a link");
        assert_eq!((text(), path.join("link.toml.bak").exists()), (wrong, false));
    }
}

#[test]
fn fix_reads_and_writes_streams_and_refuses_what_is_no_toml() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let mut child = command(path)
        .args(["fix", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child.stdin.take().expect("stdin").write_all(with_slips(SLIPS.0).as_bytes()).expect("a review");
    let piped: Run = child.wait_with_output().expect("an end").into();
    assert_eq!((piped.code, piped.stderr.as_str()), (0, ""));
    assert_eq!(String::from_utf8(piped.stdout).expect("text"), with_slips(SLIPS.1));
    std::fs::write(path.join("table.csv"), "甲,乙\n").expect("a file");
    assert_eq!(run(path, &["fix", "table.csv", "--yes"]).code, 2);
    std::fs::write(path.join("gbk.toml"), b"title = \"\xBC\xCE\xD0\xCB\"\n").expect("a file");
    let gbk = run(path, &["fix", "gbk.toml", "--yes"]);
    assert!(gbk.code == 1 && gbk.stderr.contains("GBK"), "{}", gbk.stderr);
    assert_eq!(names(path), ["gbk.toml", "table.csv"]);
    std::fs::write(path.join("bom.toml"), format!("\u{FEFF}{}", with_slips(SLIPS.0))).expect("a file");
    let json = run(path, &["fix", "bom.toml", "--yes", "--message-format", "json"]);
    assert_eq!(json.code, 0);
    let edit: Value = serde_json::from_str(json.stderr.lines().next().expect("an object")).expect("JSON");
    assert_eq!((&edit["type"], &edit["new"], &edit["place"]["line"]), (&"edit".into(), &"，".into(), &2.into()));
    let written = std::fs::read_to_string(path.join("bom.toml")).expect("a file");
    assert_eq!(written, format!("\u{FEFF}{}", with_slips(SLIPS.1)), "the byte order mark stays");
}

#[test]
fn folders_papers_and_chinese_names_are_understood() {
    let folder = folder();
    let path = folder.path();
    let built = run(path, &["build", ".", "--template", "画册", "--theme", "红", "--paper", "A4"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let named = run(
        path,
        &["build", "review.toml", "--template", "editorial", "--theme", "red", "--paper", "a4", "-o", "b.pdf"],
    );
    assert_eq!(named.code, 0, "{}", named.stderr);
    let bytes = |name: &str| std::fs::read(path.join(name)).expect("a PDF");
    assert!(bytes("review.pdf") == bytes("b.pdf"), "the same choices");
    let high = |name: &str| {
        let file = lopdf::Document::load_mem(&bytes(name)).expect("a PDF");
        let page = *file.get_pages().get(&1).expect("a page");
        let media = file.get_dictionary(page).and_then(|page| page.get(b"MediaBox")).expect("a box").clone();
        media.as_array().expect("numbers")[3].as_float().expect("a height").round()
    };
    assert_eq!(run(path, &["build", ".", "--paper", "210×285", "-o", "c.pdf"]).code, 0);
    assert_eq!((high("b.pdf"), high("c.pdf")), (842.0, 808.0), "297 and 285 mm");
    let refused = run(path, &["check", ".", "--paper", "A3", "--lang", "zh"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("没有 `A3` 这种开本，可用的是 `a4`、`210x285`"),
        "{}",
        refused.stderr
    );
    let refused = run(path, &["check", ".", "--template", "年报", "--lang", "zh"]);
    assert!(refused.stderr.contains("可用的是 简报（`bulletin`）、画册（`editorial`）"), "{}", refused.stderr);
}

#[test]
fn an_output_says_what_is_written() {
    let folder = folder();
    let path = folder.path();
    for (args, word) in [
        (&["-o", "a.docx"][..], "-o a.pdf"),
        (&["-o", "a"], "-o a.pdf"),
        (&["-o", "a", "--format", "png"], "-o a.png"),
        (&["-o", "a.jpg"], ".png"),
        (&["-o", "a.png", "--format", "pdf"], "--format png"),
        (&["-o", "a.pdf", "--format", "png"], "-o a.png"),
        (&["-o", "."], "review.pdf"),
    ] {
        let refused = run(path, &[&["build", "review.toml"], args].concat());
        assert_eq!(refused.code, 2, "{args:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(word), "{args:?}: {}", refused.stderr);
    }
    assert_eq!(names(path), ["review.toml"]);
    assert_eq!(run(path, &["build", "review.toml", "--pages", "1", "-o", "one.PNG"]).code, 0, "the name is enough");
    assert!(std::fs::read(path.join("one.PNG")).expect("a picture").starts_with(b"\x89PNG"));
}

/// Another paper makes another report: what a batch built on the first is rebuilt.
#[test]
fn a_batch_knows_its_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    std::fs::write(path.join("base.toml"), read("data/minimal/review.toml")).expect("a review");
    let batch = "[batch]\nbase = \"base.toml\"\n\n[[district]]\nslug = \"nanhu\"\n";
    std::fs::write(path.join("batch.toml"), batch).expect("a batch");
    let built = |args: &[&str]| {
        let done = run(path, &[&["batch", ".", "--in-process", "-o", "out"], args].concat());
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stderr.contains("1 built")
    };
    assert!(built(&["--paper", "A4"]), "a folder stands for its batch.toml");
    assert!(!built(&["--paper", "A4"]), "nothing has changed");
    assert!(built(&["--paper", "210x285"]));
}

#[test]
fn slips_are_told_of_fix() {
    let folder = folder();
    let path = folder.path();
    let reported = |file: &str| {
        run(path, &["check", file]).stderr.contains(&format!("1 place can be fixed for you: huimou fix {file}"))
    };
    assert!(!reported("review.toml"));
    std::fs::write(
        path.join("slip.toml"),
        read("data/minimal/review.toml").replacen("title = \"", "title = \"甲,乙", 1),
    )
    .expect("a file");
    assert!(reported("slip.toml"));
    std::fs::write(path.join("broken.toml"), "[review]\ntitle = “回眸\"\n").expect("a file");
    assert!(reported("broken.toml"));
    assert!(!run(path, &["check", "slip.toml", "--message-format", "short"]).stderr.contains("huimou fix"));
}
