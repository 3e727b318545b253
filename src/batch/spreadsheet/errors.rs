//! What can be wrong with a spreadsheet's file.

#[cfg(feature = "xlsx")]
use super::package::WorkbookError;
use crate::diagnostic::{Code, Diagnostic, Message};

/// A file that is no table, whatever is in it, with what to do.
pub(in crate::batch) fn refused(name: &str) -> Option<Diagnostic> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let lower = file.to_lowercase();
    let error = |zh: &str, en: &str, hint: Message| {
        let message = Message::new(format!("{name} {zh}"), format!("{name} {en}"));
        Some(Diagnostic::error(Code::ReadFailed, message).hint(hint))
    };
    let lock = file.strip_prefix("~$").or_else(|| file.strip_prefix(".~lock.").map(|rest| rest.trim_end_matches('#')));
    if let Some(table) = lock {
        return error(
            "是打开表格时留下的锁文件，不是数据表",
            "is the lock of an open spreadsheet, not the table",
            Message::new(
                format!("数据表是 {table}：在 `[table]` 里写 `file = \"{table}\"`"),
                format!("the table is {table}"),
            ),
        );
    }
    if [".et", ".ett", ".xlsb", ".numbers", ".fods", ".wks"].iter().any(|end| lower.ends_with(end)) {
        return error(
            "的格式这里读不了",
            "is of a format that isn't read here",
            Message::new("请在表格软件里另存为 `.xlsx`", "save it as `.xlsx` in your spreadsheet program"),
        );
    }
    None
}

/// A file that can't be read as a spreadsheet.
#[cfg(feature = "xlsx")]
pub(super) fn broken(name: &str, broken: WorkbookError) -> Diagnostic {
    let save_as = || Message::new("请另存为 `.xlsx`", "save it as `.xlsx`");
    match broken {
        WorkbookError::TooLarge => {
            let message = Message::new(
                format!("{name} 太大：解开后超出这里能读的数量"),
                format!("{name} is too large: it unpacks to more than is read here"),
            );
            let hint = Message::new("把要用的那张表另存为一个新文件", "save the sheet in use as a file of its own");
            Diagnostic::error(Code::TooLarge, message).hint(hint)
        }
        WorkbookError::TooWide => {
            let message = Message::new(
                format!("{name} 太大：各张表从第一格到最后一格的范围，超出这里能读的数量"),
                format!("{name} is too large: its sheets reach over more cells than are read here"),
            );
            Diagnostic::error(Code::TooLarge, message).hint(save_as())
        }
        WorkbookError::Invalid(error) => {
            let message = Message::new(
                format!("读不了 {name}：文件不完整，或不是表格文件。原文：{error}"),
                format!("can't read {name}: it isn't whole, or no spreadsheet: {error}"),
            );
            Diagnostic::error(Code::ReadFailed, message).hint(open_and_save())
        }
    }
}

#[cfg(feature = "xlsx")]
fn open_and_save() -> Message {
    Message::new("在表格软件里打开，另存为 `.xlsx`", "open it and save it as `.xlsx`")
}

/// A workbook that can't be opened without its password.
#[cfg(feature = "xlsx")]
pub(super) fn encrypted(name: &str) -> Diagnostic {
    let message = Message::new(format!("{name} 加了密码"), format!("{name} is protected by a password"));
    let hint = Message::new("去掉打开密码，再保存一次", "take the password away and save it again");
    Diagnostic::error(Code::ReadFailed, message).hint(hint)
}

/// A web page that is called a spreadsheet.
#[cfg(feature = "xlsx")]
pub(super) fn markup(name: &str) -> Diagnostic {
    let message = Message::new(
        format!("{name} 其实是网页或标记文本，只是用了表格的文件名"),
        format!("{name} is a web page or other markup under a spreadsheet's name"),
    );
    Diagnostic::error(Code::ReadFailed, message).hint(open_and_save())
}

/// No sheet of the name, or none that can be seen.
#[cfg(feature = "xlsx")]
pub(super) fn no_sheet(name: &str, wanted: Option<&str>, names: &[(String, bool)]) -> Diagnostic {
    let list = |zh: bool| {
        let each = names.iter().map(|(name, hidden)| match (hidden, zh) {
            (true, true) => format!("{name}（隐藏）"),
            (true, false) => format!("{name} (hidden)"),
            (false, _) => name.clone(),
        });
        each.collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    let Some(wanted) = wanted else {
        let message = Message::new(
            format!("{name} 里的工作表都是隐藏的：{}", list(true)),
            format!("all sheets of {name} are hidden: {}", list(false)),
        );
        let hint = Message::new(
            "要用隐藏的工作表，在 `[table]` 里写 `sheet = \"表名\"`",
            "to use a hidden sheet, write sheet = \"its name\" in [table]",
        );
        return Diagnostic::error(Code::UnknownReference, message).hint(hint);
    };
    let message = Message::new(
        format!("{name} 没有工作表 {wanted}，有的是 {}", list(true)),
        format!("{name} has no sheet {wanted}; it has {}", list(false)),
    );
    Diagnostic::error(Code::UnknownReference, message)
}
