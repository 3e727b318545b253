//! Photographs that several reviews show are made ready once.

use std::sync::{Arc, Mutex, PoisonError};

use typst::utils::hash128;

use super::{PhotoError, Photograph, prepare};

/// The most that is kept, in bytes of finished photographs: a dozen or two of press quality.
const MAX_CACHE_BYTES: usize = 128 << 20;

/// Finished photographs by the bytes they were made of. What has not been asked for longest makes room.
#[derive(Default)]
pub(crate) struct PhotoCache {
    /// The latest asked for stands last.
    slots: Mutex<Vec<(u128, Slot)>>,
}

/// A photograph, once it is finished. Whoever comes second waits for the first instead of doing the work again.
type Slot = Arc<Mutex<Option<Photograph>>>;

impl PhotoCache {
    /// Makes a photograph of a file's bytes, or hands out the one that was made of the same bytes before.
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

    /// Evicts the oldest until the rest is within the limit. A slot in use counts as empty: its turn comes.
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
        };
        for key in 0..4 {
            *cache.slot(key).lock().unwrap() = Some(heavy.clone());
            cache.evict();
        }
        let keys: Vec<u128> = cache.slots.lock().unwrap().iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [2, 3]);
    }
}
