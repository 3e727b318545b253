//! Writes files completely or not at all.

use std::fs::{self, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::{Code, Diagnostic, Error, Message};
use crate::disk::{self, Links};
use crate::message::say;

/// Writes a file atomically: to a temporary file in the same folder, which is flushed to disk and renamed over the
/// target.
///
/// Whatever happens, the target has either its old content or the new one. A replaced file keeps its permissions. If
/// the process is killed, the temporary file stays behind; [`clear_leftovers`] removes it.
///
/// # Errors
/// [`Code::WriteRefused`] if the target is a symbolic link, a folder or a device; [`Code::WriteFailed`] if writing
/// fails, in which case no temporary file is left behind.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let path = path.as_ref();
    check_kind(path)?;
    let folder = folder_of(path);
    let write = || -> io::Result<()> {
        let mut file = temporary_in(folder)?;
        // To the file itself: its wrapper would put the temporary name into errors.
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
    // On a file system without locks, another program may have removed the temporary file: write it again.
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound && folder.is_dir();
    let written = write().or_else(|error| if gone(&error) { write() } else { Err(error) });
    written.map_err(|error| failed(path, &error).into())
}

/// Removes the temporary files that killed writers left directly in a folder: of this library's names, and not locked,
/// as a temporary file is while it is written. Nothing else is touched, and the files of a writer that is still
/// running stay, also those of another process.
///
/// Files that can't be removed or locked stay. On a file system without locks, so do all.
pub fn clear_leftovers(folder: impl AsRef<Path>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !is_temporary(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        let Ok(file) = disk::open(&path, OpenOptions::new().read(true).write(true), Links::Refuse) else { continue };
        // A new file isn't locked for a moment after it was made. Its writer notices that it is gone, and makes another.
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(&path);
        }
    }
}

/// [`clear_leftovers`] for a folder and all below it, but for other output folders and without following links.
#[cfg(feature = "batch")]
pub(crate) fn clear_leftovers_below(folder: &Path) {
    let mut pending = vec![folder.to_path_buf()];
    while let Some(dir) = pending.pop() {
        clear_leftovers(&dir);
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let of_another = |path: &Path| fs::symlink_metadata(path.join(HIDDEN)).is_ok();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !of_another(&entry.path()) {
                pending.push(entry.path());
            }
        }
    }
}

/// The folder with locks and the journal in an output folder of a batch.
#[cfg(feature = "batch")]
pub(crate) const HIDDEN: &str = ".huimou";

/// The names of temporary files: a prefix, random letters and digits, and a suffix.
const PREFIX: &str = ".huimou-";
const RANDOM: usize = 20;
const SUFFIX: &str = ".tmp";

fn is_temporary(name: &std::ffi::OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
    random.is_some_and(|random| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Makes a temporary file and locks it, so that nobody takes it for a leftover.
fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    // Each attempt fails only if another process clears leftovers in just that moment.
    const MAX_ATTEMPTS: usize = 100;
    for _ in 0..MAX_ATTEMPTS {
        let file = temporary().prefix(PREFIX).rand_bytes(RANDOM).suffix(SUFFIX).tempfile_in(folder);
        let file = file.map_err(|error| unwrapped(&error))?;
        match file.as_file().try_lock() {
            Ok(()) if fs::symlink_metadata(file.path()).is_ok() => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // Without locks, nothing is taken for a leftover.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// The system's own error, without the temporary name.
fn unwrapped(error: &io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|wrapper| wrapper.source()?.downcast_ref::<io::Error>()?.raw_os_error());
    inner.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Checks whether [`write_file`] can write a target, so that a program can fail before doing the work: whether it would
/// be refused, and whether a file can be made in its folder, by making an empty one and removing it.
///
/// Only a regular file may be replaced: renaming over anything else would destroy it, or write somewhere else.
///
/// # Errors
/// [`Code::WriteRefused`] if the target exists and isn't a regular file; [`Code::WriteFailed`] if its folder doesn't
/// exist or can't be written, or its name is too long.
pub fn check_target(path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    check_kind(path)?;
    temporary_in(folder_of(path)).map_err(|error| failed(path, &error))?;
    Ok(())
}

/// Refuses a target that isn't a regular file.
fn check_kind(path: &Path) -> Result<(), Error> {
    let refused = |zh: &str, en: &str| {
        let shown = path.display();
        let message = Message::new(format!("不写 {shown}：{zh}"), format!("won't write {shown}: {en}"));
        Diagnostic::error(Code::WriteRefused, message)
    };
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() => Err(refused("它是符号链接", "it is a symbolic link").into()),
        Ok(there) if there.is_dir() => Err(refused("它是文件夹", "it is a folder").into()),
        Ok(there) if !there.is_file() => Err(refused("它是设备或管道", "it is a device or a pipe").into()),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(path, &error).into()),
    }
}

/// Refuses a symbolic link between a folder and a file below it, which could lead out of the folder.
pub(crate) fn check_folders(root: &Path, path: &str) -> Result<(), Error> {
    let mut folder = root.to_path_buf();
    for part in path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/') {
        folder.push(part);
        if folder != root && fs::symlink_metadata(&folder).is_ok_and(|there| there.is_symlink()) {
            let message = say!(
                "不写 {path}：`{link}` 是符号链接",
                "won't write {path}: {link} is a symbolic link",
                path = path,
                link = folder.display(),
            );
            return Err(Diagnostic::error(Code::WriteRefused, message).into());
        }
    }
    Ok(())
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

/// The folder of a file.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The error that a file or folder can't be written: it names what is in the way, if that is another one.
pub(crate) fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let path = path.strip_prefix(".").unwrap_or(path);
    let shown = path.display();
    let said = |zh: String, en: String| {
        let message = Message::new(format!("写不了 {shown}：{zh}"), format!("can't write {shown}: {en}"));
        Diagnostic { io_kind: Some(error.kind()), ..Diagnostic::error(Code::WriteFailed, message) }
    };
    if let Some(name) = path.components().filter(|part| part.as_os_str().len() > MAX_NAME_BYTES).find_map(normal) {
        let length = name.len();
        return said(
            format!("名字有 {length} 字节，不得超过 {MAX_NAME_BYTES}（一个汉字 3 字节）"),
            format!("the name has {length} bytes, and {MAX_NAME_BYTES} are the limit; a Chinese character takes 3"),
        );
    }
    let above: Vec<&Path> = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()).collect();
    if let Some(file) = above.iter().chain([&path]).find(|folder| folder.exists() && !folder.is_dir())
        && (*file != path || error.kind() == io::ErrorKind::AlreadyExists)
    {
        let file = file.display();
        return said(format!("{file} 是文件，不是文件夹"), format!("{file} is a file, not a folder"));
    }
    match error.kind() {
        io::ErrorKind::NotFound => {
            if let Some(folder) = above.iter().rev().find(|folder| !folder.exists()).map(|folder| folder.display()) {
                return said(format!("没有 {folder} 这个文件夹"), format!("there is no folder {folder}"));
            }
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            let folder = above.iter().find(|folder| folder.exists()).map_or(Path::new("."), |folder| folder);
            let why = Message::of_io(error);
            let (zh, en) = match folder {
                here if here == Path::new(".") => ("当前文件夹".to_owned(), "the current folder".to_owned()),
                there => (format!("文件夹 {}", there.display()), format!("the folder {}", there.display())),
            };
            return said(
                format!("{zh}里不能新建文件（{}）", why.zh),
                format!("no file can be created in {en} ({})", why.en),
            );
        }
        _ => {}
    }
    Diagnostic::unwritable(&shown.to_string(), error)
}

/// Maximum length of a name in bytes on the common file systems: ext4, XFS, APFS; on NTFS it is 255 UTF-16 units.
const MAX_NAME_BYTES: usize = 255;

fn normal<'p>(part: Component<'p>) -> Option<&'p std::ffi::OsStr> {
    match part {
        Component::Normal(name) => Some(name),
        _ => None,
    }
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
