//! The parent's half of the worker: sends requests and waits for replies.

use std::ffi::OsString;
use std::sync::{Arc, Mutex, PoisonError};

use super::foreign::unreadable;
use super::protocol::{Init, Pdfs, Ready, Reply, Request, open};
use crate::audit::Audit;
use crate::diagnostic::{Cure, Diagnostic, Error, Message};
use crate::process::{ExitReason, Job, Launch, Limits, Packet, Received, Worker};
use crate::rule::Rule;

/// Maximum size of a picture in bytes: 150 million pixels that can't be compressed.
const MAX_PICTURE: u64 = 640 << 20;

/// A PDF that a worker process has open.
pub(super) struct Remote {
    /// Kept to be sent again when a new worker replaces one that died.
    bytes: Arc<Vec<u8>>,
    command: Vec<OsString>,
    limits: Limits,
    /// The worker that has the file open; `None` after a job that ended it.
    worker: Mutex<Option<Worker<Pdfs>>>,
}

impl Remote {
    /// Starts a worker and has it open a file.
    pub fn open(command: Vec<OsString>, limits: Limits, bytes: Arc<Vec<u8>>) -> Result<Self, Error> {
        let remote = Self { bytes, command, limits, worker: Mutex::default() };
        let worker = remote.start()?;
        *remote.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
        Ok(remote)
    }

    pub fn audit(&self, only: &[&'static Rule]) -> Result<Audit, Error> {
        let request = Request::Audit { rules: only.iter().map(|rule| rule.id.to_owned()).collect() };
        let reply = self.ask(&request, &reading(), |reply| match reply.head {
            Reply::Audited(audit) => audit.audit().map(Ok),
            Reply::Failed(zh, en) => Some(Err(unreadable(&Message::new(zh, en)))),
            _ => None,
        });
        Ok(reply??)
    }

    #[cfg(feature = "png")]
    pub fn draw(&self, marks: &crate::audit::picture::Marks, page: usize, ppi: f64) -> Result<Vec<u8>, Error> {
        let job = Message::new(format!("画第 {page} 页"), format!("drawing page {page}"));
        let job = Job { subject: job.clone(), activity: job };
        let reply = self.ask(&Request::draw(marks, page, ppi), &job, |reply| match (reply.head, reply.body) {
            (Reply::Drawn { .. }, Some(picture)) => Some(Ok(picture)),
            (Reply::Failed(zh, en), _) => Some(Err(super::foreign::undrawable(page, &Message::new(zh, en)))),
            _ => None,
        });
        Ok(reply??)
    }

    /// Sends a request and converts the reply with `take`, which returns `None` for a reply to another request.
    fn ask<T>(
        &self,
        request: &Request,
        job: &Job,
        take: impl Fn(Received<Reply>) -> Option<T>,
    ) -> Result<T, Diagnostic> {
        let packet = Packet::new(request);
        let mut slot = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // A worker that was killed between two jobs is replaced without an error.
            let mut worker = match slot.take().and_then(Worker::living) {
                Some(worker) => worker,
                None => self.start()?,
            };
            // The first reply was `Opened`.
            let used = worker.served() > 1;
            match worker.ask(packet.clone(), self.limits.time) {
                Ok(reply) => {
                    let taken = take(reply);
                    if taken.is_some() {
                        *slot = Some(worker);
                    }
                    let malformed = || ExitReason::Malformed("unexpected message".into());
                    return taken.ok_or_else(|| malformed().diagnostic(job, &self.limits));
                }
                // Earlier jobs may have left memory allocated: try once more in a new worker.
                Err(ExitReason::Died { out_of_memory: true, .. }) if used => {}
                Err(reason) => return Err(reason.diagnostic(job, &self.limits)),
            }
        }
    }

    /// Starts a worker and checks that it has this version.
    fn ready(&self) -> Result<Worker<Pdfs>, Diagnostic> {
        let launch = Launch { command: &self.command, threads: 1, max_body: MAX_PICTURE };
        let mut worker = launch.spawn(Packet::new(&Init::new(self.limits.memory)))?;
        if launch.ready(&mut worker, self.limits.time)? == Ready::new() {
            return Ok(worker);
        }
        Err(launch.broken("与这里不同：程序版本", "differs from this process: version"))
    }

    /// Starts a worker and sends it the file.
    fn start(&self) -> Result<Worker<Pdfs>, Diagnostic> {
        let mut worker = self.ready().map_err(|error| error.cure(Cure::ChooseProcess))?;
        let packet = Packet::with_body(&open(&self.bytes), self.bytes.clone());
        match worker.ask(packet, self.limits.time).map(|reply| reply.head) {
            Ok(Reply::Opened) => Ok(worker),
            Ok(Reply::Failed(zh, en)) => Err(unreadable(&Message::new(zh, en))),
            Ok(_) => Err(ExitReason::Malformed("unexpected message".into()).diagnostic(&reading(), &self.limits)),
            Err(reason) => Err(reason.diagnostic(&reading(), &self.limits)),
        }
    }
}

fn reading() -> Job {
    let job = Message::new("审校这份文件", "reading this PDF");
    Job { subject: job.clone(), activity: job }
}
