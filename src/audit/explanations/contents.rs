//! K and M: what is printed compared with what was written; what library catalogues, screen readers and search need.

use crate::rule::explanations;

explanations! {
    K1 {
        what
        "内容文件里写的一段或一行文字，在页面上找不到；空格不计。数字、代号、路径等不照字面印的字段不查。"
        "A paragraph or line of the description isn't on the pages (ignoring spaces). Figures, keys, paths and other \
         fields that aren't printed verbatim aren't checked."
        why
        "写了却没有印出来，往往到发出去以后才有人发现。"
        "Text that wasn't printed is usually noticed only after the review has been sent out."
        fix
        "内容不用改。这套模板漏了这个字段：换一套模板，或请模板作者补上。"
        "The text is fine. The template omits the field: use another template, or ask its author."
        source
        "完整性：写下的都要印出来"
        "completeness"
    }
    K2 {
        what
        "页面上有一个数，内容文件里没有写过，模板也没有声明是由它算出或编出的。页码和目录不查。"
        "A page has a number that is neither in the description nor declared by the template as derived. Folios and \
         the table of contents aren't checked."
        why
        "没有来历的数，谁也不敢签发。"
        "Nobody can sign off a number of unknown origin."
        fix
        "内容不用改。请模板作者给自己算出来的数标明来历（`docs/templates.md` 第 5 条）。"
        "The text is fine. The template author should mark the numbers that the template computes \
         (`docs/templates.md`, rule 5)."
        source
        "完整性：印出的数都有来历；`docs/templates.md` 第 5 条"
        "completeness; docs/templates.md rule 5"
    }
    K3 {
        what
        "一张指标卡的位置上，没有印出这个指标自己的数。"
        "The block of an indicator doesn't print the indicator's own figure."
        why
        "数与名称张冠李戴，是年度回眸里最严重的错。"
        "A figure under the wrong label is the worst mistake that a review can have."
        fix
        "内容不用改。请模板作者检查这个指标是怎样印的。"
        "The text is fine. The template author should check how the indicator is printed."
        source
        "完整性：印出的数与所写的一致"
        "completeness"
    }
    M1 {
        what
        "文档属性里没有书名、作者或语言；读 PDF 时还查有没有标签结构，五页以上的有没有书签。"
        "Title, author or language isn't set; in a PDF, also: it has no structure tags (StructTreeRoot), or has at \
         least 5 pages and no bookmarks (Outlines)."
        why
        "没有书名和作者，文件在资料库里查不到；没有语言和标签，读屏软件读不出来，也过不了无障碍检查。"
        "Without title and author a library can't find the file; without language and tags screen readers can't read \
         it."
        fix
        "导出带标签的 PDF，填好文档属性。本程序排出的 PDF 会自动带上，若缺请告诉模板作者。"
        "Export a tagged PDF and fill in its properties. PDFs made by this program have them; if one is missing, tell \
         the template author."
        source
        "`ISO 14289-1`（`PDF/UA-1`）"
        "ISO 14289-1 (PDF/UA-1)"
    }
    M2 {
        what
        "有文字检索不到：字形没有对应的字符，或落在自造字区，或文字里夹着看不见的 U+2060。"
        "Text that can't be searched: a glyph without a character, a character in the private use area, or U+2060 in \
         the text."
        why
        "读者用查找功能找不到它，复制出来是乱码，读屏软件也读不出。"
        "Readers can't find it, copying gives garbage, and screen readers stay silent."
        fix
        "删去看不见的字符；自造字换成正式编码的字；导出 PDF 时附上字符对照表（`ToUnicode`）。"
        "Delete invisible characters; replace private-use characters by encoded ones; export with a ToUnicode map."
        source
        "`ISO 32000-1` 9.10"
        "ISO 32000-1 9.10"
    }
}
