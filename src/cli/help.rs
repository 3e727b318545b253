//! The command's own description in one language.
//!
//! Every text of it is written in both, English first, where the argument is declared. What clap says of its own
//! accord (headings, `--help`, defaults) is said here in Chinese.

use clap::{Arg, ArgAction, Command, CommandFactory};
use huimou::Language;

use super::args::Args;

/// The command as it is parsed and described.
pub fn command(language: Language) -> Command {
    let command = one_language(Args::command(), language);
    match language {
        Language::English => command,
        Language::Chinese => {
            let mut command = chinese(command.version_flag(), true);
            // Only a built command knows how it is called.
            command.build();
            usages(command)
        }
    }
}

/// What stands between the halves of a text.
const BETWEEN: [&str; 2] = ["\n·\n", " · "];

fn half(text: &str, language: Language) -> String {
    let halves = BETWEEN.iter().find_map(|between| text.split_once(between));
    match (halves, language) {
        (Some((english, _)), Language::English) => english.to_owned(),
        (Some((_, chinese)), Language::Chinese) => chinese.to_owned(),
        (None, _) => text.to_owned(),
    }
}

fn one_language(mut command: Command, language: Language) -> Command {
    let text = |styled: Option<&clap::builder::StyledStr>| styled.map(|text| half(&text.to_string(), language));
    if let Some(about) = text(command.get_about()) {
        command = command.about(about);
    }
    if let Some(after) = text(command.get_after_help()) {
        command = command.after_help(after);
    }
    command
        .mut_args(|arg| match text(arg.get_help()) {
            Some(help) => arg.help(help),
            None => arg,
        })
        .mut_subcommands(|command| one_language(command, language))
}

trait VersionFlag {
    fn version_flag(self) -> Self;
}

impl VersionFlag for Command {
    fn version_flag(self) -> Self {
        let flag = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
        self.disable_version_flag(true).arg(flag)
    }
}

fn chinese(command: Command, root: bool) -> Command {
    let flag = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示用法");
    // Told by the command itself, like that of the files below.
    let flag = if root { flag.global(true) } else { flag };
    let command = if root { command.arg(flag) } else { command };
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .mut_args(chinese_argument)
        .mut_subcommands(|command| chinese(command, false))
}

fn chinese_argument(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let names: Option<Vec<&'static str>> =
        arg.get_value_names().map(|names| names.iter().map(|name| value_name(name)).collect());
    let words: Vec<String> = match arg.get_action() {
        ArgAction::Set | ArgAction::Append => {
            arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect()
        }
        _ => Vec::new(),
    };
    let usual: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !words.is_empty() {
        help += &format!("：{}", words.join("、"));
    }
    if !usual.is_empty() && matches!(arg.get_action(), ArgAction::Set) {
        help += &format!("；不写为 `{}`", usual.join(","));
    }
    let arg = arg.help_heading(heading).hide_possible_values(true).hide_default_value(true).help(help);
    match names {
        Some(names) if !names.is_empty() => arg.value_names(names),
        _ if matches!(arg.get_action(), ArgAction::Set) => arg.value_name("值"),
        _ => arg,
    }
}

/// What a value is called.
fn value_name(name: &str) -> &'static str {
    match name {
        "FILE" => "文件",
        "BATCH" => "批量文件",
        "DIR" => "文件夹",
        "OUT" => "输出",
        "NAME|DIR" => "名称|文件夹",
        "NAME|FILE" => "名称|文件",
        "NAME" | "PAPER" => "名称",
        "DATE" => "日期",
        "PAGES" => "页码",
        "PPI" | "N" => "数",
        "RULES" => "规则",
        "SLUG" => "代号",
        "K/N" => "第几份/几份",
        "SIZE" => "大小",
        "SECONDS" => "秒",
        "LANG" => "语言",
        "MESSAGE_FORMAT" | "FORMAT" => "格式",
        "SHELL" => "解释器",
        _ => "值",
    }
}

/// Usage lines without clap's English words.
fn usages(mut command: Command) -> Command {
    let usage = usage(&mut command);
    command.override_usage(usage).mut_subcommands(usages)
}

/// How a command is called.
pub fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    usage.replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]").replace("<COMMAND>", "<命令>")
}
