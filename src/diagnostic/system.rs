//! Errors of the system in words.

use std::io::{Error, ErrorKind};

use super::Message;

impl Message {
    /// The sentence with what the system says of it.
    #[must_use]
    pub fn because(self, fault: &Error) -> Self {
        let why = Self::from(fault);
        Self::new(format!("{}：{}", self.zh, why.zh), format!("{}: {}", self.en, why.en))
    }
}

impl From<&Error> for Message {
    /// What the system says, in both languages. What we have no words for stands as the system says it.
    fn from(fault: &Error) -> Self {
        let english = fault.to_string();
        let chinese = match fault.kind() {
            ErrorKind::NotFound => "没有这个文件或文件夹",
            ErrorKind::PermissionDenied => "没有权限",
            ErrorKind::AlreadyExists => "已经有了",
            ErrorKind::NotADirectory => "路径中有一段不是文件夹",
            ErrorKind::IsADirectory => "它是文件夹，不是文件",
            ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
            ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
            ErrorKind::StorageFull => "磁盘满了",
            ErrorKind::QuotaExceeded => "磁盘配额用完了",
            ErrorKind::FileTooLarge => "文件太大",
            ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "它正被别的程序使用",
            ErrorKind::InvalidFilename => "名称不合规，或太长",
            ErrorKind::CrossesDevices => "不在同一个磁盘上",
            ErrorKind::TooManyLinks => "链接太多",
            ErrorKind::UnexpectedEof => "文件不完整",
            ErrorKind::OutOfMemory => "内存不够",
            ErrorKind::TimedOut => "等得太久",
            ErrorKind::Interrupted => "被中断",
            ErrorKind::BrokenPipe => "对方不再接收",
            ErrorKind::InvalidInput if english.contains("nul") || english.contains("NUL") => "名称里有空字符",
            _ => return Self::new(format!("系统报错。原文：{english}"), english),
        };
        Self::new(chinese, english)
    }
}
