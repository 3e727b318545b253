//! Errors about single cells.

use super::CellError;
use crate::batch::number_format::Unshown;
use crate::diagnostic::Message;

/// An error value, such as `#DIV/0!`.
pub(super) fn error_value(word: &str) -> CellError {
    let message = Message::new(format!("这一格是错误值“{word}”"), format!("this cell holds the error {word}"));
    CellError { message, hint: None }
}

/// A formula whose result isn't saved: a program that doesn't calculate wrote the file.
pub(super) fn no_result() -> CellError {
    CellError {
        message: Message::new("这一格是公式，文件里没有算好的结果", "this cell is a formula without a saved result"),
        hint: Some(Message::new(
            "在 Excel 里打开这个文件，保存一次",
            "open the file in a spreadsheet program and save it",
        )),
    }
}

/// A shared string that the file doesn't have.
pub(super) fn no_shared_text() -> CellError {
    CellError {
        message: Message::new(
            "这一格的文字在文件里找不到，文件可能已损坏",
            "the text of this cell isn't in the file, which may be damaged",
        ),
        hint: Some(Message::new(
            "在表格软件里打开这个文件，核对这一格，再保存一次",
            "open the file in a spreadsheet program, check this cell, and save it again",
        )),
    }
}

/// A number in an ods without its displayed text.
pub(super) fn no_text() -> CellError {
    CellError {
        message: Message::new(
            "这一格有数值，却没有存下显示的样子",
            "this cell has a value, but its displayed text is not saved",
        ),
        hint: Some(Message::new(
            "用表格软件打开这个文件，保存一次",
            "open the file in a spreadsheet program and save it",
        )),
    }
}

/// A long number, such as that of an identity card, entered as a number.
pub(super) fn too_many_digits() -> CellError {
    CellError {
        message: Message::new(
            "这一格的数字超过 15 位，表格软件只存得下前 15 位",
            "this number has more than 15 digits; a spreadsheet keeps only the first 15",
        ),
        hint: Some(Message::new("把这一格设为文本，重新录入", "format the cell as text and enter it again")),
    }
}

/// A number format that isn't supported.
pub(super) fn unread(code: &str) -> CellError {
    CellError {
        message: Message::new(
            format!("这一格的数字格式 `{code}` 读不懂，不知道它显示成什么样"),
            format!("unsupported number format `{code}`: what this cell displays is unknown"),
        ),
        hint: Some(Message::new(
            "改用常见的数值、百分比、日期格式；或把这一列设为文本，照要印的样子录入",
            "use a common number, percentage or date format; or format the column as text and enter the text to print",
        )),
    }
}

/// A value that its number format can't display.
pub(super) fn unshown(why: Unshown) -> CellError {
    let (zh, en) = match why {
        Unshown::Code => ("这一格的值不能照它的数字格式显示", "the number format of this cell can't display its value"),
        Unshown::Range => ("这一格在 Excel 里显示为 `######`", "Excel displays this cell as `######`"),
        Unshown::NoDate => ("这一格的值是 0，格式却是日期", "this cell is 0, but its format is a date"),
        Unshown::Signless => (
            "这一格是负数，它的格式却不显示负号",
            "this number is negative, but its format doesn't display the minus sign",
        ),
    };
    let hint = (why == Unshown::Signless).then(|| {
        let zh = "换成显示负号的格式，如 0.0% 或 0.00";
        Message::new(zh, "choose a format with a minus sign, such as 0.0% or 0.00")
    });
    CellError { message: Message::new(zh, en), hint }
}
