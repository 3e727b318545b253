//! Photographs that several reviews show are made ready once.

use std::sync::{Arc, Mutex, PoisonError};

use typst::utils::hash128;

use super::{Fault, Photograph, prepare};

/// The most that is kept, in bytes of finished photographs: a dozen or two of press quality.
const MOST_BYTES: usize = 128 << 20;

/// Finished photographs by the bytes they were made of. What has not been asked for longest makes room.
#[derive(Default)]
pub(crate) struct Darkroom {
    /// The latest asked for stands last.
    shelf: Mutex<Vec<(u128, Tray)>>,
}

/// A photograph, once it is finished. Whoever comes second waits for the first instead of doing the work again.
type Tray = Arc<Mutex<Option<Photograph>>>;

impl Darkroom {
    /// Makes a photograph of a file's bytes, or hands out the one that was made of the same bytes before.
    pub fn prepare(&self, bytes: &[u8]) -> Result<Photograph, Fault> {
        let key = hash128(bytes);
        let tray = self.tray(key);
        let mut lying = tray.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(photo) = &*lying {
            return Ok(photo.clone());
        }
        let photo = prepare(bytes)?;
        *lying = Some(photo.clone());
        drop(lying);
        self.make_room();
        Ok(photo)
    }

    fn tray(&self, key: u128) -> Tray {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let at = shelf.iter().position(|(other, _)| *other == key);
        let known = at.map(|at| shelf.remove(at)).unwrap_or_else(|| (key, Tray::default()));
        let tray = known.1.clone();
        shelf.push(known);
        tray
    }

    /// Lets go of the oldest until the rest is within the limit. A tray in use is weighed as nothing: its turn comes.
    fn make_room(&self) {
        let weigh = |tray: &Tray| match tray.try_lock() {
            Ok(lying) => lying.as_ref().map_or(0, |photo| photo.bytes.len()),
            Err(_) => 0,
        };
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = MOST_BYTES;
        let mut full = false;
        let mut keep: Vec<bool> = Vec::with_capacity(shelf.len());
        for (_, tray) in shelf.iter().rev() {
            let weight = weigh(tray);
            full |= weight > left;
            left = left.saturating_sub(weight);
            keep.push(!full);
        }
        let mut keep = keep.into_iter().rev();
        shelf.retain(|_| keep.next().unwrap_or(true));
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
        let room = Darkroom::default();
        let (first, again) = (room.prepare(&png(9, 8)).unwrap(), room.prepare(&png(9, 8)).unwrap());
        assert_eq!(first.bytes.as_ptr(), again.bytes.as_ptr());
        let other = room.prepare(&png(10, 8)).unwrap();
        assert_ne!(first.bytes.as_slice(), other.bytes.as_slice());
    }

    #[test]
    fn what_is_broken_is_told_each_time() {
        let room = Darkroom::default();
        let broken = &png(9, 8)[..40];
        assert!(room.prepare(broken).is_err());
        assert!(room.prepare(broken).is_err());
    }

    #[test]
    fn the_oldest_makes_room() {
        let room = Darkroom::default();
        let heavy = Photograph {
            bytes: typst::foundations::Bytes::new(vec![0; MOST_BYTES / 2]),
            extension: "png",
            width: 1,
            height: 1,
        };
        for key in 0..4 {
            *room.tray(key).lock().unwrap() = Some(heavy.clone());
            room.make_room();
        }
        let keys: Vec<u128> = room.shelf.lock().unwrap().iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, [2, 3]);
    }
}
