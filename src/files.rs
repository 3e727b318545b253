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

use std::path::Path;

use crate::asset::is_plain_name;
use crate::diagnostic::{Code, Diagnostic, Error, Message};
pub use crate::write::{check_target, make_folder, write_file};

/// Writes a file below a folder, as [`write_file`] does, and creates the folders in between. `path` is relative, with
/// parts separated by `/`.
///
/// # Errors
/// As [`write_file`], and if `path` leads out of the folder or a folder can't be created.
pub fn write_below(folder: impl AsRef<Path>, path: &str, bytes: &[u8]) -> Result<(), Error> {
    if !is_plain_name(path) {
        let message = Message::new(
            format!("不写 `{path}`：它不在文件夹之内"),
            format!("won't write {path}: it is outside the folder"),
        );
        return Err(Diagnostic::error(Code::WriteRefused, message).into());
    }
    let target = folder.as_ref().join(path);
    if let Some(parent) = target.parent() {
        make_folder(parent)?;
    }
    write_file(target, bytes)
}
