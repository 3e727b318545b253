//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use huimou::Rule;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the review's content is at fault
  2  the command line is at fault
  3  fonts, templates or themes are at fault
  4  a file can't be read or written
  130  a batch was ended by Ctrl-C

Examples:
  huimou init my-review && huimou build my-review/review.toml
  huimou check review.toml --message-format json
  huimou build review.toml -o - > review.pdf";

/// Typesets annual reviews: one TOML description in, one finished PDF out. · 年度回眸：一份 TOML，一册 PDF。
#[derive(Debug, Parser)]
#[command(name = "huimou", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// Language of messages; taken from the locale if absent · 提示语言
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,

    /// Form of messages on stderr · 提示格式
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub message_format: MessageFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With the source line and a caret
    Human,
    /// One line each
    Short,
    /// One JSON object a line, then a summary
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder with a review that builds as it is · 新建
    #[command(after_help = "Example:\n  huimou init my-review")]
    Init(Init),
    /// Build a review to PDF or PNG · 排版成册
    #[command(
        visible_alias = "b",
        after_help = "\
Examples:
  huimou build review.toml                           writes review.pdf beside it
  huimou build review.toml -o out/2023.pdf --date 2024-01-11
  huimou build review.toml --format png --pages 1,3-5 -o page-{p}.png
  huimou build review.toml --strict-typography
  cat review.toml | huimou build - -o - > review.pdf"
    )]
    Build(Build),
    /// Check a review without writing anything · 检查
    #[command(
        visible_alias = "c",
        after_help = "\
Examples:
  huimou check review.toml
  huimou check review.toml --deny-warnings --message-format short
  huimou check review.toml --audit --audit-picture proof"
    )]
    Check(Check),
    /// Build a report for every district of a table · 批量
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "\
Examples:
  huimou batch data/districts/batch.toml
  huimou batch batch.toml -o out --only nanhu pinghu
  huimou batch batch.toml --shard 2/8                one of eight machines
  huimou batch merge out                             joins the ledgers of shards
  huimou batch batch.toml --dry-run
  huimou batch batch.toml --template from-outside/ --isolate --memory-limit 1GiB --time-limit 30

What was built and hasn't changed is left as it is; the ledger huimou-batch.json in the output folder says what
became of each district. Exit codes: 1 if a district failed, 130 if the run was ended by Ctrl-C."
    )]
    Batch(super::batch::Arguments),
    /// Judge the typography of a PDF from any program · 审校 PDF
    #[command(after_help = "\
Examples:
  huimou audit review.pdf
  huimou audit review.pdf --picture proof --message-format json
  huimou audit review.pdf --rules A1,A3,G2

Lines and columns are inferred; what a PDF doesn't tell is not judged. Rules: docs/audit.md.")]
    Audit(Audit),
    /// Write the resolved review and its photographs, for designers · 导出数据
    #[command(after_help = "\
The folder compiles with the plain Typst command:
  huimou sheet review.toml -o sheet
  typst compile --root sheet --font-path fonts --ignore-system-fonts sheet/main.typ")]
    Sheet(Sheet),
    /// List, show or copy templates · 模板
    Template(Template),
    /// Print every component of a template in several sizes, with its colours and type · 样张
    #[command(after_help = "\
Examples:
  huimou specimen --template editorial
  huimou specimen --template bulletin --theme office.toml -o office.pdf")]
    Specimen(Specimen),
    /// List the fonts, or what they lack · 字体
    #[command(after_help = "\
Examples:
  huimou fonts
  huimou fonts --coverage
  huimou fonts --coverage names.txt")]
    Fonts(Fonts),
    /// Print the JSON Schema of the TOML language · 数据格式
    Schema {
        /// That of a batch's description
        #[arg(long)]
        batch: bool,
    },
    /// Print a completion script for a shell · 补全脚本
    #[command(after_help = "Example:\n  huimou completions bash > ~/.local/share/bash-completion/completions/huimou")]
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The folder; it must not exist yet, or be empty
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// What every command that reads a review takes.
#[derive(Debug, ClapArgs)]
pub struct Input {
    /// The review's TOML file, or - for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,

    #[command(flatten)]
    pub manner: Manner,
}

/// How a review is set, over what its description says.
#[derive(Debug, ClapArgs)]
pub struct Manner {
    /// A built-in template's name, or a template's folder · 模板
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A theme of the template, or a TOML file · 配色
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub theme: Option<String>,

    /// A folder of fonts that help out where ours lack a character; may be repeated · 字体文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// Date of the document, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else the review's own date · 文档日期
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,

    /// Take a character that no font has for a warning · 允许缺字
    #[arg(long)]
    pub allow_missing_glyphs: bool,

    /// Take warnings for errors · 警告即错误
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Build {
    #[command(flatten)]
    pub input: Input,

    /// Where to: a file, or - for standard output; {p} stands for the page of a PNG · 输出
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// What to write; taken from the extension of OUT if absent · 格式
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,

    /// Pages to write as PNG, such as 1,3-5 · 页码
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<String>,

    /// Pixels to the inch of a PNG, 1 to 2400 · 分辨率
    #[arg(long, default_value_t = 144.0, value_parser = resolution)]
    pub ppi: f64,

    /// Judge the typography, and write nothing if it breaks a rule at the level of errors · 严格排印
    #[arg(long)]
    pub strict_typography: bool,
}

/// A resolution that a printer or a screen can have.
fn resolution(text: &str) -> Result<f64, String> {
    let ppi = text.parse::<f64>().ok().filter(|ppi| (1.0..=2400.0).contains(ppi));
    ppi.ok_or_else(|| "must be a number from 1 to 2400".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Pdf,
    Png,
}

#[derive(Debug, ClapArgs)]
pub struct Check {
    #[command(flatten)]
    pub input: Input,

    /// Judge the typography of the pages, too · 审校版面
    #[arg(long)]
    pub audit: bool,

    /// A folder for pictures of the pages with findings, the places marked · 标出位置的页面图
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "audit")]
    pub audit_picture: Option<PathBuf>,

    /// Only these rules, such as A1,B2 · 只用这些规则
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule, requires = "audit")]
    pub audit_rules: Vec<&'static Rule>,
}

#[derive(Debug, ClapArgs)]
pub struct Audit {
    /// The PDF
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,

    /// A folder for pictures of the pages with findings, the places marked · 标出位置的页面图
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub picture: Option<PathBuf>,

    /// Only these rules, such as A1,B2 · 只用这些规则
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub rules: Vec<&'static Rule>,

    /// Take warnings for errors · 警告即错误
    #[arg(long)]
    pub deny_warnings: bool,
}

/// A rule of the catalogue.
fn rule(id: &str) -> Result<&'static Rule, String> {
    Rule::named(id).ok_or_else(|| {
        let all: Vec<&str> = Rule::all().iter().map(|rule| rule.id).collect();
        format!("must be one of {}", all.join(", "))
    })
}

#[derive(Debug, ClapArgs)]
pub struct Sheet {
    #[command(flatten)]
    pub input: Input,

    /// A folder to write to, or - for the JSON alone on standard output
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct Template {
    #[command(subcommand)]
    pub command: TemplateCommand,
}

#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// List the built-in templates with their themes and papers
    List,
    /// Show what a template has: papers, themes with their colours, fonts, files
    #[command(after_help = "Example:\n  huimou template show editorial")]
    Show {
        /// Name of the template
        name: String,
    },
    /// Copy a built-in template to a folder, to start one of your own
    #[command(
        after_help = "Example:\n  huimou template copy bulletin my-template && huimou build review.toml --template my-template"
    )]
    Copy {
        /// Name of the template
        name: String,
        /// The folder; it must not exist yet, or be empty
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Specimen {
    /// A built-in template's name, or a template's folder · 模板
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: String,

    /// A theme of the template, or a TOML file · 配色
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub theme: Option<String>,

    /// A folder of fonts that the theme names; may be repeated · 字体文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// Where to: a file, or - for standard output; NAME-specimen.pdf if absent · 输出
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Fonts {
    /// What each font stack lacks of a text file's characters; without a file, of the common characters and signs
    #[arg(long, value_name = "FILE", num_args = 0..=1, value_hint = ValueHint::FilePath)]
    pub coverage: Option<Option<PathBuf>>,

    /// A built-in template's name, or a template's folder: only its font stacks · 模板
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A folder of further fonts; may be repeated
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,
}
