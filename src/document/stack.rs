//! Runs layout with a large stack, since it recurses deeper than the stack of an ordinary thread allows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Stack size of a layout thread, in bytes.
pub(crate) const STACK: usize = 32 << 20;

thread_local! {
    static DEEP: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one with such a stack, so that layouts run on it directly.
#[cfg(any(test, feature = "batch"))]
pub(crate) fn mark_stack_as_deep() {
    DEEP.set(true);
}

/// Why work on a large stack has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It panicked.
    Panicked,
    /// The system has no memory for another thread, or allows no more.
    NoThread,
}

impl Failure {
    /// The error: as `panicked` says, or that there is no memory.
    pub fn into_error(self, panicked: impl FnOnce() -> Diagnostic) -> Error {
        let message = Message::new(
            "没有内存可供排版的线程使用，或系统不许再开线程",
            "there is no memory for the thread that lays out, or the system allows no more threads",
        );
        match self {
            Self::Panicked => panicked().into(),
            Self::NoThread => Diagnostic::error(Code::MemoryExceeded, message).into(),
        }
    }
}

/// Runs `work` with a large stack.
pub(crate) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    if DEEP.get() {
        return catch_unwind(AssertUnwindSafe(work)).map_err(|_| Failure::Panicked);
    }
    on_thread(STACK, work)
}

fn on_thread<T: Send>(stack: usize, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("typeset".into()).stack_size(stack).spawn_scoped(scope, work);
        thread.map_err(|_| Failure::NoThread)?.join().map_err(|_| Failure::Panicked)
    })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_new_thread_unless_this_one_is_deep() {
        let here = thread::current().id();
        assert!(on_deep_stack(|| thread::current().id()).is_ok_and(|other| other != here));
        let deep = thread::spawn(|| {
            mark_stack_as_deep();
            (thread::current().id(), on_deep_stack(|| thread::current().id()))
        });
        let (own, used) = deep.join().expect("no panic");
        assert_eq!(used, Ok(own));
    }

    #[test]
    fn a_panic_is_a_failure() {
        assert_eq!(on_deep_stack(|| -> u8 { panic!("a bug in the layout engine") }), Err(Failure::Panicked));
        let deep = thread::spawn(|| {
            mark_stack_as_deep();
            on_deep_stack(|| -> u8 { panic!("a bug in the layout engine") })
        });
        assert_eq!(deep.join().expect("caught"), Err(Failure::Panicked));
    }

    /// No system has a stack of an exbibyte.
    #[test]
    fn a_thread_that_cannot_be_started_is_a_want_of_memory() {
        let failure = on_thread(1 << 60, || 1).expect_err("no such stack");
        assert_eq!(failure, Failure::NoThread);
        let error = failure.into_error(|| unreachable!());
        assert_eq!(error.diagnostics()[0].code, Code::MemoryExceeded);
    }
}
