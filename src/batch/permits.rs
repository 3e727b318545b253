//! Permits for layout: one for each district that may be laid out at the same time.
//!
//! There is one more thread than there are permits. A thread returns its permit before it writes its PDF to disk, so
//! that another thread can use the core for layout in the meantime.

use std::sync::{Condvar, Mutex, PoisonError};

use super::isolate::DistrictWorker;

/// The free permits, each with the worker process that was started for it, if any.
pub(super) struct Permits {
    free: Mutex<Vec<Option<DistrictWorker>>>,
    freed: Condvar,
}

/// A permit to lay out a district; it is returned when dropped.
pub(super) struct Permit<'a> {
    pub worker: Option<DistrictWorker>,
    permits: &'a Permits,
}

impl Permits {
    pub fn new(count: usize) -> Self {
        Self { free: Mutex::new((0..count).map(|_| None).collect()), freed: Condvar::new() }
    }

    /// Takes a permit, waiting until one is free.
    pub fn take(&self) -> Permit<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match free.pop() {
                Some(worker) => return Permit { worker, permits: self },
                None => free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.permits.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.worker.take());
        self.permits.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn never_more_are_taken_than_there_are() {
        let (permits, taken, max) = (Permits::new(2), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let permit = permits.take();
                        max.fetch_max(taken.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        taken.fetch_sub(1, Ordering::SeqCst);
                        drop(permit);
                    }
                });
            }
        });
        assert_eq!(max.into_inner(), 2);
    }
}
