//! Calls into decoders of other crates that may panic on damaged files.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static ACTIVE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is decoding a file from outside, so that a panic would be caught and reported as an error of
/// that file.
///
/// The library can't keep Rust's panic hook from printing a message and a backtrace for such a panic; a program can:
///
/// ```
/// let hook = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |panic| {
///     if !huimou::guard::is_active() {
///         hook(panic);
///     }
/// }));
/// ```
pub fn is_active() -> bool {
    ACTIVE.get()
}

/// Runs a decoder; `None` if it panics.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    let before = ACTIVE.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode)).ok();
    ACTIVE.set(before);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_none_and_the_guard_ends() {
        assert_eq!(guarded(|| guarded(|| panic!("damaged")).is_none() && is_active()), Some(true));
        assert!(!is_active());
    }
}
