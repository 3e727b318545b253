//! F and G: fonts, sizes, contrast and backgrounds.

use crate::rule::explanations;

explanations! {
    F1 {
        what
        "有字印成空框，或印成“�”（替换符 U+FFFD）。"
        "A character is printed as an empty box (glyph 0), or is U+FFFD."
        why
        "读者看到的是一个框，不知道原来是什么字；人名、地名里最常出这种事。"
        "Readers see a box and can't know which character it was; names of people and places are most often affected."
        fix
        "看这个字打得对不对；字没有错，就加一套有这个字的字体。“�”是文件转换编码时弄丢的字，要重新打。"
        "Check that the character is the one you mean; if it is, add a font that has it. U+FFFD was lost when a \
         file's encoding was converted: type the character again."
        source
        "《信息技术 中文编码字符集》（GB 18030—2022）"
        "GB 18030—2022"
    }
    F2 {
        what
        "PDF 里用到的字体没有嵌入，或没有字符对照表（`ToUnicode`），文字取不出来，是错误；嵌入了整套字体而没有取子\
         集，是警告。没有用到的字体不查。"
        "A font in use isn't embedded, or is composite and has no ToUnicode map: an error. A font isn't a subset: a \
         warning. Unused fonts don't count."
        why
        "没有嵌入的字体，到别人的电脑或印刷厂就换成另一种，版面全乱；取不出文字，就不能检索、复制和朗读。"
        "On another computer, or at the printer, another font takes its place and the layout breaks. Text that can't \
         be extracted can't be searched, copied or read aloud."
        fix
        "导出 PDF 时选择嵌入全部字体（取子集），不要选“仅供屏幕阅读”一类的选项。"
        "Embed all fonts, as subsets, when exporting the PDF."
        source
        "`ISO 32000-1` 9.8、9.10；`PDF/A`"
        "ISO 32000-1 9.8, 9.10; PDF/A"
    }
    F3 {
        what
        "全册用了四族以上的字体（本程序只用来补字的字体不算），或用描边的办法加粗。"
        "More than 4 families (not counting this program's fonts that only add characters to another), or text that is \
         filled and stroked (render mode 2)."
        why
        "字体一多，版面就杂；描边加粗会把笔画糊在一起，小字尤其看不清。"
        "Many fonts make a page restless; stroking clogs the strokes of characters, especially in small sizes."
        fix
        "内容不用改。请模板作者减少字体，加粗用真正的粗体。"
        "The text is fine. The template author should use fewer families, and real bold faces."
        source
        "出版惯例"
        "usage"
    }
    G1 {
        what
        "文字小于 6.5 磅是错误，小于 7 磅是警告；正文不在 9 到 12 磅之间是警告（只在排本程序的页面时判断）。右上角的\
         注码和▲一类符号不算。"
        "Text under 6.5 pt is an error, under 7 pt a warning; body text outside 9 to 12 pt a warning (program's own \
         pages only). Raised note marks and symbols such as ▲ don't count."
        why
        "比 7 磅还小的汉字，笔画会糊在一起，年纪大的读者根本看不清；正文太大或太小都读得累。"
        "Under 7 pt the strokes of Chinese characters run together, and older readers can't make them out. Body text \
         that is too large or too small is tiring to read."
        fix
        "文字太多挤小了的，删减内容；其余请模板作者加大字号。"
        "If text was shrunk to fit, shorten it; otherwise the template author should set a larger size."
        source
        "《中文排版需求》2.2；出版惯例"
        "clreq 2.2; usage"
    }
    G2 {
        what
        "文字与底色的对比不足 4.5:1；18 磅以上的字、14 磅以上的粗体，不足 3:1。印在图片和渐变色上的、模板用作装饰的 \
         36 磅以上的大字不判断。"
        "The contrast of text with its background is under 4.5:1, or under 3:1 for text of 18 pt or more (bold: 14 \
         pt). Not checked on pictures and gradients, nor for decoration of 36 pt or more."
        why
        "浅灰的字、浅底上的浅色字，在投影、打印和视力不好的人眼里都会消失。"
        "Pale text on a pale background disappears on a projector, in a photocopy, and for readers with poor eyesight."
        fix
        "换一种配色；用自己的配色文件时，把文字改深或把底色改浅。"
        "Choose another theme; in your own theme, make the text darker or the background lighter."
        source
        "《网页内容无障碍指南》2.2 版 1.4.3"
        "WCAG 2.2, 1.4.3"
    }
    G3 {
        what
        "一行里有一部分字，或一个字有一边，伸出了自己的底色，落在另一种颜色上看不清（对比见 `G2`），或被裁去。印在图\
         片和渐变色上的不判断。"
        "Part of a line, or a side of a character, runs off its background onto another colour with too little \
         contrast (see G2), or is cut off. Not checked on pictures and gradients."
        why
        "文字比色块长，伸出去的半截就看不见了，读者读到的是半句话。"
        "The text is longer than its coloured box; what runs over can't be read, and readers get half a sentence."
        fix
        "缩短这段文字。"
        "Shorten the text."
        source
        "出版惯例"
        "usage"
    }
}
