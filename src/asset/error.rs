//! [`AssetError`]: why a file isn't available, and the diagnostic for it.

use std::io;

use super::MAX_BYTES;
use crate::diagnostic::{Code, Diagnostic};
use crate::message::{Message, say};

/// Why a file isn't available.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssetError {
    /// There is no such file.
    Missing {
        /// An existing name that is so similar that it was probably meant.
        near: Option<String>,
    },
    /// The path leaves the folder, goes through a symbolic link, or doesn't name a regular file.
    Outside,
    /// The file is larger than [`MAX_BYTES`].
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// Reading failed.
    Unreadable {
        /// What the operating system reported.
        kind: io::ErrorKind,
        /// The same in words.
        why: Message,
    },
}

/// Converts an error of the operating system, for implementations of [`Assets`](super::Assets) that read files.
impl From<&io::Error> for AssetError {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing { near: None },
            kind => Self::Unreadable { kind, why: Message::of_io(error) },
        }
    }
}

/// What a file is for. Photographs have separate codes, since authors fix them one by one; for other files, every
/// problem is [`Code::ReadFailed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Photo,
    Theme,
    #[cfg_attr(not(feature = "batch"), allow(dead_code))]
    Batch,
}

impl AssetError {
    /// The kind of the operating system's error; `None` if it didn't come from there.
    pub(crate) fn io_kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Unreadable { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// The error as a diagnostic, without a place.
    pub(crate) fn diagnostic(&self, name: &str, purpose: Purpose) -> Diagnostic {
        let said = if purpose == Purpose::Photo { self.of_photo(name) } else { self.of_file(name, purpose) };
        Diagnostic { io_kind: self.io_kind(), ..said }
    }

    fn of_file(&self, name: &str, purpose: Purpose) -> Diagnostic {
        let why = match self {
            Self::Missing { .. } => Message::new("没有这个文件", "there is no such file"),
            Self::Outside => {
                let of = if purpose == Purpose::Batch { "batch" } else { "review" };
                let en = format!("it is not a regular file inside the {of}'s folder");
                Message::new("它不是本文件夹内的普通文件", en)
            }
            Self::TooLarge { .. } => Message::new("它太大", "it is too large"),
            Self::Unreadable { why, .. } => why.clone(),
        };
        let (zh, en) = (why.zh, why.en);
        let message = match purpose {
            Purpose::Theme => {
                Message::new(format!("读不了配色 `{name}`：{zh}"), format!("can't read the theme {name}: {en}"))
            }
            _ => Message::new(format!("读不了 {name}：{zh}"), format!("can't read {name}: {en}")),
        };
        let diagnostic = Diagnostic::error(Code::ReadFailed, message);
        match self {
            Self::Missing { near: Some(near) } => {
                diagnostic.hint(say!("是否要写 `{near}`？", "did you mean `{near}`?", near = near))
            }
            _ => diagnostic,
        }
    }

    fn of_photo(&self, name: &str) -> Diagnostic {
        match self {
            Self::Missing { near } => {
                let message = say!("找不到照片 `{name}`", "photograph {name} not found", name = name);
                Diagnostic::error(Code::PhotoMissing, message).hint(match near {
                    Some(near) => say!("那里有 `{near}`，是否要写它？", "did you mean {near}?", near = near),
                    None => Message::new(
                        "照片还没有时，删去 `file` 这一行，版面会留出图位",
                        "if the photograph isn't available yet, omit `file`: a placeholder is printed",
                    ),
                })
            }
            Self::Outside if name.contains('\\') && !name.contains(':') => {
                let message = say!(
                    "路径里用了 \\，要用 /：写 \"{right}\"",
                    "separate the parts of a path with /, not \\: write \"{right}\"",
                    right = name.replace('\\', "/"),
                );
                Diagnostic::error(Code::PhotoOutside, message)
            }
            Self::Outside => {
                let message = say!(
                    "`{name}` 不是本文件夹内的普通文件",
                    "{name} is not a regular file inside the review's folder",
                    name = name,
                );
                Diagnostic::error(Code::PhotoOutside, message).hint(Message::new(
                    "照片要放在内容文件所在的文件夹里，用 / 分隔，不能用 ..、绝对路径或符号链接",
                    "photographs must be in the review's folder; separate the parts of a path with /, and don't use \
                     .., absolute paths or symbolic links",
                ))
            }
            Self::TooLarge { bytes } => {
                let message = say!(
                    "照片 `{name}` 有 {bytes} 字节，不得超过 {most} 字节",
                    "{name} has {bytes} bytes; the limit for photographs is {most}",
                    name = name,
                    bytes = bytes,
                    most = MAX_BYTES,
                );
                Diagnostic::error(Code::PhotoTooLarge, message)
            }
            Self::Unreadable { why, .. } => {
                let message =
                    Message::new(format!("读不了 `{name}`：{}", why.zh), format!("can't read {name}: {}", why.en));
                Diagnostic::error(Code::ReadFailed, message)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One event has one code, whatever the file is for; a photograph's own say what to do with it.
    #[test]
    fn one_event_has_one_code() {
        let all = [
            AssetError::Missing { near: None },
            AssetError::Outside,
            AssetError::TooLarge { bytes: 1 << 40 },
            AssetError::Unreadable { kind: io::ErrorKind::PermissionDenied, why: Message::default() },
        ];
        for error in &all {
            for purpose in [Purpose::Theme, Purpose::Batch] {
                assert_eq!(error.diagnostic("a.toml", purpose).code, Code::ReadFailed);
            }
        }
        let codes = all.each_ref().map(|error| error.diagnostic("a.jpg", Purpose::Photo).code);
        assert_eq!(codes, [Code::PhotoMissing, Code::PhotoOutside, Code::PhotoTooLarge, Code::ReadFailed]);
        assert_eq!(all[3].diagnostic("a.jpg", Purpose::Photo).io_kind, Some(io::ErrorKind::PermissionDenied));
    }
}
