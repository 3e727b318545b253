//! Diagnostics about the cells of a table: each with its name, and all of them in a list.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::repository;

const BASE: &str = "[review]\ntitle = \"{{ slug }}回眸\"\norganization = \"某局\"\nyear = 2024\n[[section]]\n\
                    title = \"一\"\n[[section.indicator]]\nlabel = \"产值\"\nvalue = 1.0\nunit = \"亿元\"\n\
                    change = { value = 0.0, direction = \"up\" }\n";

const BATCH: &str = "[batch]\nbase = \"base.toml\"\n[table]\nfile = \"t.xlsx\"\n[fields]\n\
                     \"产值\" = \"section[0].indicator[0].value\"\n";

/// A folder with a batch of a spreadsheet.
fn batch(table: &str, fields: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("base.toml"), BASE).expect("written");
    std::fs::write(at("batch.toml"), format!("{BATCH}{fields}")).expect("written");
    std::fs::copy(repository("tests/cases/batch").join(table), at("t.xlsx")).expect("copied");
    folder
}

fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huimou"));
    command.current_dir(folder).args(["--lang", "zh", "batch", "batch.toml"]).args(more);
    let output = command.stdin(Stdio::null()).output().expect("the command");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

/// Forty districts are enough for workers: their diagnostics name cells, too.
#[test]
fn every_fault_lists_all_its_cells() {
    let change = "\"增速\" = \"section[0].indicator[0].change.value\"\n";
    let folder = batch("many.xlsx", change);
    let (code, said) = run(folder.path(), &["--faults", "错误.csv"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(" --> t.xlsx 汇总!B3\n"), "{said}");
    let named = "涉及 20 个地区：d01（汇总!B3）、d03（汇总!B5）、d05（汇总!B7）、d07（汇总!B9）";
    assert!(said.contains(named) && said.contains("d15（汇总!B17）等"), "{said}");
    assert!(said.contains("涉及 5 个地区：d00（汇总!C2）、"), "{said}");
    assert!(said.contains("完成 15 个，未变 0 个，失败 25 个"), "{said}");

    let list = std::fs::read_to_string(folder.path().join("错误.csv")).expect("a list");
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 1 + 20 + 5);
    assert_eq!(lines[0], "\u{FEFF}地区,文件,单元格,列名,现值,级别,问题,怎样改");
    let cells: Vec<Vec<&str>> = lines.iter().map(|line| line.split(',').take(6).collect()).collect();
    assert!(cells.contains(&vec!["d39", "t.xlsx", "汇总!B41", "产值", "暂缺", "错误"]), "{list}");
    assert!(cells.contains(&vec!["d32", "t.xlsx", "汇总!C34", "增速", "", "错误"]), "{list}");

    let (_, said) = run(folder.path(), &["--message-format", "json"]);
    let objects: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let error = objects.iter().find(|object| object["code"] == "bad-number").expect("a fault");
    let cells: Vec<&str> =
        error["cells"].as_array().expect("cells").iter().filter_map(|cell| cell["cell"].as_str()).collect();
    assert_eq!((cells.len(), cells[0], cells[19]), (20, "汇总!B3", "汇总!B41"));
    assert_eq!((&error["place"]["cell"], &error["place"]["column_name"]), (&"汇总!B3".into(), &"产值".into()));
}

/// Warnings about how a table was read aren't errors.
#[test]
fn a_row_that_is_left_out_fails_nothing() {
    let folder = batch("ok_two_heads/t.xlsx", "");
    let at = |name: &str| folder.path().join(name);
    std::fs::copy(repository("tests/cases/batch/ok_two_heads/base.toml"), at("base.toml")).expect("copied");
    std::fs::copy(repository("tests/cases/batch/ok_two_heads/batch.toml"), at("batch.toml")).expect("copied");
    let (code, said) = run(folder.path(), &["--deny-warnings"]);
    assert!(code == Some(0) && said.contains("警告[row-left-out]") && said.contains("完成 2 个"), "{said}");
}

/// A batch that can't begin also writes its list.
#[test]
fn a_table_with_faults_is_listed_before_anything_is_built() {
    let folder = batch("errors.xlsx", "");
    let (code, said) = run(folder.path(), &["--faults", "错误.csv"]);
    assert_eq!((code, said.matches("错误[bad-number]").count()), (Some(1), 1), "{said}");
    assert!(said.contains("涉及 12 个地区：d00（汇总!B2）、") && said.contains("d07（汇总!B9）等"), "{said}");
    let list = std::fs::read_to_string(folder.path().join("错误.csv")).expect("a list");
    let last = list.lines().last().expect("a line");
    assert!(last.starts_with("d11,t.xlsx,汇总!B13,产值,#DIV/0!,错误,这一格是错误值"), "{list}");
    assert_eq!(list.lines().count(), 13);
}

/// A table of 45 MB with too many rows, and one of 20,000 rows with one mistake each, end within 1 GiB of memory with
/// a list that is bounded and a count.
#[test]
#[cfg(target_os = "linux")]
fn a_table_has_bounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("base.toml"), BASE).expect("written");
    std::fs::write(at("batch.toml"), BATCH.replace("t.xlsx", "t.csv")).expect("written");
    let limited = |table: String| {
        std::fs::write(at("t.csv"), table).expect("written");
        let mut command = Command::new("sh");
        command.current_dir(folder.path()).args(["-c", "ulimit -d 1048576; exec \"$0\" \"$@\""]);
        command.arg(env!("CARGO_BIN_EXE_huimou"));
        command.args(["--lang", "zh", "batch", "batch.toml", "--dry-run", "--message-format", "short"]);
        let output = command.stdin(Stdio::null()).output().expect("the command");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let (code, said) = limited(format!("slug,产值\n{}", "a,\n".repeat(15_000_000)));
    assert!(code == Some(1) && said.contains("t.csv 太大"), "{said}");
    let (code, said) = limited(format!("slug,产值\n{}", ",1\n".repeat(20_000)));
    assert!(code == Some(1) && said.contains("一共有 20000 处错误，前面只列出 10000 处"), "{said}");
}
