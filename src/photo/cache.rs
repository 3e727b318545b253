//! A cache of prepared photographs, so that one used by several reviews is prepared once.

use std::sync::{Arc, Mutex, PoisonError};

use typst::utils::hash128;

use super::{PhotoError, Photograph, prepare};

/// Maximum size of the cache in bytes of prepared photographs: one or two dozen of press quality.
const MAX_CACHE_BYTES: usize = 128 << 20;

/// Prepared photographs by the hash of the original bytes. The least recently used is evicted first.
#[derive(Default)]
pub(crate) struct PhotoCache {
    /// Ordered by last use, the most recent one last.
    slots: Mutex<Vec<(u128, Slot)>>,
}

/// A slot for a photograph: `None` until it is prepared. Its lock is held while the photograph is prepared, so that a
/// second thread waits for the result instead of doing the work again.
type Slot = Arc<Mutex<Option<Photograph>>>;

impl PhotoCache {
    /// Prepares a photograph, or returns the cached one for the same bytes. Errors are not cached.
    pub fn prepare(&self, bytes: &[u8]) -> Result<Photograph, PhotoError> {
        let key = hash128(bytes);
        let slot = self.slot(key);
        let mut cached = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(photo) = &*cached {
            return Ok(photo.clone());
        }
        let photo = prepare(bytes)?;
        *cached = Some(photo.clone());
        drop(cached);
        self.evict();
        Ok(photo)
    }

    fn slot(&self, key: u128) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let at = slots.iter().position(|(other, _)| *other == key);
        let known = at.map(|at| slots.remove(at)).unwrap_or_else(|| (key, Slot::default()));
        let slot = known.1.clone();
        slots.push(known);
        slot
    }

    /// Evicts the least recently used photographs until the rest is within the limit. A slot that is being filled
    /// counts as empty; its thread evicts again when it is done.
    fn evict(&self) {
        let weigh = |slot: &Slot| match slot.try_lock() {
            Ok(cached) => cached.as_ref().map_or(0, |photo| photo.bytes.len()),
            Err(_) => 0,
        };
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = MAX_CACHE_BYTES;
        let mut full = false;
        let mut keep: Vec<bool> = Vec::with_capacity(slots.len());
        for (_, slot) in slots.iter().rev() {
            let weight = weigh(slot);
            full |= weight > left;
            left = left.saturating_sub(weight);
            keep.push(!full);
        }
        let mut keep = keep.into_iter().rev();
        slots.retain(|_| keep.next().unwrap_or(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(grey: u8, side: u32) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let picture = image::GrayImage::from_pixel(side, side, image::Luma([grey]));
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_same_bytes_are_prepared_once() {
        let cache = PhotoCache::default();
        let (first, again) = (cache.prepare(&png(9, 8)).unwrap(), cache.prepare(&png(9, 8)).unwrap());
        assert_eq!(first.bytes.as_ptr(), again.bytes.as_ptr());
        let other = cache.prepare(&png(10, 8)).unwrap();
        assert_ne!(first.bytes.as_slice(), other.bytes.as_slice());
    }

    #[test]
    fn what_is_broken_is_told_each_time() {
        let cache = PhotoCache::default();
        let broken = &png(9, 8)[..40];
        assert!(cache.prepare(broken).is_err());
        assert!(cache.prepare(broken).is_err());
    }

    #[test]
    fn the_oldest_makes_room() {
        let cache = PhotoCache::default();
        let heavy = Photograph {
            bytes: typst::foundations::Bytes::new(vec![0; MAX_CACHE_BYTES / 2]),
            extension: "png",
            width: 1,
            height: 1,
            bad_profile: false,
        };
        for key in 0..4 {
            *cache.slot(key).lock().unwrap() = Some(heavy.clone());
            cache.evict();
        }
        let keys: Vec<u128> = cache.slots.lock().unwrap().iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [2, 3]);
    }
}
