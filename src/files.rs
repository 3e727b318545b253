//! Writes files completely or not at all.
//!
//! The library's results are bytes in memory; these functions write them to files, as the command does. Readers never
//! see a partial file, and a failed write leaves the old file in place.
//!
//! ```
//! let folder = std::env::temp_dir().join("huimou-files");
//! huimou::files::write_below(&folder, "pages/01.txt", b"one")?;
//! assert_eq!(std::fs::read(folder.join("pages/01.txt")).ok().as_deref(), Some(&b"one"[..]));
//! # std::fs::remove_dir_all(folder).ok();
//! # Ok::<(), huimou::Error>(())
//! ```

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use crate::asset::is_plain_name;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
pub use crate::disk::FileId;
use crate::disk::{self, Links};
use crate::write::check_folders;
pub use crate::write::{check_target, clear_leftovers, make_folder, write_file};

/// Opens a file that a user names for reading: a regular file, also through a symbolic link.
///
/// It never waits, as opening a pipe can, and opens no device. The file may be of any size: read it with
/// [`Read::take`](std::io::Read::take). [`Message::of_io`] has the errors in both languages.
///
/// # Errors
/// If the file isn't regular or can't be opened.
pub fn open_file(path: impl AsRef<Path>) -> io::Result<File> {
    disk::open(path.as_ref(), OpenOptions::new().read(true), Links::Follow)
}

/// Writes a file below a folder, as [`write_file`] does, and creates the folders in between. `path` is relative, with
/// parts separated by `/`.
///
/// # Errors
/// As [`write_file`], and if `path` leads out of the folder, also through a symbolic link below it, or a folder can't be
/// created.
pub fn write_below(folder: impl AsRef<Path>, path: &str, bytes: &[u8]) -> Result<(), Error> {
    if !is_plain_name(path) {
        let message = Message::new(
            format!("不写 `{path}`：它不在文件夹之内"),
            format!("won't write {path}: it is outside the folder"),
        );
        return Err(Diagnostic::error(Code::WriteRefused, message).into());
    }
    check_folders(folder.as_ref(), path)?;
    let target = folder.as_ref().join(path);
    if let Some(parent) = target.parent() {
        make_folder(parent)?;
    }
    write_file(target, bytes)
}
