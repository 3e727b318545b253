//! Runs layout with a large stack, since it recurses deeper than the stack of an ordinary thread allows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

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

/// Runs `work` with a large stack; `None` if it panicked or no thread could be started.
pub(crate) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    if DEEP.get() {
        return catch_unwind(AssertUnwindSafe(work)).ok();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("typeset".into()).stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_new_thread_unless_this_one_is_deep() {
        let here = thread::current().id();
        assert!(on_deep_stack(|| thread::current().id()).is_some_and(|other| other != here));
        let deep = thread::spawn(|| {
            mark_stack_as_deep();
            (thread::current().id(), on_deep_stack(|| thread::current().id()))
        });
        let (own, used) = deep.join().expect("no panic");
        assert_eq!(used, Some(own));
    }

    #[test]
    fn a_panic_is_nothing() {
        assert_eq!(on_deep_stack(|| -> u8 { panic!("a bug in the layout engine") }), None);
        let deep = thread::spawn(|| {
            mark_stack_as_deep();
            on_deep_stack(|| -> u8 { panic!("a bug in the layout engine") })
        });
        assert_eq!(deep.join().expect("caught"), None);
    }
}
