//! The half that watches: starts children, gives them cases, and notes what they do to them.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::finds::{Finds, Kind};
use crate::targets::{TARGETS, Target, files, repository, target_of};

/// The longest that a case may take: more is a hang.
const MAX_TIME: Duration = Duration::from_secs(20);

/// The most memory that a case may take, in KiB.
const MAX_MEMORY: u64 = 1 << 20;

/// What a child may keep between cases, in KiB, before it is replaced: its next case has the rest.
const MAX_KEPT: u64 = MAX_MEMORY / 4;

/// What to run.
pub struct Plan {
    pub seed: u64,
    /// The first run.
    pub from: u64,
    /// Number of runs; the time may end them earlier.
    pub runs: u64,
    pub time: Duration,
    pub jobs: usize,
    /// Only this target.
    pub only: Option<String>,
}

/// What became of the runs of a target.
#[derive(Clone, Default)]
struct Figures {
    runs: u64,
    aim: u64,
    /// Milliseconds, and the case that took them.
    slowest: (u64, String),
}

/// State that all jobs share.
struct Work<'a> {
    plan: &'a Plan,
    until: Instant,
    next: AtomicU64,
    figures: Mutex<[Figures; TARGETS.len()]>,
    /// The most memory of a child, in KiB.
    peak: AtomicU64,
    finds: Mutex<Finds>,
}

/// Runs the corpus and then the plan, prints figures, and returns the number of finds.
pub fn run(plan: &Plan) -> usize {
    let work = Work {
        plan,
        until: Instant::now() + plan.time,
        next: AtomicU64::new(plan.from),
        figures: Mutex::default(),
        peak: AtomicU64::new(0),
        finds: Mutex::new(Finds::new(plan.seed)),
    };
    let start = Instant::now();
    let corpus = Mutex::new(corpus());
    std::thread::scope(|scope| {
        for _ in 0..plan.jobs {
            scope.spawn(|| work.job(&corpus));
        }
    });
    let figures = work.figures.into_inner().unwrap_or_else(PoisonError::into_inner);
    let all: u64 = figures.iter().map(|figures| figures.runs).sum();
    println!("{:>12} {:>8} {:>8} {:>11} case", "target", "runs", "aim", "slowest ms");
    for (target, figures) in TARGETS.iter().zip(figures) {
        let share = 100 * figures.aim / figures.runs.max(1);
        let (slowest, which) = figures.slowest;
        println!("{:>12} {:>8} {share:>7}% {slowest:>11} {which}", target.name, figures.runs);
    }
    let (minutes, peak) = (start.elapsed().as_secs_f64() / 60.0, work.peak.into_inner() >> 10);
    let finds = work.finds.into_inner().unwrap_or_else(PoisonError::into_inner).count();
    println!("{all} runs in {minutes:.1} min, seed {}, at most {peak} MiB a process; {finds} finds", plan.seed);
    finds
}

/// The cases of `fuzz/corpus`, as target and folder.
fn corpus() -> Vec<(&'static Target, String)> {
    let mut cases = Vec::new();
    for target in &TARGETS {
        let folder = format!("fuzz/corpus/{}", target.name);
        if repository(&folder).is_dir() {
            let marks = files(&folder, &["options"]);
            let folders = marks.iter().filter_map(|mark| mark.parent()?.to_str());
            cases.extend(folders.map(|folder| (target, folder.to_owned())));
        }
    }
    cases
}

impl Work<'_> {
    /// One job: first cases of the corpus, then runs of the plan.
    fn job(&self, corpus: &Mutex<Vec<(&'static Target, String)>>) {
        let mut child = None;
        while let Some((target, which)) = self.take(corpus) {
            let mut runner = child.take().unwrap_or_else(|| Runner::start(self.plan.seed));
            if let Some(find) = self.watch(&mut runner, target, &which) {
                let mut finds = self.finds.lock().unwrap_or_else(PoisonError::into_inner);
                finds.note(target, &which, find);
            }
            child = Some(runner).filter(|runner| !runner.ended);
        }
    }

    fn take(&self, corpus: &Mutex<Vec<(&'static Target, String)>>) -> Option<(&'static Target, String)> {
        let wanted = |target: &Target| self.plan.only.as_deref().is_none_or(|only| only == target.name);
        let mut left = corpus.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((target, folder)) = left.pop() {
            if wanted(target) {
                return Some((target, folder));
            }
        }
        drop(left);
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.plan.from.saturating_add(self.plan.runs) || Instant::now() >= self.until {
                return None;
            }
            let target = target_of(index);
            if wanted(target) {
                return Some((target, index.to_string()));
            }
        }
    }

    /// Has a case run; returns what is wrong with it.
    fn watch(&self, runner: &mut Runner, target: &Target, which: &str) -> Option<(Kind, String)> {
        let start = Instant::now();
        let answer = runner.ask(&format!("{} {which}\n", target.name));
        let elapsed = start.elapsed().as_millis() as u64;
        let mut figures = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        let own = TARGETS.iter().position(|other| other.name == target.name).map(|at| &mut figures[at])?;
        own.runs += 1;
        if elapsed > own.slowest.0 {
            own.slowest = (elapsed, which.to_owned());
        }
        let line = match answer {
            Ok(line) => line,
            Err(find) => return Some(find),
        };
        let mut fields = line.trim_end().splitn(4, '\t');
        let mut field = || fields.next().unwrap_or_default();
        let kind = field();
        let mut number = || field().parse().unwrap_or(0);
        let (peak, kept) = (number(), number());
        let words = field();
        own.aim += u64::from(kind == "aim");
        drop(figures);
        self.peak.fetch_max(peak, Ordering::Relaxed);
        runner.ended = kept > MAX_KEPT;
        if peak > MAX_MEMORY {
            return Some((Kind::Memory, format!("{} MiB", peak >> 10)));
        }
        (kind == "wrong").then(|| (Kind::Wrong, words.to_owned()))
    }
}

/// A child that runs cases.
struct Runner {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    /// Whether it is gone, or has to be replaced.
    ended: bool,
}

impl Runner {
    fn start(seed: u64) -> Self {
        let own = std::env::current_exe().expect("this program");
        // The shell limits the memory of its successor.
        let script = format!("ulimit -d {MAX_MEMORY}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(own).args(["--child", &seed.to_string()]);
        command.env("RAYON_NUM_THREADS", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("a child");
        let (input, output) = (child.stdin.take().expect("stdin"), child.stdout.take().expect("stdout"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, input, lines, ended: false }
    }

    /// The answer to a line, or what became of the child.
    fn ask(&mut self, line: &str) -> Result<String, (Kind, String)> {
        let sent = self.input.write_all(line.as_bytes()).and_then(|()| self.input.flush());
        let answer = match sent {
            Ok(()) => self.lines.recv_timeout(MAX_TIME),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        answer.map_err(|error| {
            self.ended = true;
            if error == RecvTimeoutError::Timeout {
                return (Kind::Hang, format!("no answer in {} s", MAX_TIME.as_secs()));
            }
            (Kind::Death, self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string()))
        })
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs one case of a folder in this process, and prints what becomes of it.
pub fn replay(target: &str, folder: &Path) -> bool {
    let Some(target) = TARGETS.iter().find(|other| other.name == target) else {
        println!("there is no target {target}");
        return false;
    };
    let case = crate::case::Case::read(folder).expect("a case");
    let outcome = (target.run)(&case);
    println!("{outcome:?}");
    outcome.is_ok()
}

/// Saves the files of a case below `target/fuzz`.
pub fn save(target: &str, seed: u64, index: u64) -> bool {
    let target = TARGETS.iter().find(|other| other.name == target);
    target.is_some_and(|target| crate::finds::save(target, seed, index))
}
