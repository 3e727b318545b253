//! H and J: folios, table of contents, running heads; tables and numbered figures.

use crate::rule::explanations;

explanations! {
    H1 {
        what
        "页码与实际页次不符；单双页的页码都靠外时，单页码在左或双页码在右；三页以上的册子封面有页码（只在排本程序的页\
         面时判断）。读 PDF 时，只有三个以上页码站在同一高度、且与页次同步，才当作页码。"
        "A folio isn't the number of its page; an odd folio is on the left or an even one on the right, if both sides \
         are used; or the cover of a review of three or more pages has a folio (program's own pages only). In a PDF, \
         only numbers at the same height that count with the pages are taken for folios."
        why
        "页码错了，目录和引用就都指错地方；装订成册后，靠内的页码翻不到。"
        "With wrong folios, the contents and references point to the wrong pages; in a bound book, folios on the inner \
         side are hard to find."
        fix
        "内容不用改。请模板作者检查页码的计数和位置。"
        "The text is fine. The template author should check the page counter and the position of the folios."
        source
        "《党政机关公文格式》（GB/T 9704—2012）7.5"
        "GB/T 9704—2012 7.5"
    }
    H2 {
        what
        "目录里一条写的页码，不是这个标题实际所在的页。"
        "An entry of the table of contents gives a page other than that of its heading."
        why
        "目录写第 8 页，翻到第 8 页没有，读者就不再信这本册子。"
        "Readers who turn to page 8 and don't find the section there stop trusting the book."
        fix
        "内容不用改。请模板作者从标题自动生成目录，不要手写页码。"
        "The text is fine. The template author should generate the contents from the headings."
        source
        "出版惯例"
        "usage"
    }
    H3 {
        what
        "书眉上写的是别的专题的标题，而这个专题不在本页。"
        "A running head has the title of another section and none of those on its page."
        why
        "书眉是翻找时的路标，写错了比没有更糟。"
        "Running heads are signposts; a wrong one is worse than none."
        fix
        "内容不用改。请模板作者让书眉取自本页的专题。"
        "The text is fine. The template author should take the running head from the current section."
        source
        "出版惯例"
        "usage"
    }
    J1 {
        what
        "表格转到下一页，那一页没有重复表头，或没有注明“续表”。"
        "A table continues on a page that doesn't repeat its header, or doesn't say 续表."
        why
        "没有表头，读者要翻回前一页才知道每一列是什么；没有“续表”，会当成另一张表。"
        "Without the header, readers must turn back to see what each column is; without 续表, they take it for another \
         table."
        fix
        "内容不用改。请模板作者让表头在转页时重复，并注明“续表”。"
        "The text is fine. The template author should repeat the header and add 续表."
        source
        "《学术出版规范 表格》（CY/T 170—2019）7"
        "CY/T 170—2019 7"
    }
    J2 {
        what
        "三个以上数组成的一列，右边和小数点都没有对齐（相差 0.5 磅以上），或数字宽窄不一。"
        "In a column of three or more numbers, neither the right edges nor the decimal points align within 0.5 pt, or \
         the digits differ in width."
        why
        "对齐了，位数多少一眼可比；不对齐，98.5 看上去可能比 120 还大。"
        "Aligned figures compare at a glance; unaligned, 98.5 may look larger than 120."
        fix
        "内容不用改。请模板作者让数字列按右边或小数点对齐，用等宽数字。"
        "The text is fine. The template author should align figures at the right or at the decimal point, in tabular \
         digits."
        source
        "《学术出版规范 表格》（CY/T 170—2019）6"
        "CY/T 170—2019 6"
    }
    J3 {
        what
        "题注里的“表 1”“图 1”等编号没有接着前一个往下排，或不是从 1 开始。"
        "The number of a caption (表 n or 图 n) doesn't follow the one before, or the first isn't 1."
        why
        "编号跳了，读者会以为缺了一张图，正文里的“见图 3”也找不到。"
        "If a number is skipped, readers think that a figure is missing, and references to it lead nowhere."
        fix
        "检查题注里自己写的编号；由模板编号的，请模板作者检查。"
        "Check numbers that you wrote into captions; if the template numbers them, its author should check."
        source
        "《学术出版规范 表格》（CY/T 170—2019）；《学术出版规范 插图》（CY/T 171—2019）"
        "CY/T 170—2019, CY/T 171—2019"
    }
}
