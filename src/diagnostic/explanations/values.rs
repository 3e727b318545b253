//! Numbers, dates, references: what values say, by themselves and together.

use crate::rule::explanations;

explanations! {
    BadNumber {
        what
        "这里的数不能照原样印出，或超出范围：如 1e3、“三百”、只有一个减号，年份不在 1900 到 2999 之间，完成率是负数。"
        "A number that can't be printed as it was written, or is out of range: 1e3, 三百, a mere dash, a year outside \
         1900 to 2999, a completion below zero."
        why
        "数印出来要与写的一个样，末尾的 0 也不丢。写法含糊的数，程序不替人决定。"
        "A number is printed digit by digit as it stands, trailing zeros included. What is ambiguous isn't decided \
         for you."
        fix
        "写普通的数，如 1345.50；范围写 \"2.5～3.0\"；没有数就删去这一项，不要写“无”“-”。"
        "Write a plain number such as 1345.50, a range as \"2.5～3.0\"; if there is none, delete the item rather than \
         write 无 or -."
    }
    BadDate {
        what
        "日期不存在（如 2 月 30 日），或看不出是日期。"
        "A date that doesn't exist, such as 30 February, or isn't written as one."
        why
        "日期要排序，也要按中文的写法印出来，所以必须准确。"
        "Dates are sorted and printed in Chinese form, so they must be exact."
        fix
        "写 2024-01-11、2024-01 或 2024。"
        "Write 2024-01-11, 2024-01 or 2024."
        source
        "《数据元和交换格式 信息交换 日期和时间表示法》（GB/T 7408）"
        "GB/T 7408 (ISO 8601)"
    }
    ReadAs {
        what
        "写法不合规定，但意思只有一种，已按说明的意思处理：如 \"1.2万\" 读成 1.2 和单位“万”，2024.1.11 读成日期，模板\
         写了中文名。"
        "Something isn't written in the language's own form but can mean one thing only, and was read so: \"1.2万\" \
         as 1.2 with the unit 万, 2024.1.11 as a date, a template by its Chinese name."
        why
        "照样能排，但请看一眼是不是这个意思；改成规定的写法，下次就没有这条提示。"
        "The review is built; see that it was meant so. Written in the proper form it needs no warning."
        fix
        "意思对就不必改；不对，就照规定的写法重写。"
        "Leave it if it is right; otherwise write it in the form that the message shows."
    }
    TooLong {
        what
        "文字太长：一行最多 300 个字符，一段成文的文字最多 10 万个字符。"
        "A text is too long: a line may have 300 characters, prose 100,000."
        why
        "标题、标签这样的一行字，300 个字符已远远放不下；多半是把正文写进了标题。"
        "No title or label of 300 characters fits a page; mostly a whole paragraph was written into one."
        fix
        "缩短，或把内容移到写正文的字段（如 `lead`、`text`）里。"
        "Shorten it, or move it to a field for prose, such as `lead` or `text`."
    }
    OneLine {
        what
        "这里只能写一行或一段，却换了行、分了段。"
        "There is room for one line or one paragraph here, and the text has a line break or a second paragraph."
        why
        "版面上这个位置是按一行、一段设计的，分段会挤乱旁边的内容。"
        "The layout gives this place one line or one paragraph; more would push its neighbours aside."
        fix
        "合成一行或一段；要分开说的，写成清单的几个条目。"
        "Join them into one; what belongs apart becomes several items of a list."
    }
    Markup {
        what
        "标记印不出原意：`**` 没有收尾，链接没有文字或多了标题，或标记太多、嵌套太深。没有收尾的是警告，会照字面印\
         出。"
        "Markup that can't be printed as it was meant: an unclosed `**`, a link without words or with a title, too \
         much markup or nested too deep. What isn't closed is a warning and is printed as typed."
        why
        "半个标记会把星号、方括号印到成品上。"
        "Half a mark prints its asterisks and brackets on the page."
        fix
        "补上收尾的标记；本来就要印这个符号，在前面加反斜杠；链接写作 [文字](网址)。"
        "Close it; if the sign itself is meant, put a backslash before it. A link is written [words](address)."
    }
    BadLink {
        what
        "网址不是 `http`、`https` 或 `mailto` 开头的。"
        "An address that isn't http, https or mailto."
        why
        "别的网址点了可能运行程序或打开本机文件，不能印进分发的文件里。"
        "Other addresses may run a program or open a file of the reader's; they have no place in a file that is \
         handed out."
        fix
        "写完整的网址，如 `https://www.example.gov.cn/`；没有就删去链接。"
        "Write the whole address, such as https://www.example.gov.cn/; or take the link away."
    }
    Contradiction {
        what
        "两处写的不能同时成立：完成率与数值、目标算不到一起，部分大于整体，“增长”后面是负数，表格一行的格数与表头不\
         同，写了图示却没有它要的数。"
        "Two things can't both be right: a completion that value and target don't give, parts that exceed their \
         whole, 增长 before a negative number, a row of another length than its head, a view without the figure that \
         it shows."
        why
        "自相矛盾的数，读者一算就发现，伤的是整份材料的可信。"
        "Readers who reckon find it, and then trust nothing else in the report."
        fix
        "对照原始材料，看哪一处写错了，改那一处。约数写上“约”“超”一类的限定，就不再核对到末位。"
        "See from the source which of the two is wrong and correct it. A figure with a qualifier such as 约 or 超 \
         isn't checked to its last digit."
    }
    Duplicate {
        what
        "应当唯一的名字用了两次：指标的代号、`order` 里的栏目、数据表的列名，或两个地区会写成同一个文件。"
        "A name that must be unique is given twice: an indicator's id, a kind of block in `order`, a column of a \
         table; or two districts would write one file."
        why
        "两处同名，引用它的地方就不知道说的是哪一个；两个地区同名，后排的会盖掉先排的。"
        "Whatever refers to the name can't tell which is meant; of two districts the second would replace the first."
        fix
        "给其中一个换个名字，或删去多余的一个。"
        "Give one of them another name, or delete the one too many."
    }
    UnknownReference {
        what
        "引用的名字不存在：`parent` 所写的代号、批量文件里所写的列、工作表、地区或字段路径。"
        "A field refers to a name that nothing has: the id in `parent`; in a batch a column, a worksheet, a district \
         or the path of a field."
        why
        "多半是打错了字，或表格改过列名。不报错，这一项就会悄悄空着。"
        "Mostly a slip, or a column that was renamed. Without the error the item would stay empty in silence."
        fix
        "照提示改名字；提示里列出了现有的名字。"
        "Write the name that the hint gives; the message lists those that there are."
    }
}
