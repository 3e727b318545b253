//! Codes about values: numbers, dates, lengths, markup, references, contradictions.

use crate::rule::explanations;

explanations! {
    BadNumber {
        what
        "这里的数不能照原样印出，或超出范围：如 1e3、“三百”、只有一个减号，年份不在 1900 到 2999 之间，完成率是负数。"
        "A number can't be printed as written, or is out of range: 1e3, 三百, a lone dash, a year outside 1900 to \
         2999, a negative completion rate."
        why
        "数印出来要与写的一个样，末尾的 0 也不丢。写法含糊的数，程序不替人决定。"
        "Numbers are printed exactly as written, including trailing zeros. The program doesn't decide what an \
         ambiguous one means."
        fix
        "写普通的数，如 1345.50；范围写 \"2.5～3.0\"；没有数就删去这一项，不要写“无”“-”。"
        "Write a plain number such as 1345.50, a range as \"2.5～3.0\"; if there is no number, delete the item; don't \
         write 无 or -."
    }
    BadDate {
        what
        "日期不存在（如 2 月 30 日），或看不出是日期。"
        "The date doesn't exist, such as 30 February, or isn't recognisable as a date."
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
        "A value isn't in the standard form but is unambiguous, and was read accordingly: \"1.2万\" as 1.2 with the \
         unit 万, 2024.1.11 as a date, a template by its Chinese name."
        why
        "照样能排，但请看一眼是不是这个意思；改成规定的写法，下次就没有这条提示。"
        "The review is built, but check that the reading is right. In the standard form there is no warning."
        fix
        "意思对就不必改；不对，就照规定的写法重写。"
        "If the reading is right, leave it; otherwise write the value in the form that the message shows."
    }
    TooLong {
        what
        "文字太长：一行最多 300 个字符，一段成文的文字最多 10 万个字符。"
        "A text is too long: the limit is 300 characters for a line and 100,000 for prose."
        why
        "标题、标签这样的一行字，300 个字符已远远放不下；多半是把正文写进了标题。"
        "No title or label of 300 characters fits; usually a whole paragraph was written into it."
        fix
        "缩短，或把内容移到写正文的字段（如 `lead`、`text`）里。"
        "Shorten it, or move it to a field for prose, such as `lead` or `text`."
    }
    OneLine {
        what
        "这里只能写一行或一段，却换了行、分了段。"
        "Only one line or one paragraph is allowed here, and the text has a line break or a second paragraph."
        why
        "版面上这个位置是按一行、一段设计的，分段会挤乱旁边的内容。"
        "The layout has room for one line or one paragraph here; more would displace other content."
        fix
        "合成一行或一段；要分开说的，写成清单的几个条目。"
        "Join them into one; or split the content into several list items."
    }
    Markup {
        what
        "标记印不出原意：`**` 没有收尾，链接没有文字或多了标题，或标记太多、嵌套太深。没有收尾的是警告，会照字面印\
         出。"
        "Markup can't be printed as intended: an unclosed `**`, a link without text or with a title, too much markup, \
         or markup nested too deeply. Unclosed markup is a warning and is printed literally."
        why
        "半个标记会把星号、方括号印到成品上。"
        "Unfinished markup would print asterisks and brackets on the page."
        fix
        "补上收尾的标记；本来就要印这个符号，在前面加反斜杠；链接写作 [文字](网址)。"
        "Close it; to print the character itself, put a backslash before it. A link is written [text](address)."
    }
    BadLink {
        what
        "网址不是 `http`、`https` 或 `mailto` 开头的。"
        "The address doesn't start with http, https or mailto."
        why
        "别的网址点了可能运行程序或打开本机文件，不能印进分发的文件里。"
        "Other addresses may run a program or open a local file; they don't belong in a file that is distributed."
        fix
        "写完整的网址，如 `https://www.example.gov.cn/`；没有就删去链接。"
        "Write the whole address, such as https://www.example.gov.cn/; or remove the link."
    }
    Contradiction {
        what
        "两处写的不能同时成立：完成率与数值、目标算不到一起，部分大于整体，“增长”后面是负数，表格一行的格数与表头不\
         同，写了图示却没有它要的数。"
        "Two fields contradict each other: a completion rate that doesn't match value and target, parts that exceed \
         their whole, 增长 before a negative number, a table row with more or fewer cells than the header, a view \
         without the figure that it shows."
        why
        "自相矛盾的数，读者一算就发现，伤的是整份材料的可信。"
        "Readers who do the sums will notice, and then trust nothing else in the report."
        fix
        "对照原始材料，看哪一处写错了，改那一处。约数写上“约”“超”一类的限定，就不再核对到末位。"
        "Check the source material and correct the wrong one. A figure with a qualifier such as 约 or 超 isn't checked \
         to the last digit."
    }
    Duplicate {
        what
        "应当唯一的名字用了两次：指标的代号、`order` 里的栏目、数据表的列名，或两个地区会写成同一个文件。"
        "A name that must be unique is used twice: an indicator's id, a kind of block in `order`, a column of a table; \
         or two districts would write one file."
        why
        "两处同名，引用它的地方就不知道说的是哪一个；两个地区同名，后排的会盖掉先排的。"
        "References to the name are ambiguous; of two districts, the second would overwrite the first."
        fix
        "给其中一个换个名字，或删去多余的一个。"
        "Rename one of them, or delete the extra one."
    }
    UnknownReference {
        what
        "引用的名字不存在：`parent` 所写的代号、批量文件里所写的列、工作表、地区或字段路径。"
        "A field refers to a name that doesn't exist: the id in `parent`; in a batch a column, a worksheet, a district \
         or the path of a field."
        why
        "多半是打错了字，或表格改过列名。不报错，这一项就会悄悄空着。"
        "Usually a typo, or a renamed column. Without the error, the item would silently stay empty."
        fix
        "照提示改名字；提示里列出了现有的名字。"
        "Use the name that the hint suggests; it lists the existing ones."
    }
}
