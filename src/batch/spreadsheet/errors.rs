//! Errors about a spreadsheet file as a whole.

#[cfg(feature = "xlsx")]
use super::package::{Limit, WorkbookError};
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
    match broken {
        WorkbookError::TooLarge { limit, place } => too_large(name, limit, place.as_deref()),
        WorkbookError::Encrypted => encrypted(name),
        WorkbookError::Invalid(error) => {
            let message = Message::new(
                format!("读不了 {name}：文件不完整，或不是表格文件。原文：{error}"),
                format!("can't read {name}: incomplete, or not a spreadsheet: {error}"),
            );
            Diagnostic::error(Code::ReadFailed, message).hint(open_and_save())
        }
    }
}

/// The error for a workbook that exceeds a limit, at a cell or row if that is known.
#[cfg(feature = "xlsx")]
fn too_large(name: &str, limit: Limit, place: Option<&str>) -> Diagnostic {
    let (zh, en) = match limit {
        Limit::Unpacked => ("解开后有太多字节", "unpacks to too many bytes"),
        Limit::Elements => ("单元格太多，连空的在内", "has too many cells, counting the empty ones"),
        Limit::Parts => ("里面的文件太多", "has too many parts"),
        Limit::Sheets => ("工作表太多", "has too many sheets"),
        Limit::Styles => ("单元格样式或数字格式太多", "has too many cell styles or number formats"),
        Limit::Merged => ("合并的单元格太多", "has too many merged cells"),
        Limit::Rows => ("有内容的行太多", "has too many rows with content"),
        Limit::Cells => ("有内容的单元格太多", "has too many cells with content"),
        Limit::Text => ("文字太多", "has too much text"),
        Limit::CellText => ("有一格的文字太长", "has a cell whose text is too long"),
    };
    let (at_zh, at_en) =
        place.map_or_else(Default::default, |place| (format!("，读到 {place} 为止"), format!("; stopped at {place}")));
    let message = Message::new(format!("{name} 太大：{zh}{at_zh}"), format!("{name} is too large: it {en}{at_en}"));
    let (zh, en) = match limit {
        Limit::CellText => ("缩短这一格的文字", "shorten the text of this cell"),
        Limit::Rows | Limit::Cells | Limit::Text => (
            "删去数据以外的行和列（选中整行整列再删，不只是清空），或把要用的那张表另存为新的 `.xlsx`",
            "delete the rows and columns that aren't data, or save the sheet you need as a new `.xlsx`",
        ),
        _ => (
            "清除多余格式，或把要用的那张表复制到新的工作簿，另存为 `.xlsx`",
            "remove unneeded formats, or copy the sheet you need to a new workbook and save it as `.xlsx`",
        ),
    };
    Diagnostic::error(Code::TooLarge, message).hint(Message::new(zh, en))
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

/// How many sheets a message lists, and how many characters of each name; Excel allows 31.
#[cfg(feature = "xlsx")]
const MAX_NAMED: usize = 40;
#[cfg(feature = "xlsx")]
const MAX_NAME: usize = 100;

/// The error for an unknown sheet, or for a workbook with only hidden ones.
#[cfg(feature = "xlsx")]
pub(super) fn no_sheet(name: &str, wanted: Option<&str>, names: &[(String, bool)]) -> Diagnostic {
    let list = |zh: bool| {
        let each = names.iter().take(MAX_NAMED).map(|(name, hidden)| {
            let short: String = name.chars().take(MAX_NAME).collect();
            match (hidden, zh) {
                (true, true) => format!("{short}（隐藏）"),
                (true, false) => format!("{short} (hidden)"),
                (false, _) => short,
            }
        });
        let more = (names.len() > MAX_NAMED).then(|| if zh { "等" } else { "…" }.to_owned());
        each.chain(more).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
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
