//! Executes a plan: threads build its districts, the calling thread reports events.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use super::Batch;
use super::builder::Built;
use super::district::District;
use super::event::{Cancel, Event, Outcome};
use super::isolate::{DistrictWorker, Prepared, WorkerPool};
use super::ledger::{InputFile, LedgerEntry, LedgerError, Output, State};
use super::options::BatchOptions;
use super::permits::{Permit, Permits};
use super::plan::Plan;
use super::sink::Sink;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};
use crate::disk::FileId;
use crate::document::{STACK, TYPESETTER, mark_stack_as_deep};
use crate::engine::Engine;
use crate::message::say;

impl Batch {
    /// Plans and executes: builds every district that is new or has changed.
    ///
    /// # Errors
    /// As [`plan`](Self::plan) and [`execute`](Plan::execute).
    pub fn run(
        &self,
        engine: &Engine,
        options: &BatchOptions,
        sink: &dyn Sink,
        cancel: &Cancel,
        observe: impl FnMut(Event),
    ) -> Result<Outcome, Error> {
        self.plan(engine, options, sink)?.execute(sink, cancel, observe)
    }
}

impl Plan<'_> {
    /// Builds the districts of the plan, and blocks until all are finished.
    ///
    /// A failed district doesn't affect the others; its result goes to the sink and to `observe` like any other. Only
    /// a disk that takes no more, three times in a row, ends the run early.
    ///
    /// `observe` is called on the calling thread, one event at a time. It may be slow: districts are built on other
    /// threads, which don't wait for it. Events are queued, at most two per district, and the call returns after the
    /// last was observed. If `observe` cancels the run, districts already started are finished. If it panics, no
    /// further district is started.
    ///
    /// # Errors
    /// If worker processes are required and none can be started, or the sink fails to [finish](Sink::finish). A failed
    /// district isn't an error of the run.
    pub fn execute(&self, sink: &dyn Sink, cancel: &Cancel, mut observe: impl FnMut(Event)) -> Result<Outcome, Error> {
        let (options, total) = (self.options, self.todo.len());
        let jobs = options.job_count().min(total);
        let pool = self.workers(jobs)?;
        observe(Event::Planned { total, fresh: self.fresh });
        let mut outcome =
            Outcome { fresh: self.fresh, left: total, warnings: self.warnings.clone(), ..Outcome::default() };
        let work = Work {
            plan: self,
            pool: pool.as_ref(),
            sink,
            cancel,
            permits: Permits::new(jobs),
            next: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
            refused: AtomicUsize::new(0),
            inputs: identified(self.builder.batch.shared_inputs()).collect(),
        };
        work.all(jobs, |signals| self.report(signals, &mut outcome, &mut observe));
        outcome.cancelled = work.cancelled.into_inner();
        outcome.warnings.extend((work.refused.into_inner() >= MAX_REFUSED && outcome.left > 0).then(full));
        outcome.warnings.extend(pool.and_then(|pool| pool.warning()));
        sink.finish()?;
        Ok(outcome)
    }

    /// The worker pool, if the options ask for workers and the plan is large enough.
    ///
    /// # Errors
    /// If limits are enforced and no worker can be used.
    fn workers(&self, jobs: usize) -> Result<Option<WorkerPool<'_>>, Error> {
        let isolation = self.options.isolation.as_ref().filter(|isolation| isolation.is_for(self.todo.len()));
        let Some(isolation) = isolation else { return Ok(None) };
        if self.builder.batch.files.disk().is_some() {
            return WorkerPool::new(isolation, &self.builder, self.options.deny_warnings, jobs).map(Some);
        }
        if isolation.enforced().is_none() {
            return Ok(None);
        }
        let message = Message::new(
            "这一批的文件不在磁盘的文件夹里，工作进程读不到",
            "the batch's files are not in a folder on disk, so worker processes can't read them",
        );
        Err(Diagnostic::error(Code::WorkerBroken, message).into())
    }

    /// Passes events to the observer as they come, and counts results, until all threads have ended.
    fn report(&self, signals: Receiver<Signal>, outcome: &mut Outcome, observe: &mut dyn FnMut(Event)) {
        let (total, mut completed) = (self.todo.len(), 0);
        for signal in signals {
            observe(match signal {
                Signal::Begun(index) => Event::Begun { index, total, slug: self.district(index).slug.clone() },
                Signal::Finished(index, entry, diagnostics) => {
                    (completed, outcome.left) = (completed + 1, outcome.left - 1);
                    match entry.state {
                        State::Done => outcome.built += 1,
                        State::Failed => outcome.failed += 1,
                    }
                    Event::Finished { index, total, completed, entry, diagnostics }
                }
            });
        }
    }

    fn district(&self, index: usize) -> &District {
        &self.builder.batch.districts[self.todo[index].0]
    }
}

/// Number of PDFs that the disk refuses, one after another, before no more are laid out for it.
const MAX_REFUSED: usize = 3;

/// A warning that the rest of the districts wasn't built.
fn full() -> Diagnostic {
    let message = Message::new(
        format!("连续 {MAX_REFUSED} 个地区的成品存不下，其余的不再排版"),
        format!("{MAX_REFUSED} PDFs in a row couldn't be stored, so the other districts weren't built"),
    );
    let hint = Message::new(
        "腾出空间后再运行一次，已生成的不会重排",
        "free some space and run the batch again; what is built is not built again",
    );
    Diagnostic::warning(Code::WriteFailed, message).hint(hint)
}

/// The files that exist, each with its path.
fn identified(paths: impl IntoIterator<Item = PathBuf>) -> impl Iterator<Item = (FileId, PathBuf)> {
    paths.into_iter().filter_map(|path| Some((FileId::of(&path)?, path)))
}

/// What a thread reports about a district, with the district's index in the plan.
enum Signal {
    Begun(usize),
    Finished(usize, Box<LedgerEntry>, Vec<Diagnostic>),
}

/// The state that all threads share.
struct Work<'a> {
    plan: &'a Plan<'a>,
    pool: Option<&'a WorkerPool<'a>>,
    sink: &'a dyn Sink,
    cancel: &'a Cancel,
    permits: Permits,
    /// Index in the plan of the next district to take.
    next: AtomicUsize,
    /// Set by `fail_fast`: no further district may start.
    stop: AtomicBool,
    /// Set when cancelling kept a district from starting.
    cancelled: AtomicBool,
    /// Number of PDFs, one after another, for which there was no space.
    refused: AtomicUsize,
    /// The files that all districts are made from, as they are when the run begins.
    inputs: HashMap<FileId, PathBuf>,
}

/// The worker pool, and the request for one of its workers.
type Assignment<'a> = (&'a WorkerPool<'a>, Result<Prepared, Vec<Diagnostic>>);

impl Work<'_> {
    /// Builds all districts on dedicated threads with deep stacks, while this thread runs `receive`.
    ///
    /// They aren't tasks of rayon's pool, which Typst uses itself: a thread that waits there inside one layout would
    /// begin another on the same stack, and overflow it.
    ///
    /// The channel is unbounded, so that threads never wait for the observer; it holds at most two signals per
    /// district.
    fn all(&self, jobs: usize, receive: impl FnOnce(Receiver<Signal>)) {
        let (sender, signals) = channel();
        std::thread::scope(|scope| {
            // One more thread than permits: it writes a PDF while the others lay out.
            for k in 0..(jobs + 1).min(self.plan.todo.len()) {
                let builder = std::thread::Builder::new().name(format!("district-{k}")).stack_size(STACK);
                let own_sender = sender.clone();
                let deep = move || {
                    mark_stack_as_deep();
                    self.thread(&own_sender);
                };
                if builder.spawn_scoped(scope, deep).is_err() && k == 0 {
                    // No thread at all could be started: work on this one.
                    self.thread(&sender);
                }
            }
            drop(sender);
            receive(signals);
        });
    }

    /// Builds one district after another until none is left or no further one may start.
    fn thread(&self, sender: &Sender<Signal>) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some((at, _)) = self.plan.todo.get(index) else { return };
            let asked = self.pool.map(|pool| (pool, pool.prepare(*at, self.plan.district(index))));
            let permit = self.permits.take();
            // If the receiver is gone, the observer has panicked.
            if self.is_over() || sender.send(Signal::Begun(index)).is_err() {
                return;
            }
            let (entry, diagnostics) = self.build_and_record(index, asked, permit);
            if sender.send(Signal::Finished(index, Box::new(entry), diagnostics)).is_err() {
                return;
            }
        }
    }

    /// Whether no further district may start.
    fn is_over(&self) -> bool {
        if self.cancel.is_cancelled() {
            self.cancelled.store(true, Ordering::Relaxed);
        }
        self.cancel.is_cancelled() || self.stop.load(Ordering::Relaxed)
    }

    /// Builds a district and passes its result to the sink.
    fn build_and_record(
        &self,
        index: usize,
        asked: Option<Assignment<'_>>,
        mut permit: Permit<'_>,
    ) -> (LedgerEntry, Vec<Diagnostic>) {
        let (district, fail_fast) = (self.plan.district(index), self.plan.options.fail_fast);
        let start = Instant::now();
        let mut built = self.build(district, asked, &mut permit.worker);
        // Under `fail_fast`, keep the permit until the district is recorded, so that no other district starts before we
        // know whether to stop. Otherwise return it now: another thread can lay out while this one writes.
        let permit = fail_fast.then_some(permit);
        let output = built.pdf.take().and_then(|pdf| {
            let stored = self.replaces_no_input(district, &built.files);
            let stored = stored.and_then(|()| self.sink.put(&district.output, &pdf));
            self.note_space(stored.as_ref().err());
            stored.map_err(|error| built.diagnostics.extend_from_slice(error.diagnostics())).ok()
        });
        let entry = self.entry(district, &mut built, output, start);
        let mut diagnostics = built.diagnostics;
        if let Err(error) = self.sink.note(&entry) {
            diagnostics.extend_from_slice(error.diagnostics());
        }
        if entry.state == State::Failed && fail_fast {
            self.stop.store(true, Ordering::Relaxed);
        }
        drop(permit);
        (entry, diagnostics)
    }

    /// Refuses a PDF that would replace a file that it, or the batch, was made from.
    fn replaces_no_input(&self, district: &District, files: &[InputFile]) -> Result<(), Error> {
        let batch = self.plan.builder.batch;
        let target = self.sink.target(&district.output).and_then(FileId::of);
        let (Some(target), Some(folder)) = (target, batch.files.disk()) else { return Ok(()) };
        let mut own = identified(files.iter().map(|file| folder.join(&file.path)));
        let shared = self.inputs.get(&target).cloned();
        let Some(input) = shared.or_else(|| own.find_map(|(file, path)| (file == target).then_some(path))) else {
            return Ok(());
        };
        let message = say!(
            "不写 {output}：它就是 {input}，这一批要用它",
            "won't write {output}: it is {input}, which the batch reads",
            output = district.output,
            input = input.strip_prefix(".").unwrap_or(&input).display(),
        );
        Err(Diagnostic::error(Code::WriteRefused, message).into())
    }

    /// Stops the run when the disk has refused [`MAX_REFUSED`] PDFs in a row.
    fn note_space(&self, error: Option<&Error>) {
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let kinds = error.into_iter().flat_map(Error::diagnostics).filter_map(|error| error.io_kind);
        if !kinds.into_iter().any(|kind| matches!(kind, QuotaExceeded | ReadOnlyFilesystem | StorageFull)) {
            self.refused.store(0, Ordering::Relaxed);
        } else if self.refused.fetch_add(1, Ordering::Relaxed) + 1 >= MAX_REFUSED {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Builds a district, in a worker or on this thread.
    fn build(&self, district: &District, asked: Option<Assignment<'_>>, worker: &mut Option<DistrictWorker>) -> Built {
        match asked {
            Some((pool, Ok(prepared))) => pool.build(worker, &prepared, district),
            Some((_, Err(diagnostics))) => Built { diagnostics, ..Built::default() },
            None => self.plan.builder.build(district),
        }
    }

    /// The ledger's entry of a district. Takes `inputs` and `files` out of `built`.
    fn entry(&self, district: &District, built: &mut Built, output: Option<Output>, start: Instant) -> LedgerEntry {
        let (shared, diagnostics) = (&self.plan.builder.key, &built.diagnostics);
        LedgerEntry {
            slug: district.slug.clone(),
            state: if output.is_some() { State::Done } else { State::Failed },
            inputs: std::mem::take(&mut built.inputs),
            template: built.template.as_deref().and_then(|name| shared.template(name)),
            files: std::mem::take(&mut built.files),
            pages: if output.is_some() { built.pages } else { 0 },
            output,
            warnings: diagnostics.iter().filter(|d| d.severity == Severity::Warning).count(),
            errors: diagnostics.iter().filter(|d| d.severity == Severity::Error).map(LedgerError::of).collect(),
            // Rounded to milliseconds; more digits would be noise in the ledger.
            seconds: (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            typesetter: TYPESETTER.to_owned(),
            fonts: shared.fonts.clone(),
        }
    }
}
