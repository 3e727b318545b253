//! What can be wrong with a cell.

use super::CellError;
use crate::batch::number_format::Unshown;
use crate::diagnostic::Message;

/// Of a formula that has none.
pub(super) fn error_value(word: &str) -> CellError {
    let message = Message::new(format!("这一格是错误值“{word}”"), format!("this cell holds the error {word}"));
    CellError { message, hint: None }
}

/// A formula that was never calculated.
pub(super) fn no_result() -> CellError {
    CellError {
        message: Message::new("这一格是公式，文件里没有算好的结果", "this cell is a formula without a saved result"),
        hint: Some(Message::new(
            "在 Excel 里打开这个文件，保存一次",
            "open the file in a spreadsheet program and save it",
        )),
    }
}

/// A text that the file keeps elsewhere, and that isn't there.
pub(super) fn no_shared_text() -> CellError {
    CellError {
        message: Message::new(
            "这一格的文字在文件里找不到，文件可能已损坏",
            "the text of this cell isn't in the file, which may be damaged",
        ),
        hint: Some(Message::new(
            "在表格软件里打开这个文件，核对这一格，再保存一次",
            "open the file in a spreadsheet program, look at this cell, and save it again",
        )),
    }
}

/// A number of an ods without the text that shows it.
pub(super) fn no_text() -> CellError {
    CellError {
        message: Message::new("这一格有数值，却没有存下显示的样子", "this cell has a value, and nothing that shows it"),
        hint: Some(Message::new(
            "用表格软件打开这个文件，保存一次",
            "open the file in a spreadsheet program and save it",
        )),
    }
}

/// A number of an xls that isn't whole.
pub(super) fn no_format() -> CellError {
    CellError {
        message: Message::new(
            "这一格不是整数，`.xls` 文件里读不到它显示成什么样",
            "this number isn't whole, and an `.xls` file doesn't tell how it is shown",
        ),
        hint: Some(Message::new("请另存为 `.xlsx`", "save the table as `.xlsx`")),
    }
}

/// A long number such as that of an identity card, typed as a number.
pub(super) fn too_many_digits() -> CellError {
    CellError {
        message: Message::new(
            "这一格的数字超过 15 位，表格软件只存得下前 15 位",
            "this number has more than 15 digits, of which a spreadsheet keeps 15",
        ),
        hint: Some(Message::new("把这一格设为文本，重新录入", "make the cell a text and type it again")),
    }
}

/// A code that isn't known here.
pub(super) fn unread(code: &str) -> CellError {
    CellError {
        message: Message::new(
            format!("这一格的数字格式 `{code}` 读不懂，不知道它显示成什么样"),
            format!("the number format `{code}` of this cell can't be read, nor what it shows"),
        ),
        hint: Some(Message::new(
            "改用常见的数值、百分比、日期格式；或把这一列设为文本，照要印的样子录入",
            "give it a common format of numbers, percentages or dates, or type it as text, as it is to be printed",
        )),
    }
}

/// A value that its format can't show.
pub(super) fn unshown(why: Unshown) -> CellError {
    let (zh, en) = match why {
        Unshown::Code => ("这一格的值不能照它的数字格式显示", "the number format of this cell can't show its value"),
        Unshown::Range => ("这一格在 Excel 里显示为 `######`", "this cell shows as `######`"),
        Unshown::NoDate => ("这一格的值是 0，格式却是日期", "this cell is 0, and its format is that of a date"),
        Unshown::Signless => {
            ("这一格是负数，它的格式却不显示负号", "this number is negative, and its format shows no sign of it")
        }
    };
    let hint = (why == Unshown::Signless).then(|| {
        let zh = "换成显示负号的格式，如 0.0% 或 0.00";
        Message::new(zh, "choose a format with a minus sign, such as 0.0% or 0.00")
    });
    CellError { message: Message::new(zh, en), hint }
}
