//! As many places as districts are laid out at a time.
//!
//! There is a thread more than places. A PDF is written, and flushed to the disk, by a thread that has given up its
//! place, so that the processor meanwhile has another district's layout to do.

use std::sync::{Condvar, Mutex, PoisonError};

use super::isolate::DistrictWorker;

/// The places that are free, each with the worker that was started for it, if there is one.
pub(super) struct Seats {
    free: Mutex<Vec<Option<DistrictWorker>>>,
    freed: Condvar,
}

/// A place that is taken; dropping it gives it up.
pub(super) struct Seat<'a> {
    pub worker: Option<DistrictWorker>,
    seats: &'a Seats,
}

impl Seats {
    pub fn new(count: usize) -> Self {
        Self { free: Mutex::new((0..count).map(|_| None).collect()), freed: Condvar::new() }
    }

    /// Waits until a place is free.
    pub fn take(&self) -> Seat<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match free.pop() {
                Some(worker) => return Seat { worker, seats: self },
                None => free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.seats.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.worker.take());
        self.seats.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn never_more_are_taken_than_there_are() {
        let (seats, taken, most) = (Seats::new(2), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let seat = seats.take();
                        most.fetch_max(taken.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        taken.fetch_sub(1, Ordering::SeqCst);
                        drop(seat);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
    }
}
