//! Help in one language.
//!
//! `args` and `examples` hold every help text in both languages, English first; this module picks one half. It also
//! translates into Chinese what clap adds by itself: headings, `--help`, `--version`, defaults and usage lines.

use clap::{Arg, ArgAction, Command, CommandFactory};
use huimou::Language;

use super::args::Args;

/// The clap command with its help in `language`. Parsing is the same in both.
pub fn command(language: Language) -> Command {
    let command = one_language(Args::command(), language);
    match language {
        Language::English => command,
        Language::Chinese => {
            let mut command = chinese(flags(command));
            // Usage lines need the full name of each subcommand, which clap sets when it builds the command.
            command.build();
            usages(command)
        }
    }
}

/// Separators between the English and the Chinese half. A text of several lines must be tried first: its halves may
/// contain " · ".
const SEPARATORS: [&str; 2] = ["\n·\n", " · "];

fn half(text: &str, language: Language) -> String {
    let halves = SEPARATORS.iter().find_map(|separator| text.split_once(separator));
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

/// Replaces clap's own `--version` and `--help`, whose texts are English.
fn flags(command: Command) -> Command {
    let flag = |name: &'static str, short, action, help: &'static str, order| {
        Arg::new(name).short(short).long(name).action(action).help(help).display_order(order)
    };
    let version = flag("version", 'V', ArgAction::Version, "显示版本", 902);
    let help = flag("help", 'h', ArgAction::Help, "显示用法", 903).global(true);
    command.disable_version_flag(true).arg(version).arg(help)
}

fn chinese(command: Command) -> Command {
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .mut_args(chinese_argument)
        .mut_subcommands(chinese)
}

fn chinese_argument(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "参数" } else { "选项" };
    let arg = arg.help_heading(heading);
    if !matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) {
        return arg;
    }
    let names: Vec<&'static str> =
        arg.get_value_names().unwrap_or_default().iter().map(|name| value_name(name)).collect();
    let words: Vec<String> = arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    let usual: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !words.is_empty() {
        help += &format!("：{}", words.join("、"));
    }
    if !usual.is_empty() {
        help += &format!("；不写为 `{}`", usual.join(","));
    }
    let arg = arg.hide_possible_values(true).hide_default_value(true).help(help);
    if names.is_empty() { arg.value_name("值") } else { arg.value_names(names) }
}

/// The Chinese name of a value in usage lines.
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
        "CODE" => "编号",
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

/// Usage lines in which clap's English words are translated.
fn usages(mut command: Command) -> Command {
    let usage = usage(&mut command);
    command.override_usage(usage).mut_subcommands(usages)
}

/// The usage line of one command, without clap's heading.
pub fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    usage.replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]").replace("<COMMAND>", "<命令>")
}
