//! B: the forms of marks, and the space they take.

use crate::rule::explanations;

explanations! {
    B1 {
        what
        "汉字旁边印着半角的 , ; : ( ) ? !，或有全角的数字、西文字母（如“２０２４”）。"
        "One of , ; : ( ) ? ! is next to a Chinese character, or a digit or letter is full-width (U+FF10 to U+FF5A)."
        why
        "半角标点是给西文用的，只占半个字，夹在汉字里又挤又低；全角数字又太松，还会让检索落空。"
        "Half-width marks are made for Latin text: between Chinese characters they look cramped and too low. \
         Full-width digits are too loose, and a search for the number misses them."
        fix
        "标点改成全角，数字和字母改成半角。"
        "Write full-width marks and half-width digits and letters."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1；《中文排版需求》3.2"
        "GB/T 15834—2011 5.1; clreq 3.2"
    }
    B2 {
        what
        "同一字号的汉字与西文字母、数字之间，空隙不足 0.12 字；在两端对齐的正文里，也不能超过 0.5 字。"
        "Less than 0.12 em, or in justified prose more than 0.5 em, between a Chinese character and a letter or digit \
         of the same size."
        why
        "汉字与数字紧挨着会粘成一团，隔得太开又像断了句；四分之一字的空隙最好认。"
        "Without a gap, characters and digits run together; with a wide one, the sentence falls apart. A quarter em \
         reads best."
        fix
        "内容里不必自己打空格：空隙由模板负责。请模板作者检查中西文间距的设置。"
        "Don't type spaces: the template makes the gap. The template author should check the spacing between scripts."
        source
        "《中文排版需求》3.2.3"
        "clreq 3.2.3"
    }
    B3 {
        what
        "两个相邻的全角标点（如“》（”）没有挤压，前一个占了 0.8 字以上。相隔一字以上的不算相邻。"
        "Two adjacent full-width marks aren't squeezed: the first takes more than 0.8 em. Marks 1.4 em or more apart \
         aren't adjacent."
        why
        "两个标点各占一字，中间就空出一大块，行里像破了个洞。"
        "If each takes a whole em, there is a visible hole between them."
        fix
        "内容不用改。请模板作者把相连的标点放在同一个文字片段里，排版引擎才会挤压它们。"
        "The text is fine. The template author should keep adjacent marks in one run of text, so that the layout \
         engine squeezes them."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1；《中文排版需求》3.1.6"
        "GB/T 15834—2011 5.1; clreq 3.1.6"
    }
    B4 {
        what
        "两端对齐的正文里，行末的句号、逗号、收口括号等占了整整一个字，空着的半个字顶在栏边（误差 0.05 字以内）。"
        "At the end of a justified line a closing full-width mark takes a whole em: its blank half, not its ink, \
         reaches the column's edge (within 0.05 em)."
        why
        "空着的半个字使栏边凹进去一块，右边看上去不齐。"
        "The blank half leaves a dent in the edge of the column."
        fix
        "内容不用改。请模板作者让行末标点挤成半个字。"
        "The text is fine. The template author should let marks at line ends take half an em."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1.10"
        "GB/T 15834—2011 5.1.10"
    }
    B5 {
        what
        "破折号或省略号的两半之间不是一个字（0.9 到 1.1 字），或汉字之间的间隔号（·）占的位置不在 0.3 到 0.7 字之间。"
        "The two halves of —— or …… are less than 0.9 or more than 1.1 em apart, or a middle dot between Chinese \
         characters takes less than 0.3 or more than 0.7 em."
        why
        "破折号断成两截、间隔号前后空一大块，多半是字体用错了：西文字体里的这些符号是给西文用的。"
        "A dash with a gap or a loose dot usually means the wrong font: in Latin fonts these marks are made for Latin \
         text."
        fix
        "内容里写 ——、……、·，不要用别的符号代替。请模板作者换用有中文破折号的字体，间隔号放进半字宽的盒子。"
        "Write ——, …… and · in the text. The template author should use a font with the Chinese forms and set the dot \
         in a box of half an em."
        source
        "《标点符号用法》（GB/T 15834—2011）4.10、4.11、4.14、5.1"
        "GB/T 15834—2011 4.10, 4.11, 4.14, 5.1"
    }
    B6 {
        what
        "一段之内引号、括号或书名号缺了一半（只在排本程序的页面时判断），或汉字旁印着直引号 \" '。“1）”一类编号的括号\
         和西文里的撇号不算。"
        "A quotation mark, bracket or title mark isn't paired within its paragraph (program's own pages only), or \
         there is a straight \" or ' next to a Chinese character. The bracket of 1） and apostrophes don't count."
        why
        "少了一半，读者不知道引文、书名到哪里为止；直引号分不出开和合，是打字机留下的写法。"
        "Without its counterpart, readers can't tell where the quotation or title ends; straight quotes look the same \
         at both ends."
        fix
        "补上缺的一半，直引号改成“ ”‘ ’。"
        "Add the missing mark; replace straight quotes by “ ” or ‘ ’."
        source
        "《标点符号用法》（GB/T 15834—2011）4.8、4.9、4.15"
        "GB/T 15834—2011 4.8, 4.9, 4.15"
    }
    B7 {
        what
        "并列的引语或书名之间用了顿号（”、“ 或 》、《），或只有一句话的题注以句号结尾。题注只在排本程序的页面时判断。"
        "A 、 between adjacent quotations or titles (”、“ or 》、《), or a caption of one sentence that ends in 。 \
         (captions: program's own pages only)."
        why
        "引号和书名号本身已经把各项分开，再加顿号是多余的；题注是标题性质的文字，末尾不用句号。"
        "The marks already separate the items, so the 、 is superfluous; a caption is a kind of title and takes no \
         full stop."
        fix
        "删去顿号或句号。它只是提醒，单位有自己的用法时可以不改。"
        "Delete the mark. This is only a remark: keep the mark if your house style wants it."
        source
        "《标点符号用法》（GB/T 15834—2011）4.5.3.5、附录 A.1"
        "GB/T 15834—2011 4.5.3.5, A.1"
    }
}
