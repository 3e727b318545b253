//! Evicts Typst's cache of layout results.
//!
//! There is one cache per process, and each layout ends with an eviction: results that weren't used during the last
//! few evictions (their maximum *age*) are dropped. What the reviews of one template share must outlive the evictions
//! of all concurrent layouts, or threads drop each other's results; what only one review uses should go soon, or memory
//! grows. So the age follows the number of concurrent layouts, no matter who began them: a batch, or the threads of a
//! web server.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Minimum age. With 1, alternating between two templates would find nothing in the cache; with 3, memory grows and
/// nothing gets faster (`DESIGN.md`).
const MIN_AGE: usize = 2;

/// The layouts that are running in this process, of all engines.
static UNDER_WAY: UnderWay = UnderWay::new();

/// Registers a layout. Dropping the result evicts, also after a panic.
pub(super) fn begin() -> Layout<'static> {
    UNDER_WAY.begin(typst::comemo::evict)
}

struct UnderWay {
    running: Mutex<Running>,
}

struct Running {
    next: u64,
    /// For each running layout, the highest number of concurrent layouts since it began.
    peaks: BTreeMap<u64, usize>,
}

/// A running layout.
pub(super) struct Layout<'a> {
    id: u64,
    evict: fn(usize),
    all: &'a UnderWay,
}

impl UnderWay {
    const fn new() -> Self {
        Self { running: Mutex::new(Running { next: 0, peaks: BTreeMap::new() }) }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, evict: fn(usize)) -> Layout<'_> {
        let mut running = self.running();
        let id = running.next;
        running.next += 1;
        running.peaks.insert(id, 0);
        let count = running.peaks.len();
        for peak in running.peaks.values_mut() {
            *peak = count.max(*peak);
        }
        Layout { id, evict, all: self }
    }
}

impl Drop for Layout<'_> {
    fn drop(&mut self) {
        let peak = self.all.running().peaks.remove(&self.id).unwrap_or_default();
        (self.evict)(peak.max(MIN_AGE));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::panic::catch_unwind;

    use super::*;

    thread_local! {
        static AGES: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    }

    fn note(age: usize) {
        AGES.with_borrow_mut(|ages| ages.push(age));
    }

    fn ages() -> Vec<usize> {
        AGES.take()
    }

    #[test]
    fn one_after_another_keep_the_last_two() {
        let all = UnderWay::new();
        (0..3).for_each(|_| drop(all.begin(note)));
        assert_eq!(ages(), [2, 2, 2]);
    }

    #[test]
    fn the_age_is_the_most_that_ran_beside_a_layout() {
        let all = UnderWay::new();
        let mut eight: Vec<_> = (0..8).map(|_| all.begin(note)).collect();
        // The last of a wave ends alone, and must still keep what all eight share.
        eight.drain(..).for_each(drop);
        assert_eq!(ages(), [8; 8]);
        // A wave that is over is forgotten.
        drop(all.begin(note));
        assert_eq!(ages(), [2]);
        let long = all.begin(note);
        let (a, b) = (all.begin(note), all.begin(note));
        drop((a, b));
        drop(all.begin(note));
        drop(long);
        assert_eq!(ages(), [3, 3, 2, 3]);
    }

    #[test]
    fn a_panic_ends_a_layout_too() {
        static ALL: UnderWay = UnderWay::new();
        let caught = catch_unwind(|| {
            let _layout = ALL.begin(note);
            panic!("a bug in the layout engine");
        });
        assert!(caught.is_err());
        assert_eq!((ages(), ALL.running().peaks.len()), (vec![2], 0));
    }
}
