//! Errors of the operating system, in both languages.

use std::io;

use super::{Code, Diagnostic};
use crate::disk::Unfit;
use crate::message::{Message, say};

impl Message {
    /// An error of the operating system in a few words. A kind without a Chinese translation is quoted after 原文.
    ///
    /// ```
    /// use std::io;
    /// assert_eq!(huimou::Message::of_io(&io::ErrorKind::NotFound.into()).zh, "文件不存在");
    /// ```
    pub fn of_io(error: &io::Error) -> Self {
        let said = error.to_string();
        if let Some(unfit) = error.get_ref().and_then(|inner| inner.downcast_ref::<Unfit>()) {
            return Self::new(unfit_words(*unfit), said);
        }
        match words(error.kind()) {
            Some(words) => Self::new(words, said),
            None => Self::new(format!("系统出错；原文：{said}"), said),
        }
    }
}

impl Message {
    /// The message that a file is not UTF-8 text.
    pub(crate) fn not_utf8(path: &str) -> Self {
        say!("`{path}` 不是 UTF-8 文本", "{path} is not valid UTF-8", path = path)
    }

    /// The message followed by the reason that the operating system gave.
    #[must_use]
    pub fn because(self, error: &io::Error) -> Self {
        let why = Self::of_io(error);
        Self::new(format!("{}：{}", self.zh, why.zh), format!("{}: {}", self.en, why.en))
    }
}

impl Diagnostic {
    /// An error that the operating system reported: `tried` says what failed, `error` why.
    pub fn of_io(code: Code, tried: Message, error: &io::Error) -> Self {
        Self { io_kind: Some(error.kind()), ..Self::error(code, tried.because(error)) }
    }

    /// The error that a file or folder can't be read, with the reason.
    pub fn unreadable(path: &str, error: &io::Error) -> Self {
        let tried = say!("读不了 {path}", "can't read {path}", path = path);
        Self::of_io(Code::ReadFailed, tried, error)
    }

    /// The error that a file is not UTF-8 text.
    pub fn not_utf8(path: &str) -> Self {
        Self::error(Code::Encoding, Message::not_utf8(path))
    }

    /// The error that a file can't be written, with the reason.
    pub fn unwritable(path: &str, error: &io::Error) -> Self {
        let tried = say!("写不了 {path}", "can't write {path}", path = path);
        Self::of_io(Code::WriteFailed, tried, error)
    }
}

/// The kinds of errors that have a Chinese translation.
const KINDS: &[(io::ErrorKind, &str)] = {
    use io::ErrorKind as K;
    &[
        (K::NotFound, "文件不存在"),
        (K::PermissionDenied, "没有权限"),
        (K::AlreadyExists, "同名的文件已经存在"),
        (K::IsADirectory, "这是一个文件夹，不是文件"),
        (K::NotADirectory, "路径里有一段不是文件夹"),
        (K::DirectoryNotEmpty, "文件夹不是空的"),
        (K::ReadOnlyFilesystem, "磁盘是只读的"),
        (K::StorageFull, "磁盘满了"),
        (K::QuotaExceeded, "超出磁盘配额"),
        (K::FileTooLarge, "文件太大"),
        (K::ResourceBusy, "文件正被别的程序占用"),
        (K::ExecutableFileBusy, "文件正被别的程序占用"),
        (K::InvalidFilename, "文件名不合法"),
        (K::InvalidData, "内容不是文本或已损坏"),
        (K::UnexpectedEof, "文件不完整，提前结束"),
        (K::Interrupted, "被中断"),
        (K::TimedOut, "超时"),
        (K::WouldBlock, "暂时读不到内容"),
        (K::BrokenPipe, "接收方已经关闭"),
        (K::OutOfMemory, "内存不足"),
        (K::Unsupported, "系统不支持这样做"),
        (K::CrossesDevices, "不能跨磁盘移动"),
        (K::TooManyLinks, "链接太多"),
    ]
};

fn unfit_words(unfit: Unfit) -> String {
    match unfit {
        Unfit::NotRegular => "它是管道或设备，不是文件".into(),
        Unfit::Linked => "它是符号链接".into(),
        Unfit::HasOtherName => "它与别的文件是同一个文件（硬链接）".into(),
        Unfit::TooLarge { max } => format!("它超过 {max} 字节"),
    }
}

fn words(kind: io::ErrorKind) -> Option<&'static str> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, words)| *words)
}

/// The kind whose `Debug` form is `name`; another process sends it in that form.
#[cfg(feature = "batch")]
pub(crate) fn io_kind(name: &str) -> Option<io::ErrorKind> {
    KINDS.iter().map(|(kind, _)| *kind).find(|kind| format!("{kind:?}") == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_speaks_chinese() {
        let gone = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(Diagnostic::unreadable("a.csv", &gone).message.zh, "读不了 a.csv：文件不存在");
        assert_eq!(
            Diagnostic::unwritable("a.pdf", &io::ErrorKind::PermissionDenied.into()).message.zh,
            "写不了 a.pdf：没有权限"
        );
        // This error has no kind with a translation.
        let odd = Message::of_io(&io::Error::other("too many symbolic links"));
        assert_eq!(odd.zh, "系统出错；原文：too many symbolic links");
        assert_eq!(odd.en, "too many symbolic links");
    }
}
