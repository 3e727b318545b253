//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use huimou::Rule;

use super::examples;
use super::values::{in_folder, resolution, rule, size, whole};

// Every text of the help stands in both languages, parted by a dot; `help` takes the half that is wanted.

/// Typesets annual reviews: one TOML description in, one finished PDF out · 年度回眸：一份 TOML，排成一册 PDF
#[derive(Debug, Parser)]
#[command(name = "huimou", version, after_help = examples::EXIT_CODES, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// Language of messages; taken from the locale if absent · 提示用的语言；不写时随系统
    #[arg(long, global = true, value_enum, display_order = 900)]
    pub lang: Option<Lang>,

    /// Form of messages on stderr · 提示的格式
    #[arg(long, global = true, value_enum, default_value = "human", display_order = 901)]
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
    /// Make a folder with a review that builds as it is · 新建一个文件夹，里面的样例可以直接排版
    #[command(after_help = examples::INIT)]
    Init(Init),
    /// Build a review to PDF or PNG; also b · 排成 PDF 或页面图；可简写为 b
    #[command(
        alias = "b",
        after_help = examples::BUILD
    )]
    Build(Build),
    /// Check a review without writing anything; also c · 只检查，不写文件；可简写为 c
    #[command(
        alias = "c",
        after_help = examples::CHECK
    )]
    Check(Check),
    /// Mend what has one right answer: half-width marks, quotation marks, numbers · 改正标点、引号、数字等写法，先给人看再写入
    #[command(after_help = examples::FIX)]
    Fix(Fix),
    /// Build a report for every district of a table · 批量：一张表，每个地区排一册
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = examples::BATCH
    )]
    Batch(super::batch::Arguments),
    /// Judge the typography of a PDF from any program · 审校任何程序排出的 PDF
    #[command(after_help = examples::AUDIT)]
    Audit(Audit),
    /// Write the resolved review and its photographs, for designers · 导出整理好的数据和照片，供设计师使用
    #[command(after_help = examples::SHEET)]
    Sheet(Sheet),
    /// List, show or copy templates · 列出、查看、复制模板
    Template(Template),
    /// Print every component of a template in several sizes, with its colours and type · 印一册样张：一套模板的各种栏目、配色和字号
    #[command(after_help = examples::SPECIMEN)]
    Specimen(Specimen),
    /// List the fonts, or what they lack · 列出字体，或查一份文本里哪些字印不出
    #[command(after_help = examples::FONTS)]
    Fonts(Fonts),
    /// Say what a code or a rule means, why it matters and how to fix it; list all of them without a name
    /// · 说明一个代码或规则：含义、原因、改法；不写编号则全部列出
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// Codes and rules, such as half-width-mark or A3 · 代码或规则的编号，如 `half-width-mark`、`A3`
        #[arg(value_name = "CODE")]
        names: Vec<String>,
    },
    /// Print the JSON Schema of the TOML language · 输出 JSON Schema，编辑器据此补全和检查
    Schema {
        /// That of a batch's description · 批量文件的
        #[arg(long)]
        batch: bool,
    },
    /// Print a completion script for a shell · 输出命令行补全脚本
    #[command(
        after_help = examples::COMPLETIONS
    )]
    Completions {
        /// The shell · 所用的命令解释器
        shell: Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The folder; it must not exist yet, or be empty · 文件夹；还没有这个文件夹，或里面是空的
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// What every command that reads a review takes.
#[derive(Debug, ClapArgs)]
pub struct Input {
    /// The review's TOML file, a folder with a review.toml, or - for standard input
    /// · 内容文件，或含有 review.toml 的文件夹；- 为标准输入
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath, value_parser = in_folder("review.toml"))]
    pub file: PathBuf,

    #[command(flatten)]
    pub manner: Manner,
}

/// How a review is set, over what its description says.
#[derive(Debug, ClapArgs)]
pub struct Manner {
    /// A built-in template's name, or a template's folder · 模板：简报、画册等名称，或模板的文件夹
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A theme of the template, or a TOML file · 配色：蓝、绿、红等名称，或配色文件
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub theme: Option<String>,

    /// One of the template's papers, such as a4 · 开本，如 A4
    #[arg(long, value_name = "PAPER")]
    pub paper: Option<String>,

    /// A folder of fonts that help out where ours lack a character; may be repeated · 补字用的字体文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// Date of the document, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else the review's own date
    /// · 文档日期，如 2024-01-11；不写时用内容文件里的日期
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,

    /// Take a character that no font has for a warning · 缺字只作警告，先出样
    #[arg(long)]
    pub allow_missing_glyphs: bool,

    /// Take warnings for errors · 有警告即判失败
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Build {
    #[command(flatten)]
    pub input: Input,

    /// Where to: a file, or - for standard output; {p} stands for the page of a PNG
    /// · 输出到哪里：.pdf 或 .png 文件，- 为标准输出；页面图的 {p} 代表页码
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// What to write; taken from the extension of OUT if absent · 排成什么；不写时看输出文件的扩展名
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,

    /// Pages to write as PNG, such as 1,3-5 · 要哪几页的页面图，如 1,3-5
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<String>,

    /// Pixels to the inch of a PNG, 1 to 2400 · 页面图每英寸多少像素，1 到 2400
    #[arg(long, default_value_t = 144.0, value_parser = resolution)]
    pub ppi: f64,

    /// Judge the typography, and write nothing if it breaks a rule at the level of errors · 先审校版面，有错误级的问题就不写文件
    #[arg(long)]
    pub strict_typography: bool,
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

    /// Judge the typography of the pages, too · 连版面一起审校
    #[arg(long)]
    pub audit: bool,

    /// A folder for pictures of the pages with findings, the places marked · 把有问题的页面存成图，标出位置，放进这个文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "audit")]
    pub audit_picture: Option<PathBuf>,

    /// Only these rules, such as A1,B2 · 只用这些规则，如 A1,B2
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule, requires = "audit")]
    pub audit_rules: Vec<&'static Rule>,
}

#[derive(Debug, ClapArgs)]
pub struct Fix {
    /// The TOML file, a folder with a review.toml, or - for standard input
    /// · 要改的 TOML 文件，或含有 review.toml 的文件夹；- 为标准输入
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath, value_parser = in_folder("review.toml"))]
    pub file: PathBuf,

    /// Write without asking · 不再询问，直接写入
    #[arg(short, long, conflicts_with = "dry_run")]
    pub yes: bool,

    /// Only show what would be mended; exit code 1 if there is something · 只列改动，不写文件；有可改之处时退出码为 1
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Audit {
    /// The PDF · 要审校的 PDF
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,

    /// A folder for pictures of the pages with findings, the places marked · 把有问题的页面存成图，标出位置，放进这个文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub picture: Option<PathBuf>,

    /// Only these rules, such as A1,B2 · 只用这些规则，如 A1,B2
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub rules: Vec<&'static Rule>,

    /// How long reading the file, or drawing a page, may take; 60 if absent · 读这份文件、画一页图最多用几秒；不写为 60
    #[arg(long, value_name = "SECONDS", value_parser = |text: &str| whole::<u32>(text, 86400))]
    pub time_limit: Option<u32>,

    /// The most memory of the process that reads the file, such as 512MiB or 1GiB; 2GiB if absent
    /// · 读这份文件的进程的内存上限，如 512MiB、1GiB；不写为 2GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory_limit: Option<u64>,

    /// Start no other process and set no limits, for a file that is trusted · 不另开进程、不设上限，来路可靠的文件才用
    #[arg(long, conflicts_with_all = ["time_limit", "memory_limit"])]
    pub in_process: bool,

    /// Take warnings for errors · 有警告即判失败
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Sheet {
    #[command(flatten)]
    pub input: Input,

    /// A folder to write to, or - for the JSON alone on standard output · 写到哪个文件夹；- 为只把数据写到标准输出
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
    /// List the built-in templates with their themes and papers · 列出内置模板和各自的配色、开本
    List,
    /// Show what a template has: papers, themes with their colours, fonts, files · 列出一套模板的开本、配色、字体和文件
    #[command(after_help = examples::SHOW)]
    Show {
        /// Name of the template · 模板名称
        name: String,
    },
    /// Copy a built-in template to a folder, to start one of your own · 复制一套内置模板，改成自己的
    #[command(
        after_help = examples::COPY
    )]
    Copy {
        /// Name of the template · 模板名称
        name: String,
        /// The folder; it must not exist yet, or be empty · 文件夹；还没有这个文件夹，或里面是空的
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Specimen {
    /// A built-in template's name, or a template's folder · 模板：简报、画册等名称，或模板的文件夹
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: String,

    /// A theme of the template, or a TOML file · 配色：蓝、绿、红等名称，或配色文件
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub theme: Option<String>,

    /// A folder of fonts that the theme names; may be repeated · 配色用到的字体所在的文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// Where to: a file, or - for standard output; NAME-specimen.pdf if absent · 输出到哪里；- 为标准输出
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Fonts {
    /// What each font stack lacks of a text file's characters; without a file, of the common characters and signs
    /// · 一份文本里缺哪些字，逐种字体列出；不写文件则查常用汉字和常用符号
    #[arg(long, value_name = "FILE", num_args = 0..=1, value_hint = ValueHint::FilePath)]
    pub coverage: Option<Option<PathBuf>>,

    /// A built-in template's name, or a template's folder: only its font stacks · 只查这套模板的字体
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A folder of further fonts; may be repeated · 另加的字体文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,
}
