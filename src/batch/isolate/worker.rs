//! The worker's half.

use std::convert::Infallible;
use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{Receiver, channel};

use super::protocol::{Answer, Greeting, Hello, Wish, line, read};
use crate::batch::make::{Maker, STACK};
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::engine::Engine;
use crate::review::Choices;

/// Makes the districts that a run with [`Isolation`](super::Isolation) asks for, for a program that is a worker.
///
/// Engine and choices must be those of the run; the batch comes from there. `input` and `output` are what the run gave
/// the program as its standard input and output; nothing else may be written there, nor read. First of all the process
/// limits its own memory to what the run says.
///
/// Ends the process when the input ends, at once and also in the midst of a layout: so no worker outlives its run,
/// however that ended.
///
/// # Errors
/// If the other side isn't a run of this version, the limit can't be set, or there is no room for threads. The worker
/// should say why on standard error, whose last line the run passes on, and exit.
pub fn serve(
    engine: &Engine,
    choices: &Choices,
    input: impl Read + Send + 'static,
    mut output: impl Write + Send,
) -> Result<Infallible, Error> {
    let mut input = BufReader::new(input);
    let stranger = || {
        let message = Message::new(
            "工作进程只能由同一版本的批量运行启动",
            "a worker can only be started by a batch run of the same version",
        );
        Error::from(Diagnostic::error(Code::WorkerBroken, message))
    };
    let hello = read::<Hello>(&mut input).ok().flatten().filter(Hello::is_known).ok_or_else(stranger)?;
    limit(hello.memory)?;
    // Each stack counts as memory taken, so one whose memory is limited has one.
    let threads = if hello.memory.is_some() { 1 } else { 0 };
    let batch = &hello.shared.batch().ok_or_else(stranger)??;
    let maker = Maker::new(batch, engine, choices, hello.deny_warnings, 1);
    let wishes = listen(input);
    let work = move || {
        // Whom nobody listens to any more has nothing left to do.
        let mut say = |bytes: &[u8]| output.write_all(bytes).and_then(|()| output.flush()).unwrap_or_else(|_| leave());
        say(&line(&Greeting::new(&maker.shared)));
        while let Ok(Wish { district: at, handed }) = wishes.recv() {
            let made = match handed.district(batch) {
                Some(district) => maker.make(&district),
                None => leave(),
            };
            say(&line(&Answer::new(at, &made)));
            say(made.pdf.as_deref().unwrap_or_default());
        }
        leave()
    };
    // In the typesetter's own pool: a layout that is begun elsewhere goes there page by page, and back. There is no
    // other layout here that might be begun on the stack of one that waits.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|_| "district".into())
        .stack_size(STACK)
        .build();
    let why = match pool {
        Ok(pool) => pool.install(work),
        Err(fault) => fault.to_string(),
    };
    let message = Message::new(format!("工作进程起不来：{why}"), format!("the worker can't work: {why}"));
    Err(Diagnostic::error(Code::WorkerBroken, message).into())
}

/// Reads wishes on a thread of its own, which ends the process at the end of the input.
fn listen(mut input: BufReader<impl Read + Send + 'static>) -> Receiver<Wish> {
    let (tell, wishes) = channel();
    std::thread::spawn(move || {
        while let Ok(Some(wish)) = read(&mut input) {
            if tell.send(wish).is_err() {
                break;
            }
        }
        leave()
    });
    wishes
}

fn leave() -> ! {
    std::process::exit(0)
}

/// Limits this process's memory. A core file of it would hold gigabytes that tell nothing.
#[cfg(unix)]
fn limit(memory: Option<u64>) -> Result<(), Error> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Reserved room and files that are mapped count as address space, though they take no memory: only where there
    // is no limit for data proper is that the one to set.
    let kind = if cfg!(target_os = "linux") { Resource::Data } else { Resource::As };
    let set = |kind, most: u64| {
        // A limit that whoever started us has set isn't ours to raise.
        let most = getrlimit(kind).maximum.map_or(most, |hard| hard.min(most));
        setrlimit(kind, Rlimit { current: Some(most), maximum: Some(most) })
    };
    let _ = set(Resource::Core, 0);
    memory.map_or(Ok(()), |most| set(kind, most)).map_err(|fault| {
        let message = Message::new(format!("限制不了内存。原文：{fault}"), format!("can't limit the memory: {fault}"));
        Diagnostic::error(Code::WorkerBroken, message).into()
    })
}

/// This system has no such means.
#[cfg(not(unix))]
fn limit(_: Option<u64>) -> Result<(), Error> {
    Ok(())
}
