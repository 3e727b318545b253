//! C: the room between characters, and the edges of columns and pages.

use crate::rule::explanations;

explanations! {
    C1 {
        what
        "两端对齐的一行里，相邻两个汉字的字距超过 1.15 字；超过 1.30 字是错误。"
        "In a justified line the pitch from one Chinese character to the next is over 1.15 em; over 1.30 em is an \
         error."
        why
        "为了撑满一行，字与字被拉开，这一行比上下都稀，像断了线的珠子。"
        "To fill the line, its characters are pulled apart; it looks thin between its neighbours."
        fix
        "多半是行里有一长串不能断开的数字、网址或西文。改几个字，或换一种说法；也可以加宽这一栏，或改为不齐右。"
        "Mostly a long number, address or Latin word can't be broken. Reword; or widen the column, or set it ragged."
        source
        "《中文排版需求》3.1.6；《日文排版需求》3.8"
        "clreq 3.1.6; jlreq 3.8"
    }
    C2 {
        what
        "相邻两个汉字的字距小于 0.97 字。"
        "The pitch from one Chinese character to the next is under 0.97 em."
        why
        "汉字是按方块设计的，挤进别人的方块里，笔画就会碰上。"
        "Each Chinese character is drawn to fill its square; pushed into its neighbour's, their strokes touch."
        fix
        "内容不用改。请模板作者去掉负的字距。"
        "Nothing in the text helps. The template's maker takes the negative tracking out."
        source
        "《中文排版需求》2.2"
        "clreq 2.2"
    }
    C3 {
        what
        "两端对齐的段落里，末行以外的某一行离栏边还有 0.5 磅以上；行末是字母或数字时，另放宽这一行拉开的字距。读 PDF \
         时栏边是推断的，只报 0.5 磅到 1 字之间的。"
        "A line of a justified paragraph, its last aside, ends more than 0.5 pt short of the column's edge; behind a \
         letter or digit, by the line's own stretch more. A PDF's columns are inferred: 0.5 pt to 1 em."
        why
        "两端对齐的版面，右边缺一块最显眼，读者会以为段落在这里结束。"
        "In justified text a short line shows at once and looks like the end of the paragraph."
        fix
        "看这里有没有手动换行，或一长串不能断开的文字，把它删去或改写。"
        "Look for a manual break or a long unbreakable run here, and take it out or reword it."
        source
        "《党政机关公文格式》（GB/T 9704—2012）5.2.3；《中文排版需求》3.1.6"
        "GB/T 9704—2012 5.2.3; clreq 3.1.6"
    }
    C4 {
        what
        "文字超出栏边 0.5 磅以上（行末标点可以多出半个字），或超出页边。模板用作装饰的 36 磅以上的大字，以及 144 磅以\
         上的字不算。"
        "Text more than 0.5 pt past its column's edge (a mark: half an em), or past the trim. Decoration may bleed: \
         artifacts from 36 pt, anything from 144 pt."
        why
        "超出栏边的字会压到旁边的内容，超出页边的字印出来会被裁掉。"
        "Past the column it runs into its neighbours; past the page it is cut off in print."
        fix
        "缩短这段文字，或把太长的网址、编号拆开；指标、表格可以少放几栏。"
        "Shorten the text, or break up a long address or number; let indicators or tables have fewer columns."
        source
        "《党政机关公文格式》（GB/T 9704—2012）5.2"
        "GB/T 9704—2012 5.2"
    }
    C5 {
        what
        "两端对齐的正文、导语栏宽不是字号的整数倍，相差 0.2 磅以上。"
        "A justified column of body or lead text whose width is more than 0.2 pt off a whole number of ems."
        why
        "汉字一字一格。栏宽不是整数倍，每一行都要拉开或挤紧一点，字就对不成格。"
        "Chinese characters stand in a grid. In any other width each line must be stretched or squeezed a little."
        fix
        "内容不用改。请模板作者把栏宽设为字号的整数倍。"
        "Nothing in the text helps. The template's maker sets the column to a whole number of ems."
        source
        "《中文排版需求》2.3；《党政机关公文格式》（GB/T 9704—2012）5.2.3"
        "clreq 2.3; GB/T 9704—2012 5.2.3"
    }
    C6 {
        what
        "一个字的墨有 15% 以上压在另一个字上。标点、图形不算；同一个字重复印在同一处（加粗的一种做法）也不算。"
        "At least 15 % of the ink of one character lies in that of another; marks, drawings and the same character \
         twice aside."
        why
        "两段文字叠在一起，谁也读不了；这多半是内容太长，挤出了自己的位置。"
        "Neither can be read. Mostly a text is too long and ran out of its place."
        fix
        "缩短压上来的那段文字，或少放几栏。"
        "Shorten the text that lies on top, or use fewer columns."
        source
        "出版惯例"
        "usage"
    }
}
