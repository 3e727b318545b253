//! A: where lines break.

use crate::rule::explanations;

explanations! {
    A1 {
        what
        "一段文字从第二行起，行首是这些符号之一：，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/。单独成行的大符号\
         和右上角的注码不算。"
        "A line of a paragraph, from the second on, starts with one of \
         ，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/. A sign on a line by itself and raised note marks don't \
         count."
        why
        "这些符号属于前面的字。落到行首，句子像被砍断，单位也与数脱开；国家标准和各家出版社都不允许。"
        "These signs belong to the character before them. At the start of a line they cut the sentence in two and \
         separate a unit from its number; the national standard and every publishing house forbid it."
        fix
        "在这一行前后增删一两个字，断行的位置就会移开。同一套模板里反复出现的，请模板作者让符号与前一字连成一体。"
        "Add or remove a character or two around the break. If a template does this repeatedly, its author should keep \
         the sign together with the character before it."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1；《中文排版需求》3.1.3"
        "GB/T 15834—2011 5.1; clreq 3.1.3"
    }
    A1b {
        what
        "一段文字从第二行起，行首是破折号（—）或省略号（…）。"
        "A line of a paragraph, from the second on, starts with — or …."
        why
        "破折号和省略号放在行首，标准并不禁止，但讲究的排版会避开：读者会先停下来想这是接着谁说的。"
        "The standard allows it, but careful typesetting avoids it: readers stop to look for what the mark continues."
        fix
        "在这一行前面增删几个字，让符号回到上一行末尾。改不动就留着，它只是警告。"
        "Add or remove a few characters before it, so that the mark moves up to the line before. This is only a \
         warning: ignore it if nothing helps."
        source
        "《中文排版需求》3.1.3，严格一级"
        "clreq 3.1.3, strict level"
    }
    A2 {
        what
        "段落没有完，而这一行的末尾是这些符号之一：（《〈「『【〖〔［｛“‘￥№。"
        "A line that isn't the last of its paragraph ends with one of （《〈「『【〖〔［｛“‘￥№."
        why
        "开口的符号属于后面的字，留在行末就成了断头的括号；货币符号与金额分在两行，数也读不顺。"
        "An opening mark belongs to the character after it; left at the end of a line, it opens nothing. A currency \
         sign separated from its amount makes the amount hard to read."
        fix
        "在这一行里增删一两个字。同一套模板里反复出现的，请模板作者让符号与后一字连成一体。"
        "Add or remove a character or two in this line. If a template does this repeatedly, its author should keep the \
         sign together with the character after it."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1；《中文排版需求》3.1.3"
        "GB/T 15834—2011 5.1; clreq 3.1.3"
    }
    A3 {
        what
        "一行断在一个数的中间，或断在数与它前面的符号、后面的“万”“亿”、单位或“以上”之间；日期、时间、序数、标准号和文\
         件号也不能断。比八个字还宽的，可以断在汉字与西文交界处。"
        "A line break inside a number, or between a number and its sign or currency, its 万 or 亿, its unit, or 以上 \
         and the like; also inside a date, a time, an ordinal, the number of a standard or a document. Anything wider \
         than 8 ems may break where the script changes."
        why
        "“1280”在行末、“万元”在下一行行首，读者容易只看到一半，把数读错。年度回眸靠数说话，数必须一眼看全。"
        "With 1280 at the end of a line and 万元 at the head of the next, half of the figure is easily missed. Figures \
         are the core of a review and must be read as a whole."
        fix
        "本程序自带的模板会自动把数与单位连在一起。若仍出现，在前面增删几个字；用自己的模板时，请模板作者把数与单位放\
         进一个不断行的盒子。"
        "The built-in templates keep numbers and units together. If it still happens, change a few characters before \
         the number. In your own template, set number and unit in one unbreakable box."
        source
        "《出版物上数字用法》（GB/T 15835—2011）5.1；单位依出版惯例"
        "GB/T 15835—2011 5.1; usage for units"
    }
    A4 {
        what
        "破折号（——）或省略号（……）的前一半在行末，后一半在下一行行首。"
        "Half of —— or …… ends a line and the other half starts the next."
        why
        "它们各是一个符号，占两个字的位置，断开就成了两个读不懂的半截。"
        "Each is one mark, two ems long. Split in two, its halves mean nothing."
        fix
        "在前面增删一两个字，让整个符号落在同一行。"
        "Add or remove a character or two before it, so that the whole mark is on one line."
        source
        "《标点符号用法》（GB/T 15834—2011）4.10、4.11、5.1"
        "GB/T 15834—2011 4.10, 4.11, 5.1"
    }
    A5 {
        what
        "八个字以内的书名（《》之内）、“第几届”，或内容里写过的两到四个字的人名，被断在两行。人名只在排本程序的页面时\
         能判断，读别处的 PDF 时不知道谁是人名。"
        "A line break inside a title in 《》 of at most 8 characters, inside 第…届, or inside the name of one of the \
         review's people, two to four characters long. Names are known only when the program's own pages are checked, \
         not in a PDF."
        why
        "人名断成两行，是对人的轻慢，也容易误读；短书名和届次本可以完整放下。"
        "Splitting a person's name is discourteous, and the name is easily misread; short titles and ordinals fit on \
         one line anyway."
        fix
        "在前面增删几个字。改不动就留着，它只是警告。"
        "Add or remove a few characters before it. This is only a warning: ignore it if nothing helps."
        source
        "出版惯例"
        "usage"
    }
}
