//! The catalogue: one table of rules, each with its threshold and its source. `docs/audit.md` prints it.

use crate::diagnostic::Message;

/// How much a rule's finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// Worth a look.
    Info,
    /// Poor setting; a careful printer would mend it.
    Warning,
    /// Wrong by the standard that the rule cites.
    Error,
}

impl Level {
    /// The word that JSON has: `info`, `warning` or `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Who can mend what breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Actor {
    /// Whoever writes the review, by other words.
    Author,
    /// The template's maker alone: no change of the text helps, or only by chance.
    Template,
}

impl Actor {
    /// The word that JSON has: `author` or `template`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Template => "template",
        }
    }
}

/// Which reader can judge a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judge {
    /// Pages in process and PDFs of any program.
    Both,
    /// Only pages in process: a PDF doesn't tell what the rule needs.
    Frames,
    /// Only PDFs: the pages have no such thing yet.
    Pdf,
}

/// A rule of the catalogue.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, such as `A1`; it never changes.
    pub id: &'static str,
    /// The most that a finding of it weighs.
    pub level: Level,
    /// Who can mend what breaks it.
    pub actor: Actor,
    /// 规则.
    pub zh: &'static str,
    /// What must hold.
    pub en: &'static str,
    /// 怎么改.
    pub cure_zh: &'static str,
    /// What to do.
    pub cure_en: &'static str,
    /// When it is broken, in figures.
    pub threshold: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    pub(crate) judge: Judge,
}

impl Rule {
    /// All rules, in the order of the catalogue.
    pub fn all() -> &'static [Self] {
        RULES
    }

    /// The rule of a name, whatever its case.
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// What must hold, in both languages.
    pub fn message(&self) -> Message {
        Message::new(self.zh, self.en)
    }

    /// What to do, in both languages.
    pub fn cure(&self) -> Message {
        Message::new(self.cure_zh, self.cure_en)
    }

    /// Whether pages in process can be judged by it.
    pub fn reads_pages(&self) -> bool {
        self.judge != Judge::Pdf
    }

    /// Whether a PDF can be judged by it.
    pub fn reads_pdf(&self) -> bool {
        self.judge != Judge::Frames
    }
}

macro_rules! rules {
    ($($id:ident $level:ident $judge:ident $actor:ident
        $zh:literal $en:literal
        $cure_zh:literal $cure_en:literal
        $threshold:literal $source:literal;)+) => {
        static RULES: &[Rule] = &[$(Rule {
            id: stringify!($id), level: Level::$level, judge: Judge::$judge, actor: Actor::$actor,
            zh: $zh, en: $en, cure_zh: $cure_zh, cure_en: $cure_en,
            threshold: $threshold, source: $source,
        },)+];
    };
}

rules! {
    A1 Error Both Author
        "行首不能是点号、收口标号或单位符号" "no line starts with a stop, a closing mark or a unit sign"
        "改动前后文字，或让模板把它与前一字连成一体" "reword, or let the template keep it with the character before"
        "first character of a paragraph's second and later lines is one of ，。、；：？！．）》〉」』】〗〕］｝”’·～％%‰℃°㎡/" "GB/T 15834—2011 5.1; clreq 3.1.3";
    A1b Warning Both Author
        "行首最好不是破折号或省略号" "no line starts with a dash or an ellipsis"
        "改动前后文字" "reword around it"
        "first character is — or …" "clreq 3.1.3, strict level";
    A2 Error Both Author
        "行末不能是开口标号、货币或编号符号" "no line ends with an opening mark, a currency or a number sign"
        "改动前后文字，或让模板把它与后一字连成一体" "reword, or let the template keep it with the character after"
        "last character of a line that the paragraph continues is one of （《〈「『【〖〔［｛“‘￥№" "GB/T 15834—2011 5.1; clreq 3.1.3";
    A3 Error Both Author
        "数不能断开，也不能与前面的符号、后面的单位分在两行" "a number is neither broken nor parted from its sign or unit by a line break"
        "让模板把数与单位放在一个不断行的盒子里" "let the template set number and unit in one unbreakable box"
        "a break inside a sign or currency, number, scale, unit, 以上 and the like; a date, a time, an ordinal, a number of a standard or a document; what is wider than 8 ems may break where its script changes (the grammar of `src/text/quantity.rs`)" "GB/T 15835—2011 5.1; usage for units";
    A4 Error Both Author
        "破折号、省略号不能断在两行" "a dash or an ellipsis is not broken over two lines"
        "改动前后文字" "reword around it"
        "— ends a line and — starts the next; the same with …" "GB/T 15834—2011 4.9, 4.10, 5.1";
    A5 Warning Both Author
        "短书名、人名、“第×届”不宜断在两行" "a short title, a person's name or an ordinal is not broken over two lines"
        "改动前后文字" "reword around it"
        "《…》 of at most 8 characters, names of the review's people, 第…届 (names: in process only)" "CY/T 170—2019; usage";
    B1 Error Both Author
        "汉字旁不用半角标点，西文字母和数字不用全角" "no half-width mark beside a Chinese character, no full-width letters or digits"
        "改成全角标点、半角字母和数字" "write full-width marks and half-width letters and digits"
        ", ; : ( ) ? ! beside a Chinese character; U+FF10–FF5A letters and digits" "GB/T 15834—2011 5.1; clreq 3.2";
    B2 Warning Both Template
        "汉字与西文、数字之间有四分之一字的间隙" "a quarter em parts Chinese characters from letters and digits"
        "让模板在两者之间留间隙" "let the template put a gap between them"
        "gap under 0.12 em, or in justified prose over 0.5 em, between Han and letter or digit of one size" "clreq 3.2.3";
    B3 Error Both Template
        "相邻标点要挤压，不各占一字" "adjacent marks are squeezed rather than an em each"
        "把相连的标点放在同一个文字片段里" "keep adjoining marks in one run of text"
        "first of two adjoining full-width marks advances more than 0.8 em (and under 1.4 em: then they don't adjoin)" "GB/T 15834—2011 5.1; clreq 3.1.6";
    B4 Error Both Template
        "行末标点占半个字，版口对齐" "a mark at the end of a justified line takes half an em"
        "让模板挤压行末标点" "let the template squeeze marks at line ends"
        "a closing full-width mark's origin + 1 em, not + ½ em, meets the column's edge (±0.05 em)" "GB/T 15834—2011 5.1.10";
    B5 Error Both Template
        "破折号、省略号占两字且相连，间隔号占半字" "dash and ellipsis are two joined ems, the middle dot half an em"
        "换用有中文破折号的字体，间隔号放进半字宽的盒子" "use a font with Chinese forms; set the dot in a box of half an em"
        "— to — and … to … 0.9–1.1 em; · takes 0.3–0.7 em" "GB/T 15834—2011 4.9, 4.10, 4.14, 5.1";
    B6 Error Both Author
        "引号、括号、书名号成对，不用直引号" "quotation marks and brackets are paired; no straight quotes"
        "补上另一半，直引号改成弯引号" "add the missing half; write curly quotes"
        "pairs within a paragraph (in process); \" or ' beside a Chinese character (both)" "GB/T 15834—2011 4.7, 4.8, 4.15";
    B7 Info Both Author
        "并列的引语、书名之间不用顿号，题注末尾不用句号" "no 、 between adjoining quotations or titles; captions don't end in 。"
        "删去顿号或句号" "take the mark out"
        "”、“ or 》、《; a caption of one sentence that ends in 。 (captions: in process only)" "GB/T 15834—2011 4.5.3.5, 4.1.3";
    C1 Warning Both Author
        "两端对齐的行里字距不能太疏" "Chinese characters of a justified line don't stand too far apart"
        "改动文字，或加宽这一栏，或改为不齐右" "reword, widen the column, or set it ragged"
        "Han pitch over 1.15 em; an error over 1.30 em" "clreq 3.1.6; jlreq 3.8";
    C2 Error Both Template
        "汉字不能互相重叠" "Chinese characters don't overlap"
        "不要用负的字距" "take the negative tracking out"
        "Han pitch under 0.97 em" "clreq 2.2";
    C3 Error Both Author
        "两端对齐的段落，除末行外都到栏边" "every line of a justified paragraph but the last reaches the column's edge"
        "检查手动换行和过长的不断行片段" "look for manual breaks and long unbreakable runs"
        "more than 0.5 pt short of the edge, and behind a letter or digit the line's own stretch more (a PDF's columns are inferred: 0.5 pt to 1 em)" "GB/T 9704—2012 6; clreq 3.1.6";
    C4 Error Both Author
        "文字不超出栏边、页边" "no text outside its column or the page"
        "缩短这段文字，或加宽这一栏" "shorten the text or widen the column"
        "more than 0.5 pt past the column's edge (marks: 0.5 em) or past the trim; decoration may bleed (artifacts from 36 pt, anything from 144 pt)" "GB/T 9704—2012 5.2";
    C5 Warning Frames Template
        "栏宽是字号的整数倍" "a text column is a whole number of ems wide"
        "改栏宽" "change the column's width"
        "width off by more than 0.2 pt from n × size, for justified columns of the roles body and lead" "clreq 2.3; GB/T 9704—2012 5.2.3";
    C6 Error Both Author
        "文字不能压在别的文字上" "no text is printed over other text"
        "缩短这段文字，或少放几栏" "shorten the text, or use fewer columns"
        "15 % of the ink of one character lies in that of another; marks, drawings and the same character twice aside" "usage";
    D1 Error Both Author
        "段落末行不少于两个汉字" "the last line of a paragraph has at least two Chinese characters"
        "增删几个字" "add or take out a few characters"
        "one Han, marks not counted; in labels and heads of tables a warning" "clreq 3.1.8 (孤字不成行)";
    D2 Error Frames Author
        "段落的首行、末行不能独自留在栏头栏尾" "neither the first nor the last line of a paragraph stands alone at a column's end"
        "让模板打开孤行控制，或增删几行" "let the template control widows and orphans, or change the text by a line"
        "1 line on one side of the break, paragraphs of 3 lines or more" "clreq 3.1.8 (孤行不成页)";
    D3 Error Frames Template
        "标题不能是栏里最后一样东西" "a heading is never the last thing in its column"
        "让标题与下文连在一起" "keep the heading with what follows"
        "neither text nor picture below it on its page; covers and titles in a colour or picture that takes half of the page aside" "GB/T 9704—2012; CY/T 170—2019";
    D4 Warning Frames Template
        "图与题注同页相邻，指标卡不跨页" "a picture and its caption stand together; an indicator isn't split over pages"
        "让模板把它们放在一个不可断的块里" "let the template keep them in one unbreakable block"
        "another page, or a gap over 1.5 lines of the caption" "CY/T 171—2019";
    D5 Warning Both Author
        "末页不少于四分之一满，没有空白页" "the last page is at least a quarter full, and no page is blank"
        "增删内容，或调整版面" "change the text or the layout"
        "lowest text above ¼ of the type area's height" "usage (CY/T 28)";
    E1 Error Both Template
        "正文段落首行缩进两字" "the first line of each paragraph of prose is indented by two ems"
        "让模板设置首行缩进" "let the template indent first lines"
        "2.0 em ± 0.05; from 1.5 em when it opens with a bracket or quote" "GB/T 9704—2012 7.3.3; clreq 3.1.4";
    E2 Warning Frames Template
        "一段之内行距不变" "the pitch of lines is constant within a paragraph"
        "把大字号或高的片段移出正文" "keep taller runs out of the paragraph"
        "baselines off by more than 0.3 pt from the paragraph's pitch" "clreq 2.4; GB/T 9704—2012 5.2.3";
    E3 Warning Frames Template
        "标题所占高度是行距的整数倍" "a heading between two paragraphs takes a whole number of lines"
        "调整标题前后的空" "change the space around the heading"
        "baselines before and after a heading off by more than 0.3 pt from n × pitch" "GB/T 9704—2012 5.2.3 (版心行格)";
    F1 Error Both Author
        "不能有空框字" "no empty boxes in place of characters"
        "加有这个字的字体" "add a font that has the character"
        "glyph 0, or U+FFFD" "GB 18030—2022";
    F2 Error Pdf Author
        "字体全部嵌入，文字可以取出" "every font is embedded, and its text can be read out"
        "导出时嵌入字体" "embed the fonts when exporting"
        "a font without a font file, or a composite font without ToUnicode (not a subset: a warning)" "ISO 32000-1 9.8, 9.10; PDF/A";
    F3 Warning Both Template
        "字体不超过四族，不用描边加粗" "at most four families, and no bold by stroking"
        "减少字体，用真正的粗体" "use fewer fonts, and real bold faces"
        "more than 4 families (ours that only add characters to another aren't counted); text filled and stroked (render mode 2)" "CY/T 170—2019; usage";
    G1 Error Both Author
        "字不小于 7 磅，正文 9 到 12 磅" "text is at least 7 pt, prose 9 to 12 pt"
        "加大字号" "enlarge it"
        "under 6.5 pt an error, under 7 pt a warning; prose (in process) outside 9–12 pt a warning; raised note marks are free" "clreq 2.2; CY/T 28";
    G2 Error Both Template
        "文字与底色的对比足够" "text contrasts with what is behind it"
        "换深一些或浅一些的颜色" "choose a darker or a lighter colour"
        "under 4.5:1, or 3:1 from 18 pt (bold: 14 pt); not judged over pictures and gradients, nor for artifacts from 36 pt" "WCAG 2.2, 1.4.3";
    G3 Error Both Author
        "文字不能伸出它的底色" "text stays on the colour that it is printed on"
        "缩短这段文字" "shorten the text"
        "a part of a line, or a side of a character, stands on another ground, where its contrast is too poor (G2), or is cut off; not judged over pictures and gradients" "usage";
    H1 Error Both Template
        "页码与页次相符，单右双左，封面无页码" "folios count the pages, stand right on odd and left on even pages, and not on the cover"
        "检查页码的计数和位置" "check the counter and the place of folios"
        "number ≠ page; outer side wrong when both sides are in use; a folio on page 1 of several (in process)" "GB/T 9704—2012 7.5; CY/T 170";
    H2 Error Frames Template
        "目录的题目、页码与正文一致" "entries of the contents have the headings' words and pages"
        "让模板从标题生成目录" "let the template make the contents from the headings"
        "an entry names a heading that stands on another page" "CY/T 170—2019; usage";
    H3 Warning Frames Template
        "书眉是本页所在专题的标题" "the running head names the section of its page"
        "让模板从当前章取书眉" "let the template take it from the current section"
        "it names another section's title and not one of those on the page" "usage";
    J1 Error Frames Template
        "表格转页重复表头，注明续表" "a table that runs over repeats its head and says 续表"
        "让模板在转页时重复表头" "let the template repeat the head"
        "the head's words or 续表 lack on a later page" "CY/T 170—2019 7";
    J2 Warning Frames Template
        "数字列对齐，用等宽数字" "columns of figures align, in tabular digits"
        "让模板按小数点或右边对齐" "let the template align at the decimal point or the right"
        "neither right edges nor points within 0.5 pt in a column of three numbers; digits of unequal advance" "CY/T 170—2019 6";
    J3 Error Frames Template
        "图号、表号连续" "figures and tables are numbered consecutively"
        "检查编号" "check the numbering"
        "a caption 表 n or 图 n that doesn't follow n − 1" "CY/T 170—2019, CY/T 171—2019";
    K1 Error Frames Template
        "写下的每一句都印出来" "every text of the description is printed"
        "检查模板漏了哪个字段" "see which field the template leaves out"
        "each paragraph and line, spaces aside" "completeness";
    K2 Error Frames Template
        "印出的数都有来历" "no number that is neither in the description nor declared as derived"
        "由模板产生的数要标明来历" "a template marks the numbers that it makes"
        "digits outside derived marks that the description doesn't have" "completeness; docs/templates.md rule 5";
    K3 Warning Frames Template
        "指标所印的数与所写的一致" "an indicator's place shows its own figure"
        "检查模板怎样印这个指标" "see how the template prints the indicator"
        "the block of an indicator lacks its figure" "completeness";
    M1 Error Both Template
        "有书名、作者、语言，可供读屏" "title, author and language are set, and the structure is tagged"
        "导出带标签的 PDF，填写文档属性" "export a tagged PDF and fill in its properties"
        "Title, Author, Lang; in a PDF also StructTreeRoot and Outlines" "ISO 14289-1 (PDF/UA-1); GB/T 33190";
    M2 Warning Both Author
        "文字可以检索" "the text can be searched"
        "删去不可见的 U+2060，导出时附上字符对照表（`ToUnicode`）" "drop U+2060 from the text; export with ToUnicode"
        "a glyph without Unicode or in the private area; U+2060 in the text" "ISO 32000-1 9.10";
}
