//! A worker's process: started, asked, killed.

use std::ffi::OsString;
use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::protocol::{Answer, Greeting, read, read_bytes};
use crate::batch::make::Made;
use crate::diagnostic::Message;

/// How long a process that has closed its output may take to end, and the rest of its last words to come.
const PASSING: Duration = Duration::from_secs(2);

/// How much of a worker's standard error is kept.
const LAST_WORDS: usize = 4096;

/// What a worker said.
pub(super) enum Said {
    Greeting(Greeting),
    Answer(Box<Answer>, Option<Vec<u8>>),
    Nonsense(String),
}

/// Why a worker is no more.
pub(super) enum End {
    Slow,
    Died { how: Message, memory: bool, words: String },
    Nonsense(String),
}

/// A process that makes districts. It is killed when it is dropped.
pub(crate) struct Worker {
    child: Child,
    ended: Option<ExitStatus>,
    /// When it was started.
    pub(super) since: Instant,
    /// What it is told: a pipe has little room, and whoever reads nothing would keep the run waiting.
    tell: Sender<Vec<u8>>,
    said: Receiver<Said>,
    /// The end of what it wrote to standard error, and the thread that reads it.
    words: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
    /// How many districts it has made.
    pub(super) served: usize,
}

impl Worker {
    pub(super) fn start(words: &[OsString], threads: usize, most: u64) -> std::io::Result<Self> {
        let (program, arguments) = words.split_first().ok_or_else(|| std::io::Error::other("no command"))?;
        let mut command = Command::new(program);
        // The typesetter's pool has a thread for each core, here once more for every worker.
        command.args(arguments).env("RAYON_NUM_THREADS", threads.to_string());
        // The last words are one line; the trace behind it would push it out.
        command.env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        apart(&mut command);
        let mut child = command.spawn()?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(std::io::Error::other("no pipes"));
        };
        // Room for one: whoever speaks without being asked waits.
        let (heard, said) = sync_channel(1);
        let (tell, told) = channel();
        let kept = Arc::new(Mutex::new(Vec::new()));
        let words = kept.clone();
        std::thread::Builder::new().name("worker-out".into()).spawn(move || listen(output, most, &heard))?;
        std::thread::Builder::new().name("worker-in".into()).spawn(move || speak(input, &told))?;
        let reader = std::thread::Builder::new().name("worker-err".into()).spawn(move || keep(errors, &kept))?;
        Ok(Self { child, ended: None, since: Instant::now(), tell, said, words, reader, served: 0 })
    }

    /// Has the district at a place of the batch made. `wish` is the line that asks for it.
    pub(super) fn ask(&mut self, at: usize, wish: Vec<u8>, time: Option<Duration>) -> Result<Made, End> {
        self.say(wish);
        match self.hear(time)? {
            Said::Answer(answer, pdf) if answer.district == at => {
                answer.made(pdf).ok_or_else(|| End::Nonsense("an answer that contradicts itself".into()))
            }
            _ => Err(End::Nonsense("an answer that nobody asked for".into())),
        }
    }

    /// Says something. To one that is dead nothing can be said; its output ends, which tells more.
    pub(super) fn say(&self, line: Vec<u8>) {
        let _ = self.tell.send(line);
    }

    /// Waits for what it says.
    pub(super) fn hear(&mut self, time: Option<Duration>) -> Result<Said, End> {
        let said = match time {
            Some(time) => self.said.recv_timeout(time),
            None => self.said.recv().map_err(RecvTimeoutError::from),
        };
        match said {
            Ok(Said::Nonsense(why)) => Err(End::Nonsense(why)),
            Ok(said) => Ok(said),
            Err(RecvTimeoutError::Timeout) => Err(End::Slow),
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    /// Its output ended: how it ended itself.
    fn end(&mut self) -> End {
        let until = Instant::now() + PASSING;
        while self.is_alive() || !self.reader.is_finished() {
            if Instant::now() >= until {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let Some(status) = self.ended else { return End::Nonsense("its output is closed".into()) };
        let kept = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        // What Rust's allocator says before it gives up.
        let memory = |line: &&str| line.starts_with("memory allocation of ");
        let telling = |line: &&str| !line.trim().is_empty() && !line.starts_with("note: ");
        let out = text.lines().rev().find(memory);
        let words = out.or_else(|| text.lines().rev().find(telling)).unwrap_or_default();
        End::Died { how: how(status), memory: out.is_some(), words: words.chars().take(200).collect() }
    }

    pub(super) fn living(mut self) -> Option<Self> {
        self.is_alive().then_some(self)
    }

    fn is_alive(&mut self) -> bool {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().ok().flatten();
        }
        self.ended.is_none()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if self.is_alive() {
            kill(&mut self.child);
            let _ = self.child.wait();
        }
    }
}

/// Writes what a worker is told, as long as it takes anything.
fn speak(mut input: ChildStdin, told: &Receiver<Vec<u8>>) {
    while let Ok(line) = told.recv() {
        if input.write_all(&line).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

/// Reads what a worker says, until it ends or speaks nonsense.
fn listen(output: ChildStdout, most: u64, tell: &SyncSender<Said>) {
    let mut output = BufReader::new(output);
    let mut next = |greeted: bool| -> std::io::Result<Option<Said>> {
        if !greeted {
            return Ok(read(&mut output)?.map(Said::Greeting));
        }
        let Some(answer) = read::<Answer>(&mut output)? else { return Ok(None) };
        let pdf = match answer.pdf {
            None => None,
            Some(count) if count > most => return Err(std::io::Error::other(format!("a PDF of {count} bytes"))),
            Some(count) => match read_bytes(&mut output, count)? {
                None => return Ok(None),
                pdf => pdf,
            },
        };
        Ok(Some(Said::Answer(Box::new(answer), pdf)))
    };
    let mut greeted = false;
    loop {
        let said = match next(greeted) {
            Ok(Some(said)) => said,
            Ok(None) => return,
            Err(fault) => Said::Nonsense(fault.to_string()),
        };
        greeted = true;
        let last = matches!(said, Said::Nonsense(_));
        if tell.send(said).is_err() || last {
            return;
        }
    }
}

/// Keeps the end of what a worker writes to standard error.
fn keep(mut errors: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut piece = [0; LAST_WORDS];
    while let Ok(count @ 1..) = errors.read(&mut piece) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&piece[..count]);
        let over = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..over);
    }
}

/// Out of reach of the terminal's Ctrl-C, which lets districts under way be finished.
#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    // https://learn.microsoft.com/windows/win32/procthread/process-creation-flags
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut Command) {}

/// With all that it has started, if it is a script.
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

/// A signal by its name, or the exit code.
fn how(status: ExitStatus) -> Message {
    #[cfg(unix)]
    if let Some(number) = std::os::unix::process::ExitStatusExt::signal(&status) {
        use rustix::process::Signal;
        let names = [
            (Signal::ABORT, "SIGABRT"),
            (Signal::BUS, "SIGBUS"),
            (Signal::FPE, "SIGFPE"),
            (Signal::HUP, "SIGHUP"),
            (Signal::ILL, "SIGILL"),
            (Signal::INT, "SIGINT"),
            (Signal::KILL, "SIGKILL"),
            (Signal::PIPE, "SIGPIPE"),
            (Signal::SEGV, "SIGSEGV"),
            (Signal::SYS, "SIGSYS"),
            (Signal::TERM, "SIGTERM"),
            (Signal::TRAP, "SIGTRAP"),
            (Signal::XCPU, "SIGXCPU"),
        ];
        let name = names.iter().find(|(signal, _)| signal.as_raw() == number);
        let name = name.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned());
        return Message::new(format!("信号 {name}"), format!("signal {name}"));
    }
    match status.code() {
        Some(code) => Message::new(format!("退出码 {code}"), format!("exit code {code}")),
        None => Message::new("原因不明", "for no known reason"),
    }
}
