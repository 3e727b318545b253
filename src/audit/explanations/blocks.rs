//! D and E: how paragraphs, headings and pages end; indents and line spacing.

use crate::rule::explanations;

explanations! {
    D1 {
        what
        "一段有两行以上，而末行只有一个汉字，标点不计。在图表标签和表头里只算警告。"
        "The last line of a paragraph of several lines has only one Chinese character, not counting marks. In labels \
         and table headers this is a warning."
        why
        "一个字占一行，版面上空出一大块，读来也像掉了队，行内叫“孤字”。"
        "A single character on a line leaves a hole in the page and looks lost; typesetters call it a runt."
        fix
        "在这一段里减去一两个字，末行就收上去；或添几个字，让末行不止一个字。"
        "Remove a character or two, so that the last line disappears; or add a few, so that the character isn't alone."
        source
        "《中文排版需求》3.1.8，孤字不成行"
        "clreq 3.1.8 (孤字不成行)"
    }
    D2 {
        what
        "三行以上的正文段落跨栏或跨页时，首行独自留在前一栏末尾，或末行独自落到后一栏开头。"
        "A paragraph of at least 3 lines of prose is split between columns or pages so that its first or last line is \
         alone."
        why
        "孤零零的一行，前后都接不上，读者翻页才知道说的是什么。"
        "A single line has lost its context; readers must turn the page to understand it."
        fix
        "增删几个字，使段落少一行或多一行。用自己的模板时，请模板作者打开孤行控制。"
        "Change the text so that the paragraph is a line shorter or longer. The author of your own template should \
         turn on widow and orphan control."
        source
        "《中文排版需求》3.1.8，孤行不成页"
        "clreq 3.1.8 (孤行不成页)"
    }
    D3 {
        what
        "标题之下，本页既没有文字也没有图。封面上的大字，以及占去半页的色块、图片上的标题不算。"
        "Neither text nor picture follows a heading on its page. Covers don't count, nor titles on a colour or picture \
         that fills half of the page."
        why
        "标题孤零零留在页底，内容却在下一页，读者以为这一节是空的。"
        "With nothing below the heading, its section looks empty."
        fix
        "内容不用改。请模板作者让标题与下文连在一起。"
        "The text is fine. The template author should keep headings together with what follows."
        source
        "出版惯例"
        "usage"
    }
    D4 {
        what
        "图与它的题注不在同一页，或相隔太远（按题注的字号，超过一行半）；或一张指标卡分在两页。"
        "A picture and its caption are on different pages, or further apart than one and a half lines of the caption; \
         or an indicator is split over two pages."
        why
        "题注离开图就不知道说的是哪一张；数字与它的名称分在两页，谁也看不懂。"
        "Away from its picture a caption explains nothing; a figure separated from its label can't be understood."
        fix
        "内容不用改。请模板作者把图和题注、指标的数和名称各放在一个不可断的块里。"
        "The text is fine. The template author should keep each of them in one unbreakable block."
        source
        "《学术出版规范 插图》（CY/T 171—2019）"
        "CY/T 171—2019"
    }
    D5 {
        what
        "有空白页，或末页上的内容不到版心高度的四分之一。整页的底色和图片算有内容。"
        "A page is blank, or the content of the last page fills less than a quarter of the type area's height. A page \
         filled by a colour or picture isn't blank."
        why
        "末页只剩两三行，像没有排完；空白页在印刷厂会被当成漏页。"
        "A last page of two lines looks unfinished; a printer takes a blank page for a missing one."
        fix
        "删去几行，让内容收进前一页；或添些内容、放大几张图，把末页撑起来。"
        "Cut a few lines so that the text fits on the page before; or add text, or enlarge pictures."
        source
        "出版惯例"
        "usage"
    }
    E1 {
        what
        "正文段落首行缩进不是两个字（误差 0.05 字）；以开口括号或引号起首的，从 1.5 字起就算对。"
        "The first line of a paragraph of prose isn't indented by 2.0 em (± 0.05); if it starts with a bracket or \
         quotation mark, 1.5 em or more is right."
        why
        "首行缩进两字是中文的段落记号，有的缩、有的不缩，读者分不清哪里另起一段。"
        "In Chinese, an indent of two ems marks a paragraph; if only some are indented, readers can't see where one \
         begins."
        fix
        "内容里不要自己打空格缩进。请模板作者设置首行缩进。"
        "Don't type spaces for an indent. The template author should set the first-line indent."
        source
        "《党政机关公文格式》（GB/T 9704—2012）7.3.3；《中文排版需求》3.1.4"
        "GB/T 9704—2012 7.3.3; clreq 3.1.4"
    }
    E2 {
        what
        "一段之内，某两行的行距与其余相差 0.3 磅以上。"
        "The spacing of two lines of a paragraph differs by more than 0.3 pt from that of the others."
        why
        "行里有一个大号字或带上下标的片段，就会把这一行撑开，段落像打了个褶。"
        "A larger or taller run of text pushes its line away from the next one."
        fix
        "内容不用改。请模板作者把大字号或高的片段移出正文，或限定行高。"
        "The text is fine. The template author should keep taller runs out of the paragraph, or fix its line height."
        source
        "《中文排版需求》2.4；《党政机关公文格式》（GB/T 9704—2012）5.2.3"
        "clreq 2.4; GB/T 9704—2012 5.2.3"
    }
    E3 {
        what
        "同一栏里，标题前后两段正文的距离不是行距的整数倍，相差 0.3 磅以上。"
        "The distance between the text before a heading and the text after it, in one column, is more than 0.3 pt off \
         a whole number of lines."
        why
        "不是整数倍，标题之后的每一行都与邻栏、背面错开，整页的行对不齐。"
        "Otherwise every line after the heading is out of step with the next column and with the back of the page."
        fix
        "内容不用改。请模板作者调整标题前后的空。"
        "The text is fine. The template author should change the space around headings."
        source
        "《党政机关公文格式》（GB/T 9704—2012）5.2.3，版心行格"
        "GB/T 9704—2012 5.2.3 (版心行格)"
    }
}
