//! A: where lines break.

use crate::rule::explanations;

explanations! {
    A1 {
        what
        "一段文字从第二行起，行首是这些符号之一：，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/。单独成行的大符号\
         和右上角的注码不算。"
        "A line of a paragraph, from the second on, starts with one of ，。、；：？！．）》〉」』】〗〕］｝”’·～％\
         %‰℃°㎡/. A sign that stands by itself and raised note marks don't count."
        why
        "这些符号属于前面的字。落到行首，句子像被砍断，单位也与数脱开；国家标准和各家出版社都不允许。"
        "These signs belong to the character before them. At the head of a line they cut the sentence in two and part \
         a unit from its number; the national standard and every publishing house forbid it."
        fix
        "在这一行前后增删一两个字，断行的位置就会移开。同一套模板里反复出现的，请模板作者让符号与前一字连成一体。"
        "Add or remove a character or two around the break. If one template does it again and again, its maker should \
         keep the sign together with the character before it."
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
        "The standard allows it; careful typesetting avoids it, since readers stop to look for what the mark \
         continues."
        fix
        "在这一行前面增删几个字，让符号回到上一行末尾。改不动就留着，它只是警告。"
        "Add or remove a few characters before it, so that the mark moves up to the line before. It is only a \
         warning: leave it if nothing helps."
        source
        "《中文排版需求》3.1.3，严格一级"
        "clreq 3.1.3, strict level"
    }
    A2 {
        what
        "段落没有完，而这一行的末尾是这些符号之一：（《〈「『【〖〔［｛“‘￥№。"
        "A line that its paragraph continues ends with one of （《〈「『【〖〔［｛“‘￥№."
        why
        "开口的符号属于后面的字，留在行末就成了断头的括号；货币符号与金额分在两行，数也读不顺。"
        "An opening mark belongs to the character after it; left behind at the end of a line it opens nothing. A \
         currency sign parted from its amount makes the amount hard to read."
        fix
        "在这一行里增删一两个字。同一套模板里反复出现的，请模板作者让符号与后一字连成一体。"
        "Add or remove a character or two in this line. If one template does it again and again, its maker should \
         keep the sign together with the character after it."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1；《中文排版需求》3.1.3"
        "GB/T 15834—2011 5.1; clreq 3.1.3"
    }
    A3 {
        what
        "一行断在一个数的中间，或断在数与它前面的符号、后面的“万”“亿”、单位或“以上”之间；日期、时间、序数、标准号和文\
         件号也不能断。比八个字还宽的，可以断在汉字与西文交界处。"
        "A line break inside a number, or between a number and its sign or currency, its 万 or 亿, its unit, or 以上 \
         and the like; also inside a date, a time, an ordinal, the number of a standard or a document. What is wider \
         than 8 ems may break where its script changes."
        why
        "“1280”在行末、“万元”在下一行行首，读者容易只看到一半，把数读错。年度回眸靠数说话，数必须一眼看全。"
        "With 1280 at the end of a line and 万元 at the head of the next, half of the figure is easily missed. A \
         review speaks by its figures; each must be seen whole."
        fix
        "本程序自带的模板会自动把数与单位连在一起。若仍出现，在前面增删几个字；用自己的模板时，请模板作者把数与单位放\
         进一个不断行的盒子。"
        "The built-in templates keep numbers and units together. If it happens nevertheless, change a few characters \
         before it; the maker of another template sets number and unit in one unbreakable box."
        source
        "《出版物上数字用法》（GB/T 15835—2011）5.1；单位依出版惯例"
        "GB/T 15835—2011 5.1; usage for units"
    }
    A4 {
        what
        "破折号（——）或省略号（……）的前一半在行末，后一半在下一行行首。"
        "One half of —— or …… ends a line and the other starts the next."
        why
        "它们各是一个符号，占两个字的位置，断开就成了两个读不懂的半截。"
        "Each is one mark, two ems long. Broken, it becomes two halves that mean nothing."
        fix
        "在前面增删一两个字，让整个符号落在同一行。"
        "Add or remove a character or two before it, so that the whole mark stands on one line."
        source
        "《标点符号用法》（GB/T 15834—2011）4.10、4.11、5.1"
        "GB/T 15834—2011 4.10, 4.11, 5.1"
    }
    A5 {
        what
        "八个字以内的书名（《》之内）、“第几届”，或内容里写过的两到四个字的人名，被断在两行。人名只在排本程序的页面时\
         能判断，读别处的 PDF 时不知道谁是人名。"
        "A line break inside a title in 《》 of at most 8 characters, inside 第…届, or inside the name of one of the \
         review's people, two to four characters long. Names are known in process only, not in a PDF."
        why
        "人名断成两行，是对人的轻慢，也容易误读；短书名和届次本可以完整放下。"
        "A name broken over two lines is discourteous and easily misread; short titles and ordinals would fit whole."
        fix
        "在前面增删几个字。改不动就留着，它只是警告。"
        "Add or remove a few characters before it. It is only a warning: leave it if nothing helps."
        source
        "出版惯例"
        "usage"
    }
}
