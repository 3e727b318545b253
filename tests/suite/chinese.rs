//! The command in Chinese: its help, and its messages for invalid command lines.

use crate::cli::{folder, run};

/// Runs of three Latin letters that stand by themselves: no flag, name of a file, code in a pair of signs, or word
/// that has no Chinese one.
fn foreign_words(text: &str) -> Vec<String> {
    const KNOWN: [&str; 12] =
        ["huimou", "PDF", "PNG", "TOML", "JSON", "Schema", "UTF", "Typst", "Ctrl", "MiB", "GiB", "auto"];
    let commands: Vec<String> = help_commands();
    // Of a line that is to be typed only what is said of it.
    let words = |line: &str| {
        let typed = line.trim_start().starts_with("huimou ") || line.trim_start().starts_with("typst ");
        if typed { line.trim().split("   ").skip(1).collect() } else { line.to_owned() }
    };
    let text: String = text.lines().map(|line| words(line) + "\n").collect();
    let mut quoted = false;
    let plain: String = text
        .chars()
        .map(|c| {
            quoted ^= c == '`';
            if quoted { ' ' } else { c }
        })
        .collect();
    let mut out = Vec::new();
    for token in plain.split(|c: char| c.is_whitespace() || !c.is_ascii()) {
        let name = token.starts_with('-') || token.contains(['.', '/', '=', '{']) || token.contains("[");
        for word in token.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2) {
            let known = KNOWN.contains(&word) || commands.iter().any(|command| command == word);
            if !name && !known {
                out.push(word.to_owned());
            }
        }
    }
    out
}

/// The names of all commands.
fn help_commands() -> Vec<String> {
    let list =
        ["init", "build", "check", "fix", "batch", "audit", "plan", "sheet", "template", "specimen", "fonts", "schema"];
    let more = ["completions", "explain", "list", "show", "copy", "merge", "review"];
    list.iter().chain(&more).map(|name| (*name).to_owned()).collect()
}

#[test]
fn help_is_in_one_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut calls: Vec<Vec<&str>> =
        ["init", "build", "check", "fix", "batch", "audit", "plan", "sheet", "template", "specimen"]
            .into_iter()
            .chain(["fonts", "explain", "schema", "completions"])
            .map(|name| vec![name])
            .collect();
    calls.extend([vec![], vec!["batch", "merge"], vec!["template", "list"], vec!["template", "show"]]);
    calls.push(vec!["template", "copy"]);
    for call in calls {
        let help = |language: &str| {
            let shown = run(folder.path(), &[&call[..], &["--help", "--lang", language]].concat());
            assert_eq!((shown.code, shown.stderr.as_str()), (0, ""), "{call:?}");
            String::from_utf8(shown.stdout).expect("text")
        };
        let (chinese, english) = (help("zh"), help("en"));
        assert_eq!(foreign_words(&chinese), [] as [&str; 0], "{call:?}:\n{chinese}");
        assert!(chinese.contains("用法：") && chinese.contains("显示用法"), "{chinese}");
        let english = english.replace("zh: 中文", "");
        let han = english.chars().find(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
        assert_eq!(han, None, "{call:?}:\n{english}");
        assert!(!english.contains(" · "), "{english}");
    }
    let (asked, flag) = (run(folder.path(), &["help", "build"]), run(folder.path(), &["build", "--help"]));
    assert!(asked.stdout == flag.stdout && asked.code == 0);
}

/// An invalid command line is reported in Chinese, with what is wrong and what to write.
#[test]
fn wrong_command_lines_are_told_in_chinese() {
    let folder = folder();
    std::fs::write(folder.path().join("b.toml"), "").expect("a file");
    for (line, said) in [
        ("bild review.toml", &["没有名为 `bild` 的命令", "是否要写 `build`？"][..]),
        ("build", &["缺少 `<文件>`", "用法：`huimou build [选项] <文件>`"]),
        ("build review.toml --fromat png", &["没有名为 `--fromat` 的选项", "是否要写 `--format`？"]),
        ("build review.toml --format docx", &["不能写 `docx`，可用的是 `pdf`、`png`"]),
        ("build review.toml --ppi 99999", &["不能写 `99999`：应为 1 到 2400 的数"]),
        ("build review.toml --ppi", &["`--ppi <数>` 后面缺少内容"]),
        ("build review.toml b.toml", &["多写了 `b.toml`"]),
        ("build review.toml --theme red --theme blue", &["写了两次"]),
        ("check review.toml --audit-rules A1", &["缺少 `--audit`"]),
        ("check review.toml --audit --audit-rules Z9", &["可用的规则是 A1、"]),
        ("fix review.toml --yes --dry-run", &["`--yes` 不能与 `--dry-run` 同时使用"]),
        ("batch b.toml -j 0", &["应为 1 到 1024 的整数"]),
        ("batch b.toml --isolate --memory-limit 1", &["至少为 64MiB"]),
        ("template shw", &["是否要写 `show`？"]),
        ("completions tcsh", &["不能写 `tcsh`"]),
        ("build review.toml --date 2024.1.1", &["日期写法不对，请写 2024-01-11"]),
        ("build review.toml --date 2024-02-30", &["没有这一天"]),
        ("build nothing.toml", &["读不了 nothing.toml：文件不存在"]),
        ("batch .", &["batch.toml：文件不存在"]),
        ("build review.toml -o no/such/folder.pdf", &["写不了 no/such/folder.pdf：没有 no 这个文件夹"]),
        ("build review.toml --pages 1", &["--format png"]),
        ("init .", &["换一个还没有的文件夹名"]),
    ] {
        let words: Vec<&str> = line.split(' ').chain(["--lang", "zh"]).collect();
        let refused = run(folder.path(), &words);
        assert!(refused.code >= 2, "{line}: {}", refused.code);
        for said in said {
            assert!(refused.stderr.contains(said), "{line}:\n{}", refused.stderr);
        }
        let body = refused.stderr.replace("[usage]", "").replace("[read-failed]", "");
        let body = body.replace("[write-failed]", "").replace("[write-refused]", "");
        assert_eq!(foreign_words(&body), [] as [&str; 0], "{line}:\n{body}");
    }
    let english = run(folder.path(), &["bild"]);
    assert!(english.code == 2 && english.stderr.contains("unrecognized subcommand 'bild'"), "{}", english.stderr);
}
