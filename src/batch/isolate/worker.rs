//! The worker's half: builds the districts that the parent sends.

use std::convert::Infallible;
use std::io::{BufReader, Read, Write};

use super::protocol::{Init, Ready, Reply, Request};
use crate::batch::builder::Builder;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::{STACK, mark_stack_as_deep};
use crate::engine::Engine;
use crate::process::serve::{exit, init, limit_memory, requests, send};
use crate::review::Choices;

/// Builds the districts that a run with [`Isolation`](super::Isolation) requests. Call it in a program that is started
/// as a worker.
///
/// `engine` and `choices` must be equal to those of the run; the batch is sent by the run. `input` and `output` are the
/// standard input and output that the run gave to the program; nothing else may read or write them. The process first
/// limits its own memory to what the run says.
///
/// It never returns without an error: when the input ends, it exits the process at once, even in the middle of a
/// layout. So no worker outlives its run, however that ended.
///
/// # Errors
/// If the parent isn't a run of this version, the memory limit can't be set, or no thread can be started. The worker
/// should then print the error to standard error, whose last line the run reports, and exit.
pub fn serve(
    engine: &Engine,
    choices: &Choices,
    input: impl Read + Send + 'static,
    mut output: impl Write + Send,
) -> Result<Infallible, Error> {
    let mut input = BufReader::new(input);
    let unknown = || {
        let message = Message::new(
            "工作进程只能由同一版本的批量运行启动",
            "a worker can only be started by a batch run of the same version",
        );
        Error::from(Diagnostic::error(Code::WorkerBroken, message))
    };
    let init = init::<Init>(&mut input).filter(Init::is_known).ok_or_else(unknown)?;
    limit_memory(init.memory)?;
    // The stack of each thread counts against the memory limit, so a limited worker has one thread.
    let threads = if init.memory.is_some() { 1 } else { 0 };
    let batch = &init.shared.batch().ok_or_else(unknown)??;
    let builder = Builder::new(batch, engine, choices, init.deny_warnings);
    let requests = requests::<Request>(input, 0);
    let work = move || {
        mark_stack_as_deep();
        send(&mut output, &Ready::new(&builder.key), &[]);
        while let Ok(request) = requests.recv() {
            let Request { district: at, payload } = request.head;
            let built = match payload.district(batch) {
                Some(district) => builder.build(&district),
                None => exit(),
            };
            send(&mut output, &Reply::new(at, &built), built.pdf.as_deref().unwrap_or_default());
        }
        exit()
    };
    // Run inside a rayon pool: Typst uses rayon itself, and a layout started on another thread would move to a pool and
    // back for every page. The danger in a shared pool, that a waiting layout's thread begins another layout on the
    // same stack, doesn't exist here: there is one layout at a time.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|_| "district".into())
        .stack_size(STACK)
        .build();
    let why = match pool {
        Ok(pool) => pool.install(work),
        Err(error) => error.to_string(),
    };
    let message = Message::new(format!("工作进程起不来：{why}"), format!("can't start the worker's threads: {why}"));
    Err(Diagnostic::error(Code::WorkerBroken, message).into())
}
