//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Error, Message};

/// Writes a file: a temporary file beside the target, flushed to the disk, then renamed over it.
///
/// Whatever happens, the target holds its old bytes or the new ones, never a part.
///
/// # Errors
/// If the target is a symbolic link, a folder or a device, or if writing fails; then nothing is left behind.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let path = path.as_ref();
    check_target(path)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut file = temporary().prefix(TEMPORARY).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        keep_permissions(file.path(), path)?;
        file.persist(path).map_err(|error| error.error)?;
        // The name itself must reach the disk too; not every file system lets a folder be flushed.
        if let Ok(folder) = fs::File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    write().map_err(|error| failed(path, &error).into())
}

/// Takes away what writers that were killed left below a folder. Only for one who holds the folder alone.
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

/// How the names of temporary files begin.
const TEMPORARY: &str = ".huimou-";

/// Refuses a target that [`write_file`] would refuse, for who wants to know before the work: a rename would destroy it
/// or lead elsewhere.
///
/// # Errors
/// If something stands there that is no regular file.
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

/// Makes a folder and those above it, unless they are there.
///
/// # Errors
/// If that fails.
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

/// A temporary file is private by default; what is handed out has the permissions of any new file:
/// the process's mask decides.
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

/// A file that is replaced passes its permissions on.
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
