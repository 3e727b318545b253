//! Errors about a spreadsheet file as a whole.

#[cfg(feature = "xlsx")]
use super::package::WorkbookError;
use crate::diagnostic::{Code, Diagnostic, Message};

/// The error for a file that can't be a table we read, by its name alone.
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
            "is a lock file of an open spreadsheet, not the table",
            Message::new(
                format!("数据表是 {table}：在 `[table]` 里写 `file = \"{table}\"`"),
                format!("the table is {table}"),
            ),
        );
    }
    if [".et", ".ett", ".xlsb", ".numbers", ".fods", ".wks"].iter().any(|end| lower.ends_with(end)) {
        return error(
            "的格式这里读不了",
            "has a format that is not supported",
            Message::new("请在表格软件里另存为 `.xlsx`", "save it as `.xlsx` in your spreadsheet program"),
        );
    }
    None
}

/// The error for a file that can't be read as a spreadsheet.
#[cfg(feature = "xlsx")]
pub(super) fn broken(name: &str, broken: WorkbookError) -> Diagnostic {
    let save_as = || Message::new("请另存为 `.xlsx`", "save it as `.xlsx`");
    match broken {
        WorkbookError::TooLarge => {
            let message = Message::new(
                format!("{name} 太大：解开后超出这里能读的数量"),
                format!("{name} is too large when unpacked"),
            );
            let hint = Message::new("把要用的那张表另存为一个新文件", "save the sheet you need as a separate file");
            Diagnostic::error(Code::TooLarge, message).hint(hint)
        }
        WorkbookError::TooWide => {
            let message = Message::new(
                format!("{name} 太大：各张表从第一格到最后一格的范围，超出这里能读的数量"),
                format!("{name} is too large: its sheets extend over too many cells"),
            );
            Diagnostic::error(Code::TooLarge, message).hint(save_as())
        }
        WorkbookError::Invalid(error) => {
            let message = Message::new(
                format!("读不了 {name}：文件不完整，或不是表格文件。原文：{error}"),
                format!("can't read {name}: incomplete, or not a spreadsheet: {error}"),
            );
            Diagnostic::error(Code::ReadFailed, message).hint(open_and_save())
        }
    }
}

#[cfg(feature = "xlsx")]
fn open_and_save() -> Message {
    Message::new("在表格软件里打开，另存为 `.xlsx`", "open it in a spreadsheet program and save it as `.xlsx`")
}

/// The error for a workbook with a password.
#[cfg(feature = "xlsx")]
pub(super) fn encrypted(name: &str) -> Diagnostic {
    let message = Message::new(format!("{name} 加了密码"), format!("{name} is protected by a password"));
    let hint = Message::new("去掉打开密码，再保存一次", "remove the password and save it again");
    Diagnostic::error(Code::ReadFailed, message).hint(hint)
}

/// The error for a web page with the name of a spreadsheet.
#[cfg(feature = "xlsx")]
pub(super) fn markup(name: &str) -> Diagnostic {
    let message = Message::new(
        format!("{name} 其实是网页或标记文本，只是用了表格的文件名"),
        format!("{name} is a web page or other markup with the name of a spreadsheet"),
    );
    Diagnostic::error(Code::ReadFailed, message).hint(open_and_save())
}

/// The error for an unknown sheet, or for a workbook with only hidden ones.
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
            "to use a hidden sheet, write sheet = \"name\" in [table]",
        );
        return Diagnostic::error(Code::UnknownReference, message).hint(hint);
    };
    let message = Message::new(
        format!("{name} 没有工作表 {wanted}，有的是 {}", list(true)),
        format!("{name} has no sheet {wanted} (available: {})", list(false)),
    );
    Diagnostic::error(Code::UnknownReference, message)
}
