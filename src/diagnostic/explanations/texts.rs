//! Codes of the lints of texts, and of characters that fonts lack.

use crate::rule::explanations;

explanations! {
    ControlCharacter {
        what
        "文字里有看不见的控制符、行或段的分隔符（U+2028、U+2029），或不是字符的码位（如 U+FFFD“�”）。"
        "A text has a control character, a line or paragraph separator (U+2028, U+2029), or a code point that isn't a \
         character, such as U+FFFD."
        why
        "它们印不出来，多半是从别的软件复制时带进来的；U+FFFD 说明原来的字在转换编码时已经丢了。"
        "They can't be printed; usually they were copied along with text from another program. U+FFFD means that a \
         character was lost when an encoding was converted."
        fix
        "删去它。“�”处要对照原稿补上丢掉的字。"
        "Delete it. For U+FFFD, find the lost character in the original."
    }
    BidiControl {
        what
        "文字里有改变书写方向的控制符（如 U+202E）。"
        "A text has a bidirectional control, such as U+202E."
        why
        "它会使屏幕上看到的字序与实际存的不同，常被用来伪装；中文用不到它。"
        "It makes the displayed order differ from the stored one, and is often used for spoofing; Chinese doesn't need \
         it."
        fix
        "删去它；看不见就把这几个字重打一遍。"
        "Delete it; if you can't see it, type these words again."
        source
        "`Unicode TR 36`"
        "Unicode TR 36"
    }
    MissingGlyph {
        what
        "模板的字体都没有这个字，或其中一种字体没有。汉字会说明它在《通用规范汉字表》和 GB 2312 里的位置。"
        "No font of the template has the character, or one of its font stacks lacks it. For a Chinese character, the \
         message gives its place in the national list and GB 2312."
        why
        "印出来会是一个空框。人名、地名里的生僻字最容易碰到。"
        "It would be printed as an empty box. Rare characters in names are most often affected."
        fix
        "先看字打得对不对。没有错，就找一套有这个字的字体，加进来；只是先看样，可以让缺字只作警告。"
        "Check that the character is the one you mean. If it is, add a font that has it; for a proof only, missing \
         glyphs can be treated as warnings."
        source
        "《信息技术 中文编码字符集》（GB 18030—2022）"
        "GB 18030—2022"
    }
    HalfWidthMark {
        what
        "汉字旁边用了半角的 , . ; : ? ! ( )，或用几个符号代替一个标点：... 代替 ……，-- 代替 ——，年份之间用了减号，文\
         件号用了 [ ]，百分号打了两个。链接的网址里不算。"
        "A half-width , . ; : ? ! ( or ) is next to a Chinese character, or several characters replace one mark: ... \
         for ……, -- for ——, a hyphen between two years, [ ] in a document's number, %% for %. Link addresses don't \
         count."
        why
        "半角标点是给西文用的，夹在汉字里又挤又低；拼凑的省略号、破折号断行时会散开。"
        "Half-width marks are made for Latin text and look cramped and low between Chinese characters; a makeshift \
         dash or ellipsis falls apart at a line break."
        fix
        "照提示改成全角标点。"
        "Write the full-width mark that the message suggests."
        source
        "《标点符号用法》（GB/T 15834—2011）5.1"
        "GB/T 15834—2011 5.1"
    }
    StraightQuote {
        what
        "有汉字的一段文字里用了直引号 \" 或 '。"
        "A text with Chinese characters has a straight \" or '."
        why
        "直引号分不出开和合，也不是中文的标点，是打字机留下的写法。"
        "Straight quotes look the same at both ends and aren't Chinese punctuation."
        fix
        "改成“ ”或‘ ’。"
        "Write “ ” or ‘ ’."
        source
        "《标点符号用法》（GB/T 15834—2011）4.8"
        "GB/T 15834—2011 4.8"
    }
    UnpairedMark {
        what
        "引号、书名号或括号缺了一半，或交叉了；书名号里面又套了《 》。“1）”一类编号、跨段引文每段开头的引号不算。"
        "A quotation mark, title mark or bracket is unpaired or crosses another; or 《 》 is nested in 《 》. The \
         bracket of 1） doesn't count, nor the opening quotation mark of each paragraph of a long quotation."
        why
        "少了一半，读者不知道引文、书名到哪里为止。"
        "Without the other mark, readers can't tell where the quotation or title ends."
        fix
        "补上缺的一半，或删去多余的；书名号里面的书名号写〈 〉。"
        "Add the missing mark or delete the extra one; inside 《 》 write 〈 〉."
        source
        "《标点符号用法》（GB/T 15834—2011）4.8、4.9、4.15"
        "GB/T 15834—2011 4.8, 4.9, 4.15"
    }
    StraySpace {
        what
        "文字里有全角空格，或成文的汉字之间、标点旁边有空格。一行字里隔开两个名字的空格不算。"
        "A text has an ideographic space, or a space between Chinese characters of prose or next to a mark. A space \
         between two names on one line doesn't count."
        why
        "缩进和间距由版式负责。自己打的空格，一断行就跑到行首行末，也会让检索落空。"
        "The template makes indents and gaps. Typed spaces drift to the ends of lines and hide words from a search."
        fix
        "删去空格。"
        "Delete the space."
    }
    InvisibleCharacter {
        what
        "文字里有看不见的字符，如零宽空格（U+200B）、连字符（U+00AD）、文件头标记（U+FEFF）。"
        "A text has an invisible character, such as a zero-width space (U+200B), a soft hyphen (U+00AD) or a byte \
         order mark (U+FEFF)."
        why
        "它们多半从网页复制而来，会使断行出错，也让读者检索不到这个词。"
        "Usually copied from a web page, they break lines in the wrong places and hide the word from a search."
        fix
        "删去它；看不见就把这个词重打一遍。"
        "Delete it; if you can't find it, type the word again."
    }
    Radical {
        what
        "文字里混进了部首字形（如 U+2F08“⼈”），样子与汉字“人”相同，却是另一个字符。"
        "A text has a radical, such as U+2F08 ⼈, in place of the identical-looking character 人."
        why
        "看着一样，检索“人”却找不到，换一种字体还可能变成空框。多半从 PDF 复制而来。"
        "It looks the same, but a search for the character misses it, and in another font it may be an empty box. \
         Usually it was copied from a PDF."
        fix
        "换成提示里给出的汉字。"
        "Write the character that the message suggests."
    }
    FullWidthLetter {
        what
        "文字里有全角的数字、字母或百分号，如“２０２４”“Ａ”“％”。"
        "A text has a full-width digit, letter or percent sign, such as ２０２４, Ａ or ％."
        why
        "全角数字每个占一个汉字宽，排出来又松又散，检索“2024”也找不到它。"
        "Each takes the width of a Chinese character: the number falls apart, and a search for 2024 misses it."
        fix
        "改成半角。"
        "Write it half-width."
        source
        "《出版物上数字用法》（GB/T 15835—2011）"
        "GB/T 15835—2011"
    }
}
