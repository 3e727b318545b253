//! Writes files completely or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Writes a file atomically: to a temporary file in the same folder, which is flushed to disk and renamed over the
/// target.
///
/// Whatever happens, the target has either its old content or the new one. A replaced file keeps its permissions.
///
/// Where the process has a limit on the size of files (`ulimit -f`), the system ends it with SIGXFSZ at the first byte
/// too many, unless the program handles or ignores that signal. The command does; a library can't decide it.
///
/// # Errors
/// [`Code::WriteRefused`] if the target is a symbolic link, a folder or a device; [`Code::WriteFailed`] if writing
/// fails, in which case no temporary file is left behind.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let path = path.as_ref();
    check_target(path)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut file = temporary().prefix(TEMPORARY).tempfile_in(folder)?;
        // Not through `file`, whose errors name the temporary file.
        file.as_file_mut().write_all(bytes)?;
        file.as_file().sync_all()?;
        keep_permissions(file.path(), path)?;
        file.persist(path).map_err(|error| error.error)?;
        // The folder entry must reach the disk, too. Not every file system can flush a folder, so ignore errors.
        if let Ok(folder) = fs::File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    write().map_err(|error| failed(path, &error).into())
}

/// Removes temporary files that killed writers left below a folder. The caller must be the folder's only writer.
#[cfg(feature = "batch")]
pub(crate) fn clear_temporaries(folder: &Path) {
    let mut pending = vec![folder.to_path_buf()];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                pending.push(entry.path());
            } else if kind.is_file() && entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Prefix of the names of temporary files.
const TEMPORARY: &str = ".huimou-";

/// Checks whether [`write_file`] would refuse a target, so that a program can fail before doing the work.
///
/// Only a regular file may be replaced: renaming over anything else would destroy it, or write somewhere else.
///
/// # Errors
/// [`Code::WriteRefused`] if the target exists and isn't a regular file.
pub fn check_target(path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    let refused = |zh: &str, en: &str| -> Error {
        let shown = path.display();
        let message = Message::new(format!("不写 {shown}：{zh}"), format!("won't write {shown}: {en}"));
        Diagnostic::error(Code::WriteRefused, message).into()
    };
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() => Err(refused("它是符号链接", "it is a symbolic link")),
        Ok(there) if there.is_dir() => Err(refused("它是文件夹", "it is a folder")),
        Ok(there) if !there.is_file() => Err(refused("它是设备或管道", "it is a device or a pipe")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(path, &error).into()),
    }
}

/// Creates a folder and its parents, unless they exist.
///
/// # Errors
/// [`Code::WriteFailed`] if a folder can't be created.
pub fn make_folder(path: impl AsRef<Path>) -> Result<PathBuf, Error> {
    let path = path.as_ref();
    fs::create_dir_all(path).map_err(|error| -> Error { failed(path, &error).into() })?;
    Ok(path.to_path_buf())
}

pub(crate) fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    if let Some(folder) = folder.filter(|_| error.kind() == io::ErrorKind::NotFound) {
        let folder = folder.display();
        let message = Message::new(
            format!("写不了 {}：没有 {folder} 这个文件夹", path.display()),
            format!("can't write {}: there is no folder {folder}", path.display()),
        );
        return Diagnostic { io_kind: Some(error.kind()), ..Diagnostic::error(Code::WriteFailed, message) };
    }
    Diagnostic::unwritable(&path.display().to_string(), error)
}

/// Temporary files are private by default. Finished files should have the permissions of any new file, as the umask
/// of the process says.
#[cfg(unix)]
fn temporary() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn temporary() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// Gives the new file the permissions of the file that it replaces.
#[cfg(unix)]
fn keep_permissions(temporary: &Path, target: &Path) -> io::Result<()> {
    match fs::metadata(target) {
        Ok(there) => fs::set_permissions(temporary, there.permissions()),
        Err(_) => Ok(()),
    }
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}
