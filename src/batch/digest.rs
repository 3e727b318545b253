//! SHA-256 digests, for finding out whether inputs have changed.

use sha2::{Digest, Sha256};

/// The SHA-256 of several pieces in hexadecimal. Each piece is preceded by its length, so that moving a byte from one
/// piece to the next changes the digest.
pub(super) fn of<B: AsRef<[u8]>>(pieces: &[B]) -> String {
    let mut digest = Sha256::new();
    for piece in pieces {
        digest.update((piece.as_ref().len() as u64).to_le_bytes());
        digest.update(piece.as_ref());
    }
    hexadecimal(&digest.finalize())
}

/// The SHA-256 of a file's bytes, as `sha256sum` prints it.
pub(super) fn of_file(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
