//! The arguments of every command but `batch`, which declares its own in `batch.rs`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use huimou::Rule;

use super::examples;
use super::values::{in_folder, resolution, rule, size, whole};

// Each help text is written as "English · Chinese"; `help` keeps the half of the language in use.

/// Typeset annual reviews: one TOML description in, one finished PDF out · 年度回眸：一份 TOML，排成一册 PDF
#[derive(Debug, Parser)]
#[command(name = "huimou", version, after_help = examples::EXIT_CODES, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// Language of messages [default: the locale's] · 提示用的语言；不写时随系统
    #[arg(long, global = true, value_enum, display_order = 900)]
    pub lang: Option<Lang>,

    /// Format of messages on stderr · 提示的格式
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
    /// Create a folder with a sample review, ready to build · 新建一个文件夹，里面的样例可以直接排版
    #[command(after_help = examples::INIT)]
    Init(Init),
    /// Build a review as PDF or PNG; short form: b · 排成 PDF 或页面图；可简写为 b
    #[command(
        alias = "b",
        after_help = examples::BUILD
    )]
    Build(Build),
    /// Check a review without writing anything; short form: c · 只检查，不写文件；可简写为 c
    #[command(
        alias = "c",
        after_help = examples::CHECK
    )]
    Check(Check),
    /// Fix what has only one right answer: half-width marks, quotation marks, numbers · 改正标点、引号、数字等写法，先给人看再写入
    #[command(after_help = examples::FIX)]
    Fix(Fix),
    /// Build one report for each district in a table · 批量：一张表，每个地区排一册
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = examples::BATCH
    )]
    Batch(super::batch::Arguments),
    /// Check the typography of a PDF from any program · 审校任何程序排出的 PDF
    #[command(after_help = examples::AUDIT)]
    Audit(Audit),
    /// Export the resolved review and its photographs for designers · 导出整理好的数据和照片，供设计师使用
    #[command(after_help = examples::SHEET)]
    Sheet(Sheet),
    /// Show what stands on which page and why, without laying anything out · 只编排、不排版：哪页放什么，为什么
    #[command(after_help = examples::PLAN)]
    Plan(Plan),
    /// List, show or copy templates · 列出、查看、复制模板
    Template(Template),
    /// Build a specimen: every component of a template in several sizes, with its colours and type
    /// · 印一册样张：一套模板的各种栏目、配色和字号
    #[command(after_help = examples::SPECIMEN)]
    Specimen(Specimen),
    /// List the fonts, or the characters they lack · 列出字体，或查一份文本里哪些字印不出
    #[command(after_help = examples::FONTS)]
    Fonts(Fonts),
    /// Explain a code or rule: what it means, why it matters, how to fix it; without a name, list them all
    /// · 说明一个代码或规则：含义、原因、改法；不写编号则全部列出
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// Codes or rules, such as half-width-mark or A3 · 代码或规则的编号，如 `half-width-mark`、`A3`
        #[arg(value_name = "CODE")]
        names: Vec<String>,
    },
    /// Print the JSON Schema of the TOML language · 输出 JSON Schema，编辑器据此补全和检查
    Schema {
        /// Print the schema of batch files instead · 批量文件的
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
    /// The folder to create; it must not exist, or be empty · 文件夹；还没有这个文件夹，或里面是空的
    #[arg(value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// The arguments of every command that reads a review.
#[derive(Debug, ClapArgs)]
pub struct Input {
    /// The review's TOML file, a folder with a review.toml, or - for standard input
    /// · 内容文件，或含有 review.toml 的文件夹；- 为标准输入
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath, value_parser = in_folder("review.toml"))]
    pub file: PathBuf,

    #[command(flatten)]
    pub settings: Settings,
}

/// Settings that take precedence over the description.
#[derive(Debug, ClapArgs)]
pub struct Settings {
    /// A built-in template's name, or a template's folder · 模板：简报、画册等名称，或模板的文件夹
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A theme of the template, or a TOML file · 配色：蓝、绿、红等名称，或配色文件
    #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
    pub theme: Option<String>,

    /// One of the template's papers, such as a4 · 开本，如 A4
    #[arg(long, value_name = "PAPER")]
    pub paper: Option<String>,

    /// A folder of fonts for characters that the built-in ones lack; may be repeated · 补字用的字体文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// Date of the document, YYYY-MM-DD [default: SOURCE_DATE_EPOCH if set, else the review's date]
    /// · 文档日期，如 2024-01-11；不写时用内容文件里的日期
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,

    /// Treat missing glyphs as warnings · 缺字只作警告，先出样
    #[arg(long)]
    pub allow_missing_glyphs: bool,

    /// Treat warnings as errors · 有警告即判失败
    #[arg(long)]
    pub deny_warnings: bool,
}

/// The limits of a template that isn't built in.
#[derive(Debug, ClapArgs)]
pub struct TemplateLimits {
    /// Seconds allowed for a run with a template that isn't built in [default: 60]
    /// · 用外来的模板时，这次运行最多用几秒；不写为 60
    #[arg(long, value_name = "SECONDS", value_parser = |text: &str| whole::<u32>(text, 86400), display_order = 800)]
    pub time_limit: Option<u32>,

    /// Its memory limit, such as 512MiB or 2GiB [default: 1GiB] · 这时的内存上限，如 512MiB、2GiB；不写为 1GiB
    #[arg(long, value_name = "SIZE", value_parser = size, display_order = 801)]
    pub memory_limit: Option<u64>,

    /// Use such a template in this process, without limits: only if you trust it
    /// · 不另开进程、不设上限，来路可靠的模板才用
    #[arg(long, conflicts_with_all = ["time_limit", "memory_limit"], display_order = 802)]
    pub in_process: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Build {
    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub limits: TemplateLimits,

    /// The output: a file, or - for standard output; {p} is replaced by the page number of a PNG
    /// · 输出到哪里：.pdf 或 .png 文件，- 为标准输出；页面图的 {p} 代表页码
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Format of the output [default: by the extension of OUT, else pdf] · 排成什么；不写时看输出文件的扩展名
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,

    /// The pages to write as PNG, such as 1,3-5 [default: all] · 要哪几页的页面图，如 1,3-5
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<String>,

    /// Resolution of a PNG in pixels per inch, 1 to 2400 · 页面图每英寸多少像素，1 到 2400
    #[arg(long, default_value_t = 144.0, value_parser = resolution)]
    pub ppi: f64,

    /// Check the typography first, and write nothing if that finds an error · 先审校版面，有错误级的问题就不写文件
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

    #[command(flatten)]
    pub limits: TemplateLimits,

    /// Check the typography of the pages too · 连版面一起审校
    #[arg(long)]
    pub audit: bool,

    /// Write pictures of the pages with findings to this folder, the places marked · 把有问题的页面存成图，标出位置，放进这个文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "audit")]
    pub audit_picture: Option<PathBuf>,

    /// Check only these rules, such as A1,B2 · 只用这些规则，如 A1,B2
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

    /// Only show the changes; exit code 1 if there are any · 只列改动，不写文件；有可改之处时退出码为 1
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Audit {
    /// The PDF to check · 要审校的 PDF
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,

    /// Write pictures of the pages with findings to this folder, the places marked · 把有问题的页面存成图，标出位置，放进这个文件夹
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub picture: Option<PathBuf>,

    /// Check only these rules, such as A1,B2 · 只用这些规则，如 A1,B2
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub rules: Vec<&'static Rule>,

    /// Seconds allowed for reading the file, and for drawing each page [default: 60] · 读这份文件、画一页图最多用几秒；不写为 60
    #[arg(long, value_name = "SECONDS", value_parser = |text: &str| whole::<u32>(text, 86400))]
    pub time_limit: Option<u32>,

    /// Memory limit of the process that reads the file, such as 512MiB or 1GiB [default: 1GiB]
    /// · 读这份文件的进程的内存上限，如 512MiB、1GiB；不写为 1GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory_limit: Option<u64>,

    /// Read the file in this process, without limits of time, memory or stack: only for files you trust
    /// · 不另开进程，时间、内存和栈都不设上限，来路可靠的文件才用
    #[arg(long, conflicts_with_all = ["time_limit", "memory_limit"])]
    pub in_process: bool,

    /// Treat warnings as errors · 有警告即判失败
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Plan {
    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub limits: TemplateLimits,

    /// The output: a .svg, .json or text file; without it, text on standard output · 写到哪个文件：.svg 草图、.json 或文本；不写时直接显示
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    /// Format of the output [default: by the extension of OUT, else text] · 写成什么；不写时看输出文件的扩展名
    #[arg(short, long, value_enum)]
    pub format: Option<PlanFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Text,
    Svg,
    Json,
}

#[derive(Debug, ClapArgs)]
pub struct Sheet {
    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub limits: TemplateLimits,

    /// The folder to write to, or - for only the JSON on standard output · 写到哪个文件夹；- 为只把数据写到标准输出
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
    /// Show a template's papers, themes with their colours, fonts and files · 列出一套模板的开本、配色、字体和文件
    #[command(after_help = examples::SHOW)]
    Show {
        /// Name of the template · 模板名称
        name: String,
    },
    /// Copy a built-in template to a folder, as a start for your own · 复制一套内置模板，改成自己的
    #[command(
        after_help = examples::COPY
    )]
    Copy {
        /// Name of the template · 模板名称
        name: String,
        /// The folder to create; it must not exist, or be empty · 文件夹；还没有这个文件夹，或里面是空的
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

    /// A folder with fonts that the theme uses; may be repeated · 配色用到的字体所在的文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,

    /// The output: a file, or - for standard output [default: NAME-specimen.pdf] · 输出到哪里；- 为标准输出
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub limits: TemplateLimits,
}

#[derive(Debug, ClapArgs)]
pub struct Fonts {
    /// List the characters of a text file that each font stack lacks; without FILE, of common characters and symbols
    /// · 一份文本里缺哪些字，逐种字体列出；不写文件则查常用汉字和常用符号
    #[arg(long, value_name = "FILE", num_args = 0..=1, value_hint = ValueHint::FilePath)]
    pub coverage: Option<Option<PathBuf>>,

    /// Check only the font stacks of this template: a built-in name, or a folder · 只查这套模板的字体
    #[arg(long, value_name = "NAME|DIR", value_hint = ValueHint::DirPath)]
    pub template: Option<String>,

    /// A folder of additional fonts; may be repeated · 另加的字体文件夹；可以写几次
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub font_path: Vec<PathBuf>,
}
