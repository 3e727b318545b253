//! The run's half: who is handed a district, and what becomes of it when a worker ends.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Isolation;
use super::handed::Handed;
use super::process::{End, Said, Worker};
use super::protocol::{Greeting, Hello, line};
use crate::batch::district::District;
use crate::batch::make::{Made, Maker};
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};

/// The least time that a worker has to get ready: it reads fonts and templates, maybe on a busy machine.
const READY: Duration = Duration::from_secs(30);

/// The most bytes of a PDF of a worker without a limit of memory.
const MOST_PDF: u64 = 4 << 30;

/// All that it takes to start workers, and the first of them.
pub(crate) struct Crew<'a> {
    isolation: &'a Isolation,
    maker: &'a Maker<'a>,
    hello: Vec<u8>,
    greeting: Greeting,
    /// How many threads each may use for one layout.
    threads: usize,
    first: Mutex<Option<Worker>>,
    /// Why there are no workers any more, if they are for speed alone: districts are made here then.
    given_up: Mutex<Option<Diagnostic>>,
}

impl<'a> Crew<'a> {
    /// Starts the first of `jobs` workers: if it doesn't work, none will.
    ///
    /// # Errors
    /// If it can't be started, doesn't get ready, or isn't the same program with the same fonts and templates, and
    /// districts mustn't be made without limits.
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
            first: Mutex::default(),
            given_up: Mutex::default(),
        };
        match crew.start() {
            Ok(first) => *crew.first.lock().unwrap_or_else(PoisonError::into_inner) = Some(first),
            Err(fault) if isolation.is_for_speed() => crew.give_up(fault),
            Err(fault) => return Err(fault.into()),
        }
        Ok(crew)
    }

    /// Why there are no workers any more, if that is so.
    pub fn given_up(&self) -> Option<Diagnostic> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn give_up(&self, fault: Diagnostic) {
        let hint = Message::new(
            "其余地区改在本进程里排，慢一些",
            "the other districts are laid out in this process, which is slower",
        );
        let warning = Diagnostic { severity: Severity::Warning, ..fault }.hint(hint);
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(warning);
    }

    /// Has a district made, on the caller's own deep stack if there are no workers. `post` is the caller's worker, if
    /// it has one yet, or still.
    pub fn make(&self, post: &mut Option<Worker>, at: usize, district: &District) -> Made {
        if post.is_none() && self.given_up().is_some() {
            return self.maker.make(district);
        }
        let inputs = match self.maker.inputs(district) {
            Ok(inputs) => inputs,
            Err(diagnostics) => return Made { diagnostics, ..Made::default() },
        };
        let fault = loop {
            // One that somebody killed while it was idle has harmed nobody.
            let idle = post.take().or_else(|| self.first.lock().unwrap_or_else(PoisonError::into_inner).take());
            let mut worker = match idle.and_then(Worker::living).map_or_else(|| self.start(), Ok) {
                Ok(worker) => worker,
                Err(fault) if self.isolation.is_for_speed() => {
                    self.give_up(fault);
                    return self.maker.make(district);
                }
                // Without a place: it isn't this district's fault, and is told once for all.
                Err(fault) => break fault,
            };
            match worker.ask(at, Handed::of(district), self.isolation.time) {
                Ok(made) if made.inputs == inputs => {
                    worker.served += 1;
                    *post = Some(worker).filter(|worker| worker.served < self.isolation.serves);
                    return made;
                }
                Ok(_) => {
                    // It may have read an older state than ours; the next one reads anew.
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
        let broken = |zh: String, en: String| {
            let name = self.isolation.command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
            let zh = format!("工作进程 {name} {zh}");
            Diagnostic::error(Code::WorkerBroken, Message::new(zh, format!("the worker {name} {en}")))
        };
        let most = self.isolation.memory.unwrap_or(MOST_PDF);
        let mut worker = Worker::start(&self.isolation.command, self.threads, most)
            .map_err(|fault| broken(format!("启动不了：{fault}"), format!("can't be started: {fault}")))?;
        let time = self.isolation.time.unwrap_or_default().max(READY);
        let greeting = match worker.hear(&self.hello, Some(time)) {
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
                    format!("地区 {slug} 用时超过 {seconds} 秒，已停止"),
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
                    format!("地区 {slug} 用完了内存{zh}，已停止"),
                    format!("the district {slug} ran out of memory{en} and was stopped"),
                );
                Diagnostic::error(Code::MemoryExceeded, message)
            }
            End::Died { how, words, .. } => {
                let message = Message::new(
                    format!("排地区 {slug} 的工作进程结束了：{}{}", how.zh, quoted(words, "：")),
                    format!("the worker ended while it made the district {slug}: {}{}", how.en, quoted(words, ": ")),
                );
                Diagnostic::error(Code::WorkerDied, message)
            }
            End::Nonsense(why) => {
                let message = Message::new(
                    format!("排地区 {slug} 的工作进程答非所问：{why}"),
                    format!("the worker spoke nonsense while it made the district {slug}: {why}"),
                );
                Diagnostic::error(Code::WorkerBroken, message)
            }
        }
    }
}

fn placed(fault: Diagnostic, district: &District) -> Diagnostic {
    fault.at(&district.place.0, district.place.1)
}

fn changed(district: &District) -> Diagnostic {
    let slug = &district.slug;
    let message = Message::new(
        format!("地区 {slug} 的文件在运行中途变了"),
        format!("the files of the district {slug} changed while the run was under way"),
    );
    let hint = Message::new("再运行一次", "run the batch again");
    Diagnostic::error(Code::InputChanged, message).hint(hint)
}

fn quoted(words: &str, before: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{before}{words}") }
}
