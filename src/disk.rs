//! Opens files that may be something else: only regular files, without waiting, and not more bytes than a limit.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Why a file that is there isn't opened or read. It is inside the [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// A pipe, a device or a socket.
    NotRegular,
    /// A symbolic link, where links aren't followed.
    Linked,
    /// Another name leads to the same file, and it would be written to.
    #[cfg_attr(not(feature = "batch"), allow(dead_code))]
    HasOtherName,
    /// More bytes than the limit.
    TooLarge {
        /// The limit in bytes.
        max: u64,
    },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRegular => f.write_str("it is a pipe or a device, not a file"),
            Self::Linked => f.write_str("it is a symbolic link"),
            Self::HasOtherName => f.write_str("it is a hard link to another file"),
            Self::TooLarge { max } => write!(f, "it has more than {max} bytes"),
        }
    }
}

impl std::error::Error for Unfit {}

impl From<Unfit> for io::Error {
    fn from(unfit: Unfit) -> Self {
        let kind = match unfit {
            Unfit::TooLarge { .. } => io::ErrorKind::FileTooLarge,
            Unfit::NotRegular | Unfit::Linked | Unfit::HasOtherName => io::ErrorKind::InvalidInput,
        };
        Self::new(kind, unfit)
    }
}

/// What happens to a symbolic link. Links in the folders above are always followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    Follow,
    Refuse,
}

/// Opens a regular file as `options` say. Never waits, as opening a pipe would, and opens no device.
pub(crate) fn open(path: &Path, options: &mut OpenOptions, links: Links) -> io::Result<File> {
    // Look first, since opening alone can have an effect on a device; and look again at what was opened.
    let before = match links {
        Links::Follow => fs::metadata(path),
        Links::Refuse => fs::symlink_metadata(path),
    };
    if let Ok(there) = before {
        regular(&there)?;
    }
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let follow = if links == Links::Follow { OFlags::empty() } else { OFlags::NOFOLLOW };
        let flags = OFlags::NONBLOCK | follow;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

fn regular(there: &fs::Metadata) -> io::Result<()> {
    match there {
        there if there.is_symlink() => Err(Unfit::Linked.into()),
        there if there.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        there if !there.is_file() => Err(Unfit::NotRegular.into()),
        _ => Ok(()),
    }
}

/// Reads a regular file of at most `max` bytes.
pub(crate) fn read(path: &Path, max: u64, links: Links) -> io::Result<Vec<u8>> {
    let file = open(path, OpenOptions::new().read(true), links)?;
    let length = file.metadata()?.len();
    if length > max {
        return Err(Unfit::TooLarge { max }.into());
    }
    let mut bytes = Vec::new();
    // Files of /proc have no length, and one that grows while it is read stops at the limit.
    file.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max { Err(Unfit::TooLarge { max }.into()) } else { Ok(bytes) }
}

/// Which file a path leads to: equal for all paths and names of one file.
///
/// Compare the file that is about to be replaced with everything that was read.
/// [`Description::texts`](crate::Description::texts) has the paths of photographs, as texts with the role
/// [`File`](crate::description::Role::File).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(
    /// Device and inode.
    #[cfg(unix)]
    (u64, u64),
    #[cfg(not(unix))] std::path::PathBuf,
);

impl FileId {
    /// The file at a path, also through symbolic links; `None` if there is none.
    pub fn of(path: impl AsRef<Path>) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            fs::metadata(path).ok().map(|there| Self((there.dev(), there.ino())))
        }
        #[cfg(not(unix))]
        {
            fs::canonicalize(path).ok().map(Self)
        }
    }
}
