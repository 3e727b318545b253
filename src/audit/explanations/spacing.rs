//! C: the space between characters, and the edges of columns and pages.

use crate::rule::explanations;

explanations! {
    C1 {
        what
        "两端对齐的一行里，相邻两个汉字的字距超过 1.15 字；超过 1.30 字是错误。"
        "In a justified line, two adjacent Chinese characters are more than 1.15 em apart; more than 1.30 em is an \
         error."
        why
        "为了撑满一行，字与字被拉开，这一行比上下都稀，像断了线的珠子。"
        "To fill the line, its characters are pulled apart; it looks thinner than the lines around it."
        fix
        "多半是行里有一长串不能断开的数字、网址或西文。改几个字，或换一种说法；也可以加宽这一栏，或改为不齐右。"
        "Usually a long number, address or Latin word can't be broken. Reword; or widen the column, or don't justify \
         it."
        source
        "《中文排版需求》3.1.6；《日文排版需求》3.8"
        "clreq 3.1.6; jlreq 3.8"
    }
    C2 {
        what
        "相邻两个汉字的字距小于 0.97 字。"
        "Two adjacent Chinese characters are less than 0.97 em apart."
        why
        "汉字是按方块设计的，挤进别人的方块里，笔画就会碰上。"
        "Each Chinese character is drawn to fill a square; if squares overlap, strokes touch."
        fix
        "内容不用改。请模板作者去掉负的字距。"
        "The text is fine. The template author should remove the negative tracking."
        source
        "《中文排版需求》2.2"
        "clreq 2.2"
    }
    C3 {
        what
        "两端对齐的段落里，末行以外的某一行离栏边还有 0.5 磅以上；行末是字母或数字时，另放宽这一行拉开的字距。读 PDF \
         时栏边是推断的，只报 0.5 磅到 1 字之间的。"
        "A line of a justified paragraph, except the last, ends more than 0.5 pt short of the column's edge; after a \
         letter or digit, the stretch of the line is allowed in addition. In a PDF, where columns are inferred, only \
         gaps of 0.5 pt to 1 em are reported."
        why
        "两端对齐的版面，右边缺一块最显眼，读者会以为段落在这里结束。"
        "In justified text, a short line is conspicuous and looks like the end of the paragraph."
        fix
        "看这里有没有手动换行，或一长串不能断开的文字，把它删去或改写。"
        "Look for a manual line break or a long unbreakable run, and remove or reword it."
        source
        "《党政机关公文格式》（GB/T 9704—2012）5.2.3；《中文排版需求》3.1.6"
        "GB/T 9704—2012 5.2.3; clreq 3.1.6"
    }
    C4 {
        what
        "文字超出栏边 0.5 磅以上（行末标点可以多出半个字），或超出页边。模板用作装饰的 36 磅以上的大字，以及 144 磅以\
         上的字不算。"
        "Text runs more than 0.5 pt past its column's edge (a mark: half an em more), or past the page edge. \
         Decoration may bleed: artifacts of 36 pt or more, and anything of 144 pt or more."
        why
        "超出栏边的字会压到旁边的内容，超出页边的字印出来会被裁掉。"
        "Past the column it runs into other content; past the page it is cut off in print."
        fix
        "缩短这段文字，或把太长的网址、编号拆开；指标、表格可以少放几栏。"
        "Shorten the text, or break up a long address or number; use fewer columns for indicators or tables."
        source
        "《党政机关公文格式》（GB/T 9704—2012）5.2"
        "GB/T 9704—2012 5.2"
    }
    C5 {
        what
        "两端对齐的正文、导语栏宽不是字号的整数倍，相差 0.2 磅以上。"
        "The width of a justified column of body or lead text is more than 0.2 pt off a whole number of ems."
        why
        "汉字一字一格。栏宽不是整数倍，每一行都要拉开或挤紧一点，字就对不成格。"
        "Chinese characters are set on a grid. In any other width, each line must be stretched or squeezed a little."
        fix
        "内容不用改。请模板作者把栏宽设为字号的整数倍。"
        "The text is fine. The template author should make the column a whole number of ems wide."
        source
        "《中文排版需求》2.3；《党政机关公文格式》（GB/T 9704—2012）5.2.3"
        "clreq 2.3; GB/T 9704—2012 5.2.3"
    }
    C6 {
        what
        "一个字的墨有 15% 以上压在另一个字上。标点、图形不算；同一个字重复印在同一处（加粗的一种做法）也不算。"
        "At least 15 % of a character is covered by another. Marks, drawings, and the same character printed twice in \
         one place don't count."
        why
        "两段文字叠在一起，谁也读不了；这多半是内容太长，挤出了自己的位置。"
        "Neither can be read. Usually a text is too long for its place."
        fix
        "缩短压上来的那段文字，或少放几栏。"
        "Shorten the text on top, or use fewer columns."
        source
        "出版惯例"
        "usage"
    }
}
