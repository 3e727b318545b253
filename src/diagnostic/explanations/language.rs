//! The file and its fields.

use crate::rule::explanations;

explanations! {
    Syntax {
        what
        "文件里有一处不合 TOML 的写法：少了引号、多了括号、等号后面没有值，或用了中文的引号、括号、逗号。批量的数据表\
         引号不成对，也是这一类。"
        "Something in the file is no TOML: a quotation mark is missing, a bracket is left over, a key has no value, \
         or a Chinese quotation mark, bracket or comma stands in place of the plain one. A batch's CSV with a \
         quotation mark left open belongs here, too."
        why
        "读不懂的地方，程序不能替人猜；其余部分仍会照样检查，所以一次就能看到所有的错。"
        "What can't be read can't be guessed. The rest of the file is still judged, so that one run shows all errors."
        fix
        "看箭头所指的地方，照提示改。最常见的是：文字两边要用英文引号 \"；一个字段写一行；表头写 `[[section]]` 这样的\
         双方括号。"
        "Look at the place under the caret and do what the message says. Most often: texts stand in plain quotation \
         marks, each field has a line of its own, and headers are written [[section]]."
        source
        "TOML 1.0 语言规范"
        "TOML 1.0"
    }
    Encoding {
        what
        "文件不是 UTF-8 编码的文本。多半是用老版记事本或表格软件存成了 GBK 或 UTF-16，或把 Word、Excel、PDF 文件当成\
         了文本文件。"
        "The file is not valid UTF-8. Mostly an old editor or spreadsheet saved it as GBK or UTF-16, or a file of \
         Word or Excel or a PDF was given in place of a text."
        why
        "编码不对，汉字会变成乱码；宁可不排，也不能印出错字。"
        "Read in the wrong encoding, Chinese characters turn into others; rather no review than wrong characters in \
         print."
        fix
        "用记事本打开，选“文件—另存为”，编码选 UTF-8，再保存。若是 Word、Excel 文件，把文字复制到文本文件里。"
        "Open the file in an editor, choose Save As and the encoding UTF-8. Out of Word or Excel, copy the text into \
         a text file."
    }
    TooLarge {
        what
        "文件或内容超过上限：一份内容文件 16 MiB，批量的一张数据表 64 MiB，一册 999 幅图；电子表格的格数、列数也有上\
         限。"
        "A file or what it holds is over a limit: 16 MiB for a description, 64 MiB for a batch's table, 999 \
         photographs in a review; a spreadsheet's cells and columns have limits, too."
        why
        "上限远在正常内容之外，为的是不让一个坏文件耗尽内存。碰到它，多半是给错了文件。"
        "The limits lie far beyond what a review needs and keep a broken file from using up the memory. Mostly the \
         wrong file was given."
        fix
        "看是不是给错了文件；表格里整列整行的空格式，选中删除后另存一份。"
        "Check that it is the right file. In a spreadsheet, delete columns and rows that hold nothing but formats, \
         and save it anew."
    }
    UnknownKey {
        what
        "这个位置没有这个名字的字段：名字打错了，或写在了别的表头下面。"
        "There is no key of this name here: it is misspelt, or stands below the wrong header."
        why
        "如果悄悄略过，写下的内容就不会印出来，谁也不知道。"
        "Passed over in silence, what was written would not be printed and nobody would know."
        fix
        "照提示改名字，或挪到它所属的表头下面。各表头下可用的字段见 `docs/format.md`。"
        "Write the name that the hint gives, or move the line below its header. `docs/format.md` lists the keys of \
         each."
    }
    WrongType {
        what
        "字段的值不是它要的那一种：该写文字的写了数，该写数的写了文字，或该用双方括号表头的写成了一个值。"
        "A value is of another type than its key wants: a number for a text, a text for a number, or a value where a \
         [[header]] belongs."
        why
        "程序要知道这是一个数还是一段文字，才能照原样印出，也才能检查它。"
        "Only as a number can a number be checked; only as a text is a text printed as it stands."
        fix
        "文字加上引号，数不加引号；一组内容写成 `[[section.award]]` 这样的表头，各字段写在它下面。"
        "Put texts in quotation marks and numbers without them; write a group as a header such as [[section.award]] \
         with its fields below."
    }
    MissingField {
        what
        "缺少一个必须有的字段，如专题的 `title`、图片的 `caption`；或一个专题也没有。"
        "A required key is missing, such as a section's `title` or a photograph's `caption`; or there is no section \
         at all."
        why
        "没有它，版面上这一处就是空的，或不知道说的是什么。"
        "Without it this place on the page would be empty, or nobody would know what it shows."
        fix
        "在所指的表头下面补上这一行。"
        "Add the line below the header that the message points to."
    }
    Empty {
        what
        "不能为空的地方是空的：引号里没有字，表格没有行，清单没有条目，一组数据没有数，或数据表里该填的格空着。"
        "Something that must not be empty is: a text without characters, a table without rows, a list without items, \
         a series without values, or a cell that a district needs."
        why
        "空的字段说不清是漏填了还是不要了，印出来会留一个空位。"
        "An empty field may be forgotten or unwanted; printed, it leaves a hole."
        fix
        "填上内容；不要的，整行删去。照片还没有时删去 `file` 这一行，版面会留出图位。"
        "Fill it; if it isn't wanted, delete the line. While a photograph is still to come, leave `file` out: the \
         page keeps its place."
    }
    UnknownChoice {
        what
        "这里只能从几个词里选一个，写的不在其中；语言要写 zh-CN 这样的标记。级别像是打错了字（如“省极”）时是警告。"
        "One of several words is wanted here and this is none of them; a language is a tag such as zh-CN. A level \
         that looks misspelt (省极) is a warning."
        why
        "不认识的词没有对应的版式，猜错了比报错更糟。"
        "A word that isn't known has no layout, and a wrong guess is worse than an error."
        fix
        "照提示改成可选的词。级别若是单位自己的叫法，不必理会这条警告。"
        "Write one of the words that the message lists. If the level is your own term, ignore the warning."
    }
}
