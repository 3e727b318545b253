//! Codes about the file and its fields.

use crate::rule::explanations;

explanations! {
    Syntax {
        what
        "文件里有一处不合 TOML 的写法：少了引号、多了括号、等号后面没有值，或用了中文的引号、括号、逗号。批量的数据表\
         引号不成对，也是这一类。"
        "The file is not valid TOML: a quotation mark is missing, there is an extra bracket, a key has no value, or a \
         Chinese quotation mark, bracket or comma was typed for the ASCII one. An unclosed quotation mark in the CSV \
         of a batch has this code, too."
        why
        "读不懂的地方，程序不能替人猜；其余部分仍会照样检查，所以一次就能看到所有的错。"
        "The program doesn't guess at what it can't read. It still checks the rest of the file, so that one run shows \
         all errors."
        fix
        "看箭头所指的地方，照提示改。最常见的是：文字两边要用英文引号 \"；一个字段写一行；表头写 `[[section]]` 这样的\
         双方括号。"
        "Look at the place under the caret and follow the message. Most often: put texts in straight quotation marks \
         (\"), each field on its own line, and write headers as [[section]]."
        source
        "TOML 1.0 语言规范"
        "TOML 1.0"
    }
    Encoding {
        what
        "文件不是 UTF-8 编码的文本。多半是用老版记事本或表格软件存成了 GBK 或 UTF-16，或把 Word、Excel、PDF 文件当成\
         了文本文件。"
        "The file is not valid UTF-8. Usually an old editor or spreadsheet saved it as GBK or UTF-16, or it is a Word, \
         Excel or PDF file, not a text file."
        why
        "编码不对，汉字会变成乱码；宁可不排，也不能印出错字。"
        "In the wrong encoding, Chinese characters turn into others; better no review than wrong characters in print."
        fix
        "用记事本打开，选“文件—另存为”，编码选 UTF-8，再保存。若是 Word、Excel 文件，把文字复制到文本文件里。"
        "Open the file in an editor, choose Save As, and select UTF-8 as the encoding. From Word or Excel, copy the \
         text into a text file."
    }
    TooLarge {
        what
        "文件或内容超过上限：一份内容文件 16 MiB，批量的一张数据表 64 MiB，一册 999 幅图；电子表格的格数、列数也有上\
         限。"
        "A file or its content exceeds a limit: 16 MiB for a description, 64 MiB for a batch's table, 999 photographs \
         in a review; a spreadsheet's cells and columns have limits, too."
        why
        "上限远在正常内容之外，为的是不让一个坏文件耗尽内存。碰到它，多半是给错了文件。"
        "The limits are far above what a review needs, and keep a broken file from using up the memory. Usually the \
         wrong file was given."
        fix
        "看是不是给错了文件；表格里整列整行的空格式，选中删除后另存一份。"
        "Check that it is the right file. In a spreadsheet, delete empty formatted columns and rows, and save it \
         again."
    }
    UnknownKey {
        what
        "这个位置没有这个名字的字段：名字打错了，或写在了别的表头下面。"
        "There is no such key here: it is misspelt, or is below the wrong header."
        why
        "如果悄悄略过，写下的内容就不会印出来，谁也不知道。"
        "If the key were ignored, its text would silently be missing from the pages."
        fix
        "照提示改名字，或挪到它所属的表头下面。各表头下可用的字段见 `docs/format.md`。"
        "Use the name that the hint suggests, or move the line below the right header. `docs/format.md` lists the keys \
         of each."
    }
    WrongType {
        what
        "字段的值不是它要的那一种：该写文字的写了数，该写数的写了文字，或该用双方括号表头的写成了一个值。"
        "A value has the wrong type: a number for a text, a text for a number, or a value where a [[header]] belongs."
        why
        "程序要知道这是一个数还是一段文字，才能照原样印出，也才能检查它。"
        "The program must know whether a value is a number or a text to print it verbatim and to check it."
        fix
        "文字加上引号，数不加引号；一组内容写成 `[[section.award]]` 这样的表头，各字段写在它下面。"
        "Put texts in quotation marks and numbers without them; write a group as a header such as [[section.award]], \
         with its fields below it."
    }
    MissingField {
        what
        "缺少一个必须有的字段，如专题的 `title`、图片的 `caption`；或一个专题也没有。"
        "A required key is missing, such as a section's `title` or a photograph's `caption`; or there is no section."
        why
        "没有它，版面上这一处就是空的，或不知道说的是什么。"
        "Without it, this place on the page would be empty, or readers wouldn't know what it shows."
        fix
        "在所指的表头下面补上这一行。"
        "Add the line below the header that the message points to."
    }
    Empty {
        what
        "不能为空的地方是空的：引号里没有字，表格没有行，清单没有条目，一组数据没有数，或数据表里该填的格空着。"
        "A value that must not be empty is empty: a text without characters, a table without rows, a list without \
         items, a series without values, or a required cell of a district."
        why
        "空的字段说不清是漏填了还是不要了，印出来会留一个空位。"
        "An empty field may be forgotten or unwanted; in print it leaves a gap."
        fix
        "填上内容；不要的，整行删去。照片还没有时删去 `file` 这一行，版面会留出图位。"
        "Fill it in; if it isn't wanted, delete the line. If a photograph isn't available yet, omit `file`: a \
         placeholder is printed."
    }
    UnknownChoice {
        what
        "这里只能从几个词里选一个，写的不在其中；语言要写 zh-CN 这样的标记。级别像是打错了字（如“省极”）时是警告。"
        "The value must be one of several words, and isn't; a language is a tag such as zh-CN. A level that looks \
         misspelt (省极) is a warning."
        why
        "不认识的词没有对应的版式，猜错了比报错更糟。"
        "There is no layout for an unknown word, and a wrong guess is worse than an error."
        fix
        "照提示改成可选的词。级别若是单位自己的叫法，不必理会这条警告。"
        "Use one of the words that the message lists. If the level is your own term, ignore the warning."
    }
}
