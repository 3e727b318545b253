//! The table of audit rules. `docs/audit.md` prints it; `explanations` describes each rule.

use super::explanations::{blocks, contents, glyphs, lines, marks, pages, spacing};
use crate::rule::{Rule, rules};

impl Rule {
    /// All rules of the audit, in the order of their table.
    pub fn all() -> &'static [Self] {
        RULES
    }

    /// The rule with this id, ignoring case.
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }
}

rules! {
    RULES:
    A1 Error Both Author lines
        "行首不能是点号、收口标号或单位符号"
        "no line starts with a stop, a closing mark or a unit sign"
        "改动前后文字，或让模板把它与前一字连成一体"
        "reword, or let the template keep it with the character before";
    A1b Warning Both Author lines
        "行首最好不是破折号或省略号"
        "no line starts with a dash or an ellipsis"
        "改动前后文字"
        "reword around it";
    A2 Error Both Author lines
        "行末不能是开口标号、货币或编号符号"
        "no line ends with an opening mark, a currency sign or a number sign"
        "改动前后文字，或让模板把它与后一字连成一体"
        "reword, or let the template keep it with the character after";
    A3 Error Both Author lines
        "数不能断开，也不能与前面的符号、后面的单位分在两行"
        "no line break splits a number or separates it from its sign or unit"
        "让模板把数与单位放在一个不断行的盒子里"
        "let the template set number and unit in one unbreakable box";
    A4 Error Both Author lines
        "破折号、省略号不能断在两行"
        "no line break splits a dash or an ellipsis"
        "改动前后文字"
        "reword around it";
    A5 Warning Both Author lines
        "短书名、人名、“第×届”不宜断在两行"
        "no line break splits a short title, a person's name or an ordinal"
        "改动前后文字"
        "reword around it";
    B1 Error Both Author marks
        "汉字旁不用半角标点，西文字母和数字不用全角"
        "no half-width mark beside a Chinese character, no full-width letters or digits"
        "改成全角标点、半角字母和数字"
        "write full-width marks and half-width letters and digits";
    B2 Warning Both Template marks
        "汉字与西文、数字之间有四分之一字的间隙"
        "a quarter-em gap separates Chinese characters from letters and digits"
        "让模板在两者之间留间隙"
        "let the template put a gap between them";
    B3 Error Both Template marks
        "相邻标点要挤压，不各占一字"
        "adjacent marks are squeezed, not an em wide each"
        "把相连的标点放在同一个文字片段里"
        "keep adjoining marks in one run of text";
    B4 Error Both Template marks
        "行末标点占半个字，版口对齐"
        "a mark at the end of a justified line takes half an em"
        "让模板挤压行末标点"
        "let the template squeeze marks at line ends";
    B5 Error Both Template marks
        "破折号、省略号占两字且相连，间隔号占半字"
        "a dash or an ellipsis takes two joined ems, a middle dot half an em"
        "换用有中文破折号的字体，间隔号放进半字宽的盒子"
        "use a font with Chinese forms; set the dot in a box of half an em";
    B6 Error Both Author marks
        "引号、括号、书名号成对，不用直引号"
        "quotation marks and brackets are paired; no straight quotes"
        "补上另一半，直引号改成弯引号"
        "add the missing half; write curly quotes";
    B7 Info Both Author marks
        "并列的引语、书名之间不用顿号，题注末尾不用句号"
        "no 、 between adjoining quotations or titles; captions don't end in 。"
        "删去顿号或句号"
        "delete the mark";
    C1 Warning Both Author spacing
        "两端对齐的行里字距不能太疏"
        "the Chinese characters of a justified line are not too far apart"
        "改动文字，或加宽这一栏，或改为不齐右"
        "reword, widen the column, or don't justify it";
    C2 Error Both Template spacing
        "汉字不能互相重叠"
        "Chinese characters don't overlap"
        "不要用负的字距"
        "remove the negative tracking";
    C3 Error Both Author spacing
        "两端对齐的段落，除末行外都到栏边"
        "every line of a justified paragraph but the last reaches the column's edge"
        "检查手动换行和过长的不断行片段"
        "look for manual breaks and long unbreakable runs";
    C4 Error Both Author spacing
        "文字不超出栏边、页边"
        "no text outside its column or the page"
        "缩短这段文字，或加宽这一栏"
        "shorten the text or widen the column";
    C5 Warning Frames Template spacing
        "栏宽是字号的整数倍"
        "a text column is a whole number of ems wide"
        "改栏宽"
        "change the column's width";
    C6 Error Both Author spacing
        "文字不能压在别的文字上"
        "no text is printed over other text"
        "缩短这段文字，或少放几栏"
        "shorten the text, or use fewer columns";
    D1 Error Both Author blocks
        "段落末行不少于两个汉字"
        "the last line of a paragraph has at least two Chinese characters"
        "增删几个字"
        "add or remove a few characters";
    D2 Error Frames Author blocks
        "段落的首行、末行不能独自留在栏头栏尾"
        "the first or last line of a paragraph is never alone at the foot or head of a column"
        "让模板打开孤行控制，或增删几行"
        "let the template control widows and orphans, or add or remove a line";
    D3 Error Frames Template blocks
        "标题不能是栏里最后一样东西"
        "a heading is never the last thing in its column"
        "让标题与下文连在一起"
        "keep the heading with what follows";
    D4 Warning Frames Template blocks
        "图与题注同页相邻，指标卡不跨页"
        "a picture and its caption are together; an indicator isn't split over pages"
        "让模板把它们放在一个不可断的块里"
        "let the template keep them in one unbreakable block";
    D5 Warning Both Author blocks
        "末页不少于四分之一满，没有空白页"
        "the last page is at least a quarter full, and no page is blank"
        "增删内容，或调整版面"
        "change the text or the layout";
    E1 Error Both Template blocks
        "正文段落首行缩进两字"
        "the first line of each paragraph of prose is indented by two ems"
        "让模板设置首行缩进"
        "let the template indent first lines";
    E2 Warning Frames Template blocks
        "一段之内行距不变"
        "line spacing is constant within a paragraph"
        "把大字号或高的片段移出正文"
        "keep taller runs out of the paragraph";
    E3 Warning Frames Template blocks
        "标题所占高度是行距的整数倍"
        "the height of a heading between two paragraphs is a whole number of lines"
        "调整标题前后的空"
        "change the space around the heading";
    F1 Error Both Author glyphs
        "不能有空框字"
        "no empty boxes in place of characters"
        "加有这个字的字体"
        "add a font that has the character";
    F2 Error Pdf Author glyphs
        "字体全部嵌入，文字可以取出"
        "every font is embedded, and its text can be extracted"
        "导出时嵌入字体"
        "embed the fonts when exporting";
    F3 Warning Both Template glyphs
        "字体不超过四族，不用描边加粗"
        "at most four families, and no bold by stroking"
        "减少字体，用真正的粗体"
        "use fewer families, and real bold faces";
    G1 Error Both Author glyphs
        "字不小于 7 磅，正文 9 到 12 磅"
        "text is at least 7 pt, body text 9 to 12 pt"
        "加大字号"
        "increase the size";
    G2 Error Both Template glyphs
        "文字与底色的对比足够"
        "text has enough contrast with its background"
        "换深一些或浅一些的颜色"
        "choose a darker or lighter colour";
    G3 Error Both Author glyphs
        "文字不能伸出它的底色"
        "text doesn't run off its background"
        "缩短这段文字"
        "shorten the text";
    H1 Error Both Template pages
        "页码与页次相符，单右双左，封面无页码"
        "folios count the pages: on the right of odd pages, on the left of even ones, none on the cover"
        "检查页码的计数和位置"
        "check the page counter and the position of the folios";
    H2 Error Frames Template pages
        "目录的题目、页码与正文一致"
        "entries of the table of contents match the headings and their pages"
        "让模板从标题生成目录"
        "let the template generate the contents from the headings";
    H3 Warning Frames Template pages
        "书眉是本页所在专题的标题"
        "the running head names the section of its page"
        "让模板从当前章取书眉"
        "let the template take it from the current section";
    J1 Error Frames Template pages
        "表格转页重复表头，注明续表"
        "a table continued on another page repeats its header and says 续表"
        "让模板在转页时重复表头"
        "let the template repeat the header";
    J2 Warning Frames Template pages
        "数字列对齐，用等宽数字"
        "columns of figures align, in tabular digits"
        "让模板按小数点或右边对齐"
        "let the template align at the decimal point or the right";
    J3 Error Frames Template pages
        "图号、表号连续"
        "figures and tables are numbered consecutively"
        "检查编号"
        "check the numbering";
    K1 Error Frames Template contents
        "写下的每一句都印出来"
        "every text of the description is printed"
        "检查模板漏了哪个字段"
        "see which field the template leaves out";
    K2 Error Frames Template contents
        "印出的数都有来历"
        "every printed number is in the description or declared as derived"
        "由模板产生的数要标明来历"
        "let the template mark the numbers that it computes";
    K3 Warning Frames Template contents
        "指标所印的数与所写的一致"
        "each indicator prints the figure that was written for it"
        "检查模板怎样印这个指标"
        "see how the template prints the indicator";
    M1 Error Both Template contents
        "有书名、作者、语言，可供读屏"
        "title, author and language are set, and the structure is tagged"
        "导出带标签的 PDF，填写文档属性"
        "export a tagged PDF and fill in its properties";
    M2 Warning Both Author contents
        "文字可以检索"
        "the text can be searched"
        "删去不可见的 U+2060，导出时附上字符对照表（`ToUnicode`）"
        "remove U+2060 from the text; export with a ToUnicode map";
}
