//! The run's half: who is handed a district, and what becomes of it when a worker ends.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Isolation;
use super::handed::Handed;
use super::process::{End, Said, Worker};
use super::protocol::{Greeting, Hello, Wish, line};
use crate::batch::district::District;
use crate::batch::make::{Made, Maker};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};

/// The least time that a worker has to get ready: it reads fonts and templates, maybe on a busy machine.
const READY: Duration = Duration::from_secs(30);

/// The most bytes of a PDF of a worker without a limit of memory.
const MOST_PDF: u64 = 4 << 30;

/// All that it takes to start workers, and those that nobody has taken yet.
pub(crate) struct Crew<'a> {
    isolation: &'a Isolation,
    maker: &'a Maker<'a>,
    hello: Vec<u8>,
    greeting: Greeting,
    /// How many threads each may use for one layout.
    threads: usize,
    idle: Mutex<Vec<Worker>>,
    /// How often no worker could be started, and why at first.
    failed: Mutex<(usize, Option<Diagnostic>)>,
}

/// After so many starts that failed no other is tried: the program or a template has changed, or the system has no
/// room for another process.
const TRIES: usize = 3;

/// A district that a worker is to be asked for.
pub(crate) struct Wished {
    at: usize,
    /// The sum of what it is made of.
    inputs: String,
    line: Vec<u8>,
}

impl<'a> Crew<'a> {
    /// Starts `jobs` workers side by side.
    ///
    /// # Errors
    /// If none can be started, gets ready, or is the same program with the same fonts and templates, and districts
    /// mustn't be made without limits.
    pub fn new(
        isolation: &'a Isolation,
        maker: &'a Maker<'a>,
        deny_warnings: bool,
        jobs: usize,
    ) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let crew = Self {
            isolation,
            maker,
            hello: line(&Hello::new(isolation.memory, deny_warnings, maker.batch)),
            greeting: Greeting::new(&maker.shared),
            threads: (cores / jobs).max(1),
            idle: Mutex::default(),
            failed: Mutex::default(),
        };
        // Each is told all at once, and gets ready while the others do.
        let spawned: Vec<_> = (0..jobs).map(|_| crew.spawn()).collect();
        for worker in spawned {
            match worker.and_then(|worker| crew.greeted(worker)) {
                Ok(worker) => crew.idle().push(worker),
                Err(fault) => crew.note(fault),
            }
        }
        let fault = crew.failed().1.clone().filter(|_| isolation.is_strict() && crew.idle().is_empty());
        fault.map_or(Ok(crew), |fault| Err(fault.into()))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) -> MutexGuard<'_, (usize, Option<Diagnostic>)> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, fault: Diagnostic) {
        let mut failed = self.failed();
        failed.0 += 1;
        failed.1.get_or_insert(fault);
    }

    /// Why districts were made here, if some were.
    pub fn told(&self) -> Option<Diagnostic> {
        let fault = self.failed().1.clone().filter(|_| !self.isolation.is_strict())?;
        let hint = Message::new(
            "没有工作进程可用的地区改在本进程里排，慢一些",
            "districts that found no worker were laid out in this process, which is slower",
        );
        Some(Diagnostic { severity: Severity::Warning, ..fault }.hint(hint))
    }

    /// All that can be done before a worker is free.
    ///
    /// # Errors
    /// If the district's own file can't be read.
    pub fn wish(&self, at: usize, district: &District) -> Result<Wished, Vec<Diagnostic>> {
        let inputs = self.maker.inputs(district)?;
        Ok(Wished { at, inputs, line: line(&Wish { district: at, handed: Handed::of(district) }) })
    }

    /// Has a district made, on the caller's own deep stack if there are no workers. `post` is the caller's worker, if
    /// it has one yet, or still.
    pub fn make(&self, post: &mut Option<Worker>, wished: Wished, district: &District) -> Made {
        let Wished { at, inputs, line } = wished;
        let fault = loop {
            // One that somebody killed while it was idle has harmed nobody.
            let idle = post.take().or_else(|| self.idle().pop());
            let mut worker = match idle.and_then(Worker::living).map_or_else(|| self.start(), Ok) {
                Ok(worker) => worker,
                Err(_) if !self.isolation.is_strict() => return self.maker.make(district),
                // Without a place: it isn't this district's fault, and is told once for all.
                Err(fault) => break fault,
            };
            match worker.ask(at, line.clone(), self.isolation.time) {
                // Its own file may have been written since the sum was made; then its new state counts.
                Ok(made)
                    if made.inputs == inputs || self.maker.inputs(district).is_ok_and(|now| now == made.inputs) =>
                {
                    worker.served += 1;
                    *post = Some(worker).filter(|worker| worker.served < self.isolation.serves);
                    return at_home(made, district);
                }
                Ok(_) => {
                    *post = Some(worker);
                    break placed(changed(district), district);
                }
                // Memory that earlier districts have left taken isn't this one's fault.
                Err(End::Died { memory: true, .. }) if worker.served > 0 => {}
                Err(end) => break placed(self.fault(&end, district), district),
            }
        };
        Made { inputs, ..fault.into() }
    }

    /// A worker that is ready.
    fn start(&self) -> Result<Worker, Diagnostic> {
        if let (TRIES.., Some(fault)) = &*self.failed() {
            return Err(fault.clone());
        }
        let worker = self.spawn().and_then(|worker| self.greeted(worker));
        worker.inspect_err(|fault| self.note(fault.clone()))
    }

    /// A worker that was told what all districts share.
    fn spawn(&self) -> Result<Worker, Diagnostic> {
        let most = self.isolation.memory.unwrap_or(MOST_PDF);
        let worker = Worker::start(&self.isolation.command, self.threads, most)
            .map_err(|fault| self.broken(format!("启动不了。原文：{fault}"), format!("can't be started: {fault}")))?;
        worker.say(self.hello.clone());
        Ok(worker)
    }

    fn broken(&self, zh: String, en: String) -> Diagnostic {
        let name = self.isolation.command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
        let zh = format!("工作进程 {name} {zh}");
        Diagnostic::error(Code::WorkerBroken, Message::new(zh, format!("the worker {name} {en}")))
    }

    /// The worker, once it is ready and the same as the run.
    fn greeted(&self, mut worker: Worker) -> Result<Worker, Diagnostic> {
        let broken = |zh, en| self.broken(zh, en);
        let time = self.isolation.time.unwrap_or_default().max(READY);
        let greeting = match worker.hear(Some(time.saturating_sub(worker.since.elapsed()))) {
            Ok(Said::Greeting(greeting)) => greeting,
            Ok(_) => return Err(broken("答非所问".into(), "spoke out of turn".into())),
            Err(End::Slow) => {
                let seconds = time.as_secs_f64();
                return Err(broken(format!("{seconds} 秒内没有就绪"), format!("wasn't ready within {seconds} s")));
            }
            Err(End::Nonsense(why)) => {
                return Err(broken(format!("答非所问：{why}"), format!("spoke nonsense: {why}")));
            }
            Err(End::Died { how, words, .. }) => {
                return Err(broken(
                    format!("还没就绪就结束了：{}{}", how.zh, quoted(&words, "：")),
                    format!("ended before it was ready: {}{}", how.en, quoted(&words, ": ")),
                ));
            }
        };
        match self.greeting.difference(&greeting) {
            None => Ok(worker),
            Some(what) => Err(broken(
                format!("与这里不同：{}", what.zh),
                format!("has other things than this program: {}", what.en),
            )),
        }
    }

    /// What a worker's end means for its district.
    fn fault(&self, end: &End, district: &District) -> Diagnostic {
        let slug = &district.slug;
        match end {
            End::Slow => {
                let seconds = self.isolation.time.unwrap_or_default().as_secs_f64();
                let message = Message::new(
                    format!("地区“{slug}”用时超过 {seconds} 秒，已停止"),
                    format!("the district {slug} took longer than {seconds} s and was stopped"),
                );
                Diagnostic::error(Code::TimeExceeded, message)
            }
            End::Died { memory: true, .. } => {
                let (zh, en) = match self.isolation.memory.map(|most| most >> 20) {
                    Some(most) => (format!("（上限 {most} MiB）"), format!(" ({most} MiB at most)")),
                    None => Default::default(),
                };
                let message = Message::new(
                    format!("地区“{slug}”用完了内存{zh}，已停止"),
                    format!("the district {slug} ran out of memory{en} and was stopped"),
                );
                Diagnostic::error(Code::MemoryExceeded, message)
            }
            End::Died { how, words, .. } => {
                let message = Message::new(
                    format!("为“{slug}”排版的工作进程结束了：{}{}", how.zh, quoted(words, "：")),
                    format!("the worker ended while it made the district {slug}: {}{}", how.en, quoted(words, ": ")),
                );
                Diagnostic::error(Code::WorkerDied, message)
            }
            End::Nonsense(why) => {
                let message = Message::new(
                    format!("为“{slug}”排版的工作进程答非所问：{why}"),
                    format!("the worker spoke nonsense while it made the district {slug}: {why}"),
                );
                Diagnostic::error(Code::WorkerBroken, message)
            }
        }
    }
}

/// The run knows what the cells of a row are called, and the worker doesn't.
fn at_home(mut made: Made, district: &District) -> Made {
    let Some(row) = &district.row else { return made };
    let labels = made.diagnostics.iter_mut().flat_map(|fault| &mut fault.labels);
    labels.filter(|label| label.source == row.source).for_each(|label| label.source = row.source.clone());
    made
}

fn placed(fault: Diagnostic, district: &District) -> Diagnostic {
    fault.at(&district.place.0, district.place.1)
}

fn changed(district: &District) -> Diagnostic {
    let slug = &district.slug;
    let message = Message::new(
        format!("地区“{slug}”的文件在运行中途变了"),
        format!("the files of the district {slug} changed while the run was under way"),
    );
    let hint = Message::new("再运行一次", "run the batch again");
    Diagnostic::error(Code::InputChanged, message).hint(hint)
}

fn quoted(words: &str, before: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{before}{words}") }
}
