//! The worker's half.

use std::convert::Infallible;
use std::io::{BufReader, Read, Write};

use super::protocol::{Init, Ready, Reply, Request};
use crate::batch::builder::Builder;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::document::{STACK, mark_stack_as_deep};
use crate::engine::Engine;
use crate::process::serve::{exit, init, limit_memory, requests, send};
use crate::review::Choices;

/// Builds the districts that a run with [`Isolation`](super::Isolation) asks for, for a program that is a worker.
///
/// Engine and choices must be those of the run; the batch comes from there. `input` and `output` are what the run gave
/// the program as its standard input and output; nothing else may be written there, nor read. First of all the process
/// limits its own memory to what the run says.
///
/// Ends the process when the input ends, at once and also in the middle of a layout: so no worker outlives its run,
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
    let unknown = || {
        let message = Message::new(
            "工作进程只能由同一版本的批量运行启动",
            "a worker can only be started by a batch run of the same version",
        );
        Error::from(Diagnostic::error(Code::WorkerBroken, message))
    };
    let init = init::<Init>(&mut input).filter(Init::is_known).ok_or_else(unknown)?;
    limit_memory(init.memory)?;
    // Each stack counts as memory taken, so a worker whose memory is limited has one.
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
    // In the typesetter's own pool: a layout that is begun elsewhere goes there page by page, and back. There is no
    // other layout here that might be begun on the stack of one that waits.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|_| "district".into())
        .stack_size(STACK)
        .build();
    let why = match pool {
        Ok(pool) => pool.install(work),
        Err(error) => error.to_string(),
    };
    let message = Message::new(format!("工作进程起不来：{why}"), format!("the worker can't work: {why}"));
    Err(Diagnostic::error(Code::WorkerBroken, message).into())
}
