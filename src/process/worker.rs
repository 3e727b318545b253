//! A worker process as its parent sees it.
//!
//! Three threads serve the pipes, so that the parent is never blocked by a worker that reads or writes nothing: one
//! writes requests, one reads replies, one keeps the end of standard error.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::exit::{ExitReason, how, last_words};
use super::frame::{Frame, Packet, Received, read};

/// How long to wait for the end of a process that has closed its output, and for the rest of its standard error.
const MAX_DYING: Duration = Duration::from_secs(2);

/// Maximum number of bytes kept from the end of a worker's standard error.
const MAX_STDERR: usize = 4096;

/// The messages of a kind of worker.
pub(crate) trait Protocol: 'static {
    /// Its first message: it is ready, and has these properties.
    type Ready: Frame;
    /// Its answer to a request.
    type Reply: Frame;
}

/// What the reading thread has received.
enum Heard<P: Protocol> {
    Ready(P::Ready),
    Reply(Received<P::Reply>),
    Malformed(String),
}

/// A process that answers requests. When dropped, it is killed with its child processes, and waited for.
pub(crate) struct Worker<P: Protocol> {
    child: Child,
    status: Option<ExitStatus>,
    started: Instant,
    /// To the writing thread. Writing here would block on a full pipe if the worker reads nothing.
    outbox: Sender<Packet>,
    /// From the reading thread.
    inbox: Receiver<Heard<P>>,
    /// The end of its standard error, and the thread that reads it.
    stderr: Arc<Mutex<Vec<u8>>>,
    stderr_reader: JoinHandle<()>,
    served: usize,
}

impl<P: Protocol> Worker<P> {
    /// Starts a process whose standard streams are pipes, and the threads that serve them.
    pub(super) fn start(command: &mut Command, max_body: u64) -> std::io::Result<Self> {
        own_process_group(command);
        let mut child = command.spawn()?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            kill(&mut child);
            let _ = child.wait();
            return Err(std::io::Error::other("no pipes"));
        };
        // Bounded, so that a worker that sends messages without being asked blocks instead of filling our memory.
        let (heard, inbox) = sync_channel(1);
        let (outbox, packets) = channel();
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let kept = stderr.clone();
        let threads = || -> std::io::Result<JoinHandle<()>> {
            Builder::new().name("worker-out".into()).spawn(move || receive(output, max_body, &heard))?;
            Builder::new().name("worker-in".into()).spawn(move || send(input, &packets))?;
            Builder::new().name("worker-err".into()).spawn(move || keep_end(errors, &kept))
        };
        let stderr_reader = threads().inspect_err(|_| {
            kill(&mut child);
            let _ = child.wait();
        })?;
        let started = Instant::now();
        Ok(Self { child, status: None, started, outbox, inbox, stderr, stderr_reader, served: 0 })
    }

    /// Number of requests it has answered.
    pub fn served(&self) -> usize {
        self.served
    }

    /// The worker, unless it has ended in the meantime.
    pub fn living(mut self) -> Option<Self> {
        self.is_alive().then_some(self)
    }

    /// Sends a message without waiting. Errors are ignored: if the worker is dead, `receive` reports why.
    pub fn send(&self, packet: Packet) {
        let _ = self.outbox.send(packet);
    }

    /// Waits for its first message, at most until `time` after its start.
    pub(super) fn ready(&mut self, time: Duration) -> Result<P::Ready, ExitReason> {
        match self.receive(Some(time.saturating_sub(self.started.elapsed())))? {
            Heard::Ready(ready) => Ok(ready),
            _ => Err(ExitReason::Malformed("unexpected message".into())),
        }
    }

    /// Sends a request and waits for the reply. After an error the worker must be dropped.
    ///
    /// # Errors
    /// If the time is up, the worker ends, or its reply is malformed.
    pub fn ask(&mut self, request: Packet, time: Option<Duration>) -> Result<Received<P::Reply>, ExitReason> {
        self.send(request);
        match self.receive(time)? {
            Heard::Reply(reply) => {
                self.served += 1;
                Ok(reply)
            }
            _ => Err(ExitReason::Malformed("unexpected message".into())),
        }
    }

    fn receive(&mut self, time: Option<Duration>) -> Result<Heard<P>, ExitReason> {
        let heard = match time {
            Some(time) => self.inbox.recv_timeout(time),
            None => self.inbox.recv().map_err(RecvTimeoutError::from),
        };
        match heard {
            Ok(Heard::Malformed(why)) => Err(ExitReason::Malformed(why)),
            Ok(heard) => Ok(heard),
            Err(RecvTimeoutError::Timeout) => Err(ExitReason::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(self.exit_reason()),
        }
    }

    /// Its output has ended: waits for the process to end, and says how it did.
    fn exit_reason(&mut self) -> ExitReason {
        let until = Instant::now() + MAX_DYING;
        while (self.is_alive() || !self.stderr_reader.is_finished()) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        let Some(status) = self.status else { return ExitReason::Malformed("output closed".into()) };
        let kept = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        let (out_of_memory, last_words) = last_words(&String::from_utf8_lossy(&kept));
        ExitReason::Died { how: how(status), out_of_memory, last_words }
    }

    fn is_alive(&mut self) -> bool {
        if self.status.is_none() {
            self.status = self.child.try_wait().ok().flatten();
        }
        self.status.is_none()
    }
}

impl<P: Protocol> Drop for Worker<P> {
    fn drop(&mut self) {
        if self.is_alive() {
            kill(&mut self.child);
            let _ = self.child.wait();
        }
    }
}

/// The writing thread: ends when the worker is dropped or stops reading.
fn send(mut input: ChildStdin, packets: &Receiver<Packet>) {
    while let Ok(Packet { line, body }) = packets.recv() {
        let body = body.as_deref().map_or(&[][..], Vec::as_slice);
        let sent = input.write_all(&line).and_then(|()| input.write_all(body)).and_then(|()| input.flush());
        if sent.is_err() {
            return;
        }
    }
}

/// The reading thread: ends with the worker's output, or after a malformed message.
fn receive<P: Protocol>(output: ChildStdout, max_body: u64, heard: &SyncSender<Heard<P>>) {
    let mut output = BufReader::new(output);
    let ready = read::<P::Ready>(&mut output, 0).map(|ready| ready.map(|ready| Heard::Ready(ready.head)));
    let mut next = ready;
    loop {
        let message = match next {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(error) => Heard::Malformed(error.to_string()),
        };
        let last = matches!(message, Heard::Malformed(_));
        if heard.send(message).is_err() || last {
            return;
        }
        next = read::<P::Reply>(&mut output, max_body).map(|reply| reply.map(Heard::Reply));
    }
}

/// The thread for standard error: keeps the last [`MAX_STDERR`] bytes.
fn keep_end(mut errors: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut piece = [0; MAX_STDERR];
    while let Ok(count @ 1..) = errors.read(&mut piece) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&piece[..count]);
        let over = kept.len().saturating_sub(MAX_STDERR);
        kept.drain(..over);
    }
}

/// Puts the worker out of reach of the terminal's Ctrl-C, so that the parent decides whether it may finish its job.
#[cfg(unix)]
fn own_process_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn own_process_group(command: &mut Command) {
    // https://learn.microsoft.com/windows/win32/procthread/process-creation-flags
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn own_process_group(_: &mut Command) {}

/// Kills the worker and its child processes: the command may be a script that starts the real program.
#[cfg(unix)]
fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.kill();
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    let _ = child.kill();
}
