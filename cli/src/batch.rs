//! `huimou batch`: its arguments, and a run from the batch file to the summary.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args as ClapArgs, Subcommand, ValueHint};
use huimou::batch::{
    Batch, BatchOptions, Cancel, FolderPrior, FolderSink, Isolation, Outcome, Shard, SharedDiagnostics, State, Workers,
    merge,
};
use huimou::{Choices, Code, Diagnostic, Engine, Error, Language, Message, write_file};
use serde_json::json;

use super::args::{MessageFormat, Settings};
use super::audit::limits;
use super::input::is_folder;
use super::inputs::Inputs;
use super::reporter::{Reporter, all_places, sum_up};
use super::terminal::{Terminal, message, plural};
use super::values::{in_folder, size, whole};
use super::{Stop, code, deny, usage, worker};

#[derive(Debug, ClapArgs)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Subcommands>,

    /// The batch's TOML file, or a folder with a batch.toml · 批量文件，或含有 batch.toml 的文件夹
    #[arg(value_name = "BATCH", value_hint = ValueHint::AnyPath, value_parser = in_folder("batch.toml"))]
    #[arg(required = true)]
    file: Option<PathBuf>,

    /// The output folder [default: as the batch file's output says] · 输出文件夹；不写时用批量文件里的
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    output: Option<PathBuf>,

    /// Number of districts built at the same time [default: the number of cores] · 同时排几个地区；不写时按处理器核数
    #[arg(short, long, value_name = "N", value_parser = |text: &str| whole::<u16>(text, 1024))]
    jobs: Option<u16>,

    /// Build only these districts · 只生成这些地区，写代号
    #[arg(long, value_name = "SLUG", num_args = 1..)]
    only: Vec<String>,

    /// Build only one shard of the batch, such as 2/8; auto: as a Slurm array or a Kubernetes indexed job says
    /// · 分片，如 2/8；写 auto 则由调度系统给出
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,

    /// Go on when a district fails (the default) · 有地区失败也接着排；平常就是这样
    #[arg(long, conflicts_with = "fail_fast")]
    keep_going: bool,

    /// Stop at the first district that fails · 有地区失败就停
    #[arg(long)]
    fail_fast: bool,

    /// Rebuild districts that are up to date too · 全部重新生成
    #[arg(long)]
    force: bool,

    /// Only list what would be built, and why · 只列清单不生成
    #[arg(long)]
    dry_run: bool,

    /// Write all problems with their cells to a CSV file that can be sent back to the districts
    /// · 把错误连同所在单元格存成表格，可以发回各地区
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    faults: Option<PathBuf>,

    /// Limit the memory and time of each district, as is always done for templates that aren't built in
    /// · 给每个地区限时、限内存；外来的模板总是这样
    #[arg(long)]
    isolate: bool,

    /// Start no worker processes and set no limits (by default a batch of 32 or more districts, or with a template that
    /// isn't built in, uses -j of them) · 不另开进程、不设上限
    #[arg(long, conflicts_with_all = ["isolate", "time_limit", "memory_limit"])]
    in_process: bool,

    /// Memory limit of each worker process, such as 512MiB or 2GiB [default: 1GiB]
    /// · 一个进程的内存上限，如 512MiB、2GiB；不写为 1GiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    memory_limit: Option<u64>,

    /// Seconds allowed for each district [default: 60] · 一个地区最多用几秒；不写为 60
    #[arg(long, value_name = "SECONDS", value_parser = |text: &str| whole::<u32>(text, 86400))]
    time_limit: Option<u32>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Merge the ledgers of shards in an output folder · 合并输出文件夹里各分片的台账
    #[command(after_help = "Example:\n  huimou batch merge out\n·\n例：\n  huimou batch merge 成品")]
    Merge {
        /// The output folder · 输出文件夹
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

impl Arguments {
    /// Writes the `--faults` file, if requested.
    fn list(&self, errors: &SharedDiagnostics, language: Language) -> Result<(), Error> {
        match &self.faults {
            Some(path) => write_file(path, errors.to_csv(language).as_bytes()),
            None => Ok(()),
        }
    }

    /// Runs this program as the worker, with the arguments it needs to build the same engine and choices.
    fn isolation(&self) -> Result<Option<Isolation>, Error> {
        if self.in_process {
            return Ok(None);
        }
        let foreign = self.settings.template.as_deref().is_some_and(is_folder);
        let enforced = self.isolate || foreign || self.time_limit.is_some() || self.memory_limit.is_some();
        let mut command = match worker::command(worker::BATCH) {
            Ok(command) => command,
            // Without limits, workers only make the batch faster: go on in this process.
            Err(_) if !enforced => return Ok(None),
            Err(error) => return Err(error),
        };
        command.extend(self.settings.words());
        let workers = match enforced {
            true => Workers::Enforced(limits(self.time_limit, self.memory_limit)),
            false => Workers::for_speed(),
        };
        Ok(Some(Isolation::new(command).workers(workers)))
    }
}

/// The exit code after Ctrl-C: 128 plus the number of SIGINT, by the convention of shells.
const INTERRUPTED: u8 = 130;

pub fn run(terminal: &Terminal, args: &Arguments) -> Result<(), Stop> {
    if let Some(Subcommands::Merge { dir }) = &args.command {
        let ledger = merge(dir)?;
        let of = |state| ledger.districts.values().filter(|entry| entry.state == state).count();
        if terminal.format == MessageFormat::Json {
            let event = json!({ "schema": 1, "type": "merged", "done": of(State::Done), "failed": of(State::Failed) });
            message(&event.to_string());
        }
        let (count, shown) = (ledger.districts.len(), dir.display());
        let failed = of(State::Failed);
        terminal.say(
            format!("{shown} 的台账合并为一份：{count} 个地区，{failed} 个失败"),
            format!("merged the ledgers in {shown}: {}, {failed} failed", plural(count, "district")),
        );
        return if failed == 0 { Ok(()) } else { Err(Stop::Shown(1)) };
    }
    let Some(file) = &args.file else { return Err(usage("缺少批量文件", "the batch file is missing")) };
    if let Some(path) = &args.faults {
        Inputs::named_by(file, &args.settings).check(path)?;
    }
    let mut warnings = Vec::new();
    let batch = match Batch::read(file) {
        Ok(batch) => batch.gather(&mut warnings),
        Err(error) => return Err(unread(terminal, args, &error)?),
    };
    let (engine, template) = args.settings.choosing().engine()?;
    // --deny-warnings doesn't count reports on rows: they say how the table was read, and a correct table with hidden
    // rows or totals would always fail.
    let reported = |warning: &&Diagnostic| matches!(warning.code, Code::HiddenRow | Code::RowLeftOut);
    let errors: Vec<Diagnostic> = warnings.iter().filter(|warning| !reported(warning)).cloned().collect();
    deny(args.settings.deny_warnings, &errors)?;
    terminal.show(&warnings);
    let options = args.options(args.settings.choices(template)?)?;
    let folder = args.output.as_deref().unwrap_or(batch.output_folder());
    // Check first: the output folder is created and locked only for a batch that can run.
    batch.check(&engine, &options)?;
    let inputs = Inputs::of_batch(&batch, &args.settings);
    let mut outputs = batch.districts().iter().map(|district| folder.join(district.output()));
    outputs.try_for_each(|output| inputs.refuse(&output))?;
    let job = Job { terminal, batch: &batch, engine: &engine, options: &options, folder };
    let mut reporter = Reporter::new(terminal, &warnings);
    if args.dry_run {
        job.show(&reporter)?;
        args.list(&reporter.finish(terminal), terminal.language)?;
        return Ok(());
    }
    let start = Instant::now();
    let outcome = job.build(&mut reporter);
    // Even if the ledger can't be written, the districts' own errors are shown, and listed as far as that is possible.
    let listed = args.list(&reporter.finish(terminal), terminal.language);
    let outcome = match (outcome, listed) {
        (Err(error), Err(unlisted)) => return Err(error.after(unlisted.diagnostics().to_vec()).into()),
        (Err(error), Ok(())) => return Err(error.into()),
        (Ok(outcome), listed) => {
            sum_up(terminal, &outcome, folder, start.elapsed().as_secs_f64());
            listed?;
            outcome
        }
    };
    match outcome.failed {
        _ if outcome.cancelled => Err(Stop::Shown(INTERRUPTED)),
        0 => Ok(()),
        _ => Err(Stop::Shown(1)),
    }
}

/// A batch, how it is built, and its output folder.
struct Job<'a> {
    terminal: &'a Terminal,
    batch: &'a Batch,
    engine: &'a Engine,
    options: &'a BatchOptions,
    folder: &'a Path,
}

impl Job<'_> {
    /// `--dry-run`: says what would be built, and why.
    fn show(&self, reporter: &Reporter) -> Result<(), Error> {
        let mut warnings = Vec::new();
        let prior = FolderPrior::read(self.folder, self.options.shard)?.gather(&mut warnings);
        let plan = self.batch.plan(self.engine, self.options, &prior)?;
        reporter.show(&plan);
        warnings.extend_from_slice(plan.warnings());
        self.terminal.show(&warnings);
        Ok(())
    }

    fn build(&self, reporter: &mut Reporter) -> Result<Outcome, Error> {
        let cancel = Cancel::new();
        end_on_signal(&cancel, self.terminal)?;
        let mut warnings = Vec::new();
        let sink = FolderSink::open(self.folder, self.options.shard)?.gather(&mut warnings);
        let outcome = self.batch.run(self.engine, self.options, &sink, &cancel, |event| reporter.event(event))?;
        warnings.extend_from_slice(&outcome.warnings);
        self.terminal.show(&warnings);
        Ok(outcome)
    }
}

impl Arguments {
    fn options(&self, choices: Choices) -> Result<BatchOptions, Stop> {
        let mut options = BatchOptions::new()
            .only(&self.only)
            .fail_fast(self.fail_fast)
            .force(self.force)
            .deny_warnings(self.settings.deny_warnings)
            .choices(choices);
        options.jobs = self.jobs.and_then(|jobs| NonZeroUsize::new(jobs.into()));
        options.shard = self.shard.as_deref().map(shard).transpose()?;
        options.isolation = self.isolation()?;
        Ok(options)
    }
}

/// Reports a batch that can't be read; an error shared by many cells is shown once.
fn unread(terminal: &Terminal, args: &Arguments, error: &Error) -> Result<Stop, Error> {
    let mut errors = SharedDiagnostics::default();
    errors.add("", error.diagnostics());
    args.list(&errors, terminal.language)?;
    if terminal.format == MessageFormat::Json {
        return Ok(error.clone().into());
    }
    let shown: Vec<Diagnostic> = errors.iter().map(|error| all_places(error, false)).collect();
    terminal.show(&shown);
    Ok(Stop::Shown(code(error.class())))
}

/// The first Ctrl-C lets running districts finish; the second exits at once. Neither leaves a partial PDF.
fn end_on_signal(cancel: &Cancel, terminal: &Terminal) -> Result<(), Error> {
    let (cancel, language, json) = (cancel.clone(), terminal.language, terminal.format == MessageFormat::Json);
    ctrlc::set_handler(move || {
        if cancel.is_cancelled() {
            std::process::exit(INTERRUPTED.into());
        }
        cancel.cancel();
        if json {
            message(&json!({ "schema": 1, "type": "ending" }).to_string());
            return;
        }
        let said = Message::new(
            "正在收尾：做完手上的地区就停；再按一次 Ctrl-C 立即停止",
            "stopping after the districts now running; press Ctrl-C again to stop at once",
        );
        message(said.text(language));
    })
    .map_err(|error| {
        let message = Message::new(format!("不能接管 Ctrl-C。原文：{error}"), format!("can't handle Ctrl-C: {error}"));
        Diagnostic::error(Code::Usage, message).into()
    })
}

/// `2/8`, or `auto`: the shard that a scheduler sets in the environment.
fn shard(text: &str) -> Result<Shard, Stop> {
    if text != "auto" {
        return Ok(text.parse()?);
    }
    let number = |name: &str| std::env::var(name).ok()?.trim().parse::<usize>().ok();
    // https://slurm.schedmd.com/job_array.html
    let slurm = || {
        let (index, least) = (number("SLURM_ARRAY_TASK_ID")?, number("SLURM_ARRAY_TASK_MIN")?);
        let step = number("SLURM_ARRAY_TASK_STEP").filter(|step| *step > 0).unwrap_or(1);
        Shard::new(index.checked_sub(least)? / step + 1, number("SLURM_ARRAY_TASK_COUNT")?)
    };
    // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
    // Kubernetes sets no count, so we ask for a variable of our own.
    let kubernetes = || Shard::new(number("JOB_COMPLETION_INDEX")?.checked_add(1)?, number("HUIMOU_SHARD_COUNT")?);
    slurm().or_else(kubernetes).ok_or_else(|| {
        usage(
            "`--shard auto` 没有找到分片变量：Slurm 数组任务的 `SLURM_ARRAY_TASK_ID`、`_MIN`、`_COUNT`，或 `JOB_COMPLETION_INDEX` 加 `HUIMOU_SHARD_COUNT`",
            "--shard auto needs the variables of a Slurm array (SLURM_ARRAY_TASK_ID, _MIN and _COUNT), or JOB_COMPLETION_INDEX and HUIMOU_SHARD_COUNT",
        )
    })
}
