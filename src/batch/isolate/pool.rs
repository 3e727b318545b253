//! The parent's half: chooses the worker for a district, and decides what the end of a worker means for its district.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Isolation;
use super::payload::JobPayload;
use super::protocol::{Districts, Init, Ready, Request};
use crate::batch::builder::{Builder, Built};
use crate::batch::district::District;
use crate::diagnostic::{Code, Diagnostic, Error, Message, Severity};
use crate::process::{ExitReason, Job, Launch, Limits, Packet, Worker};

/// A process that builds districts.
pub(crate) type DistrictWorker = Worker<Districts>;

/// Maximum size of a PDF from a worker whose memory isn't limited, in bytes.
const MAX_PDF: u64 = 4 << 30;

/// Number of failed starts after which no more are tried. Starts fail for lasting reasons: the program or a template
/// has changed since the run began, or the system can't take another process.
const MAX_FAILED: usize = 3;

/// Starts workers, and keeps those that no permit has taken yet.
pub(crate) struct WorkerPool<'a> {
    isolation: &'a Isolation,
    limits: Limits,
    builder: &'a Builder<'a>,
    launch: Launch<'a>,
    init: Packet,
    /// What a worker must report when it is ready: the same version, fonts, templates and choices as this process.
    ready: Ready,
    idle: Mutex<Vec<DistrictWorker>>,
    /// The number of failed starts, and the first error.
    failed: Mutex<(usize, Option<Diagnostic>)>,
}

/// A district that is ready to be sent to a worker.
pub(crate) struct Prepared {
    /// Its index in the batch.
    at: usize,
    /// The digest of its inputs.
    inputs: String,
    packet: Packet,
}

impl<'a> WorkerPool<'a> {
    /// Starts `jobs` workers at the same time.
    ///
    /// # Errors If limits are enforced and not a single worker starts, gets ready, and has the same version, fonts,
    /// templates and choices as this process.
    pub fn new(
        isolation: &'a Isolation,
        builder: &'a Builder<'a>,
        deny_warnings: bool,
        jobs: usize,
    ) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = isolation.enforced().cloned().unwrap_or_else(Limits::none);
        let pool = Self {
            isolation,
            builder,
            launch: Launch {
                command: &isolation.command,
                threads: (cores / jobs).max(1),
                max_body: limits.memory.unwrap_or(MAX_PDF),
            },
            init: Packet::new(&Init::new(limits.memory, deny_warnings, builder.batch)),
            limits,
            ready: Ready::new(&builder.key),
            idle: Mutex::default(),
            failed: Mutex::default(),
        };
        // Start all before waiting for the first, so that they get ready in parallel.
        let spawned: Vec<_> = (0..jobs).map(|_| pool.launch.spawn(pool.init.clone())).collect();
        for worker in spawned {
            match worker.and_then(|worker| pool.checked(worker)) {
                Ok(worker) => pool.idle().push(worker),
                Err(error) => pool.note(error),
            }
        }
        let error = pool.failed().1.clone().filter(|_| isolation.enforced().is_some() && pool.idle().is_empty());
        error.map_or(Ok(pool), |error| Err(error.into()))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<DistrictWorker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self) -> MutexGuard<'_, (usize, Option<Diagnostic>)> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, error: Diagnostic) {
        let mut failed = self.failed();
        failed.0 += 1;
        failed.1.get_or_insert(error);
    }

    /// A warning if some districts were laid out in this process, with the reason.
    pub fn warning(&self) -> Option<Diagnostic> {
        let error = self.failed().1.clone().filter(|_| self.isolation.enforced().is_none())?;
        let hint = Message::new(
            "没有工作进程可用的地区改在本进程里排，慢一些",
            "districts without a worker were laid out in this process, which is slower",
        );
        Some(Diagnostic { severity: Severity::Warning, ..error }.hint(hint))
    }

    /// Does everything that can be done before a worker is free.
    ///
    /// # Errors
    /// If the district's override file can't be read.
    pub fn prepare(&self, at: usize, district: &District) -> Result<Prepared, Vec<Diagnostic>> {
        let inputs = self.builder.inputs(district)?;
        let request = Request { district: at, payload: JobPayload::of(district) };
        Ok(Prepared { at, inputs, packet: Packet::new(&request) })
    }

    /// Builds a district in `worker`, starting one if it is `None`. If none can be started and no limits are enforced,
    /// builds it on this thread, which must have a deep stack.
    pub fn build(&self, worker: &mut Option<DistrictWorker>, prepared: &Prepared, district: &District) -> Built {
        let error = loop {
            // A worker killed while it was idle had no district; replace it silently.
            let idle = worker.take().or_else(|| self.idle().pop());
            let mut current = match idle.and_then(Worker::living).map_or_else(|| self.start(), Ok) {
                Ok(current) => current,
                Err(_) if self.isolation.enforced().is_none() => return self.builder.build(district),
                // Without a place in the district's files: the cause isn't this district, and is reported once for all.
                Err(error) => break error,
            };
            match self.ask(&mut current, prepared) {
                // The worker reads the override file itself, and the file may have been saved since `prepare`. Accept
                // the result if it is from the present state.
                Ok(built)
                    if built.inputs == prepared.inputs
                        || self.builder.inputs(district).is_ok_and(|now| now == built.inputs) =>
                {
                    *worker = Some(current).filter(|current| current.served() < self.isolation.serves);
                    return with_cell_names(built, district);
                }
                Ok(_) => {
                    *worker = Some(current);
                    break changed(district).at(&district.place.0, district.place.1);
                }
                // Earlier districts may have left too little memory: try once more in a new worker.
                Err(ExitReason::Died { out_of_memory: true, .. }) if current.served() > 0 => {}
                Err(reason) => {
                    let error = reason.diagnostic(&job(district), &self.limits);
                    break error.at(&district.place.0, district.place.1);
                }
            }
        };
        Built { inputs: prepared.inputs.clone(), ..error.into() }
    }

    fn ask(&self, worker: &mut DistrictWorker, prepared: &Prepared) -> Result<Built, ExitReason> {
        let reply = worker.ask(prepared.packet.clone(), self.limits.time)?;
        if reply.head.district != prepared.at {
            return Err(ExitReason::Malformed("unexpected message".into()));
        }
        let built = reply.head.built(reply.body);
        built.ok_or_else(|| ExitReason::Malformed("inconsistent reply".into()))
    }

    /// A worker that is ready.
    fn start(&self) -> Result<DistrictWorker, Diagnostic> {
        if let (MAX_FAILED.., Some(error)) = &*self.failed() {
            return Err(error.clone());
        }
        let worker = self.launch.spawn(self.init.clone()).and_then(|worker| self.checked(worker));
        worker.inspect_err(|error| self.note(error.clone()))
    }

    /// The worker, once it is ready and known to be the same as the run.
    fn checked(&self, mut worker: DistrictWorker) -> Result<DistrictWorker, Diagnostic> {
        let ready = self.launch.ready(&mut worker, self.limits.time)?;
        match self.ready.difference(&ready) {
            None => Ok(worker),
            Some(what) => Err(self
                .launch
                .broken(format!("与这里不同：{}", what.zh), format!("differs from this process: {}", what.en))),
        }
    }
}

/// Replaces the row's source in labels by ours, which has the names of the cells. The worker doesn't know them.
fn with_cell_names(mut built: Built, district: &District) -> Built {
    let Some(row) = &district.row else { return built };
    let labels = built.diagnostics.iter_mut().flat_map(|error| &mut error.labels);
    labels.filter(|label| label.source == row.source).for_each(|label| label.source = row.source.clone());
    built
}

fn job(district: &District) -> Job {
    let slug = &district.slug;
    Job {
        subject: Message::new(format!("地区“{slug}”"), format!("the district {slug}")),
        activity: Message::new(format!("为“{slug}”排版"), format!("building the district {slug}")),
    }
}

fn changed(district: &District) -> Diagnostic {
    let slug = &district.slug;
    let message = Message::new(
        format!("地区“{slug}”的文件在运行中途变了"),
        format!("the files of the district {slug} changed while the batch was running"),
    );
    let hint = Message::new("再运行一次", "run the batch again");
    Diagnostic::error(Code::InputChanged, message).hint(hint)
}
