//! Codes about pages, templates, themes and fonts.

use crate::rule::explanations;

explanations! {
    Overset {
        what
        "一块内容排不下：模板允许的各步都缩过了，还差所说的毫米数。"
        "A block doesn't fit, even after every reduction that the template allows; the message says how many \
         millimetres are missing."
        why
        "不处理，它会压到别的内容或被截断。"
        "Otherwise it overlaps other content or is cut off."
        fix
        "缩短所指的文字，或分成几项。"
        "Shorten the text under the caret, or split it into several items."
    }
    PageLimit {
        what
        "排出的页超过 5000，有一页的边短于 1 毫米、长过 5 米，或各页都是空白。"
        "The layout has more than 5000 pages, a page with a side under 1 mm or over 5 m, or only blank pages."
        why
        "这样的文件阅读器打不开，也没有人要；上限让程序不至于排个没完。"
        "Readers can't open such a file, and no one wants it; the limits keep a layout from growing without end."
        fix
        "内容确实多的，分成几册；否则是模板的错，把消息转给模板作者，等不及时换一套模板。"
        "If the review really is that long, split it; otherwise the template is at fault: send the message to its \
         author, and use another template until then."
    }
    Typography {
        what
        "版面上有一处不合排印规则。消息开头是规则的编号，如 `A1`；每条规则各有说明。"
        "A place on a page breaks a typographic rule. The message starts with the id of the rule, such as A1; each \
         rule has its own explanation."
        why
        "合规的版面让人读得顺；每条规则的道理见它自己的说明。"
        "Pages that follow the rules are easy to read; the explanation of each rule says why it exists."
        fix
        "按规则的编号查它的说明。归在“给模板作者”之下的，改内容没有用，请转告模板作者。"
        "Look up the rule by its id. Findings for the template author can't be fixed in the text: pass them on."
        source
        "各条规则的出处见 `docs/audit.md`"
        "`docs/audit.md` cites the source of each rule"
    }
    PdfBroken {
        what
        "PDF 读不了，或有一页画不成图：不是 PDF、已加密、已损坏、超过 512 MiB 或 5000 页，或内容太复杂。"
        "A PDF can't be read, or a page of it can't be drawn: it is not a PDF, is encrypted or damaged, has more than \
         512 MiB or 5000 pages, or is too complex."
        why
        "读不出内容就无从审校；太复杂的文件会让程序停不下来，所以有上限。"
        "What can't be read can't be checked; the limits keep a hostile file from running for ever."
        fix
        "用阅读器打开看看；加密的先去掉密码；损坏的从原处重新导出。"
        "Open it in a viewer; remove its password, or export it again."
    }
    UnknownTemplate {
        what
        "没有这个名字的模板。"
        "There is no template of this name."
        why
        "模板决定整册的样子，不能随便用一套代替。"
        "The template decides how everything looks, so no other is used in its place."
        fix
        "照提示改成现有的名字；自己的模板写它的文件夹。"
        "Use one of the names that the message lists; for your own template, the path of its folder."
    }
    TemplateBroken {
        what
        "模板的清单（`typst.toml`）或文件有错：缺少必须的项、文件读不了，或与本程序的约定不合。"
        "The manifest (`typst.toml`) or a file of a template is invalid: an entry is missing, a file can't be read, or \
         the template doesn't follow the contract."
        why
        "模板不完整，排出来的东西就没有保证。"
        "The output of an incomplete template can't be relied on."
        fix
        "这要由模板作者来改，约定见 `docs/templates.md`。内置模板出这个错，是本程序的毛病，请告诉我们。"
        "The template author should fix it; `docs/templates.md` is the contract. For a built-in template, this is a \
         bug: please report it."
    }
    TemplateFailed {
        what
        "模板在排版中途停下，消息里有排版引擎的原话和模板里的位置。"
        "A template failed during layout; the message has the layout engine's words and the place in the template."
        why
        "这是模板的错，不是内容的错；不过常由某一项内容引起。"
        "The error is in the template, not in the text, though some item of the text triggers it."
        fix
        "把整条消息转给模板作者。等不及时，先换一套模板，或删去最近加的内容再试。"
        "Send the whole message to the template author. Until then, use another template, or remove what was added \
         last."
    }
    TemplateWarning {
        what
        "排版引擎对模板有一处警告，版面已经排出。"
        "The layout engine gave a warning about the template; the pages were made."
        why
        "多半不影响成品，但下一版引擎可能把它当作错误。"
        "Usually the pages are right, but the next version of the layout engine may treat it as an error."
        fix
        "转给模板作者；内容不用改。"
        "Pass it on to the template author; the text is fine."
    }
    NotConverged {
        what
        "版面排了五次仍未稳定：这一次排的结果又改变了下一次的条件，如页码变了目录、目录又变了页码。"
        "The layout didn't converge in five rounds: each round changed what the next depends on, as when the table of \
         contents moves the pages that it lists."
        why
        "停在第五次的版面，页码、引用可能有错。"
        "The pages are those of the fifth round; folios and references may be wrong."
        fix
        "核对目录和页码；增删几个字，多半就稳定了。反复出现的，转给模板作者。"
        "Check the contents and folios; a few words more or less usually help. If it happens repeatedly, tell the \
         template author."
    }
    UnknownTheme {
        what
        "模板没有这个名字的配色，或配色文件里 `base` 所写的配色不存在。"
        "The template has no theme of this name, or the `base` of a theme file doesn't exist."
        why
        "配色不能乱代：单位的标准色错了，整册都要重印。"
        "No other theme is used in its place: in the wrong house colour, the whole print run would be wasted."
        fix
        "照提示改成现有的名字；自己的配色写 TOML 文件的路径。"
        "Use one of the names that the message lists; for your own theme, the path of its TOML file."
    }
    ThemeBroken {
        what
        "配色文件有错：缺少颜色、颜色写法不对、总墨量超过 300%，或写了没有的项。"
        "A theme file has an error: a colour is missing, malformed or uses more than 300 % ink, or a key is unknown."
        why
        "缺一种颜色，用到它的栏目就没法印；墨太多，纸上干不了。"
        "Content that uses a missing colour can't be printed; too much ink doesn't dry."
        fix
        "照提示改。写上 `base = \"配色名\"`，没写的颜色就从那套配色取。"
        "Follow the message. With base = \"NAME\", missing colours are taken from that theme."
    }
    LowContrast {
        what
        "配色里两种颜色太接近，文字在底色上看不清；消息里有实际的对比度和要求的最低值。"
        "Two colours of a theme are too similar for text to be legible on its background; the message has their \
         contrast and the required minimum."
        why
        "屏幕上勉强能看，投影、打印和视力不好的读者就看不见了。"
        "Text that is barely legible on a screen is lost on a projector, in a photocopy, and for readers with poor \
         eyesight."
        fix
        "把文字的颜色改深，或把底色改浅，直到达到要求。"
        "Make the text darker or the background lighter until the contrast is sufficient."
        source
        "《网页内容无障碍指南》2.2 版 1.4.3"
        "WCAG 2.2, 1.4.3"
    }
    UnknownPaper {
        what
        "模板没有这种开本。"
        "The template doesn't have this paper size."
        why
        "版面是按开本设计的，换一种纸要重新设计，不能硬缩。"
        "Pages are designed for their paper and can't be scaled to another."
        fix
        "照提示改成模板有的开本。"
        "Use one of the papers that the message lists."
    }
    FontMissing {
        what
        "模板要的字体或字重找不到。"
        "A font family or weight that the template requires isn't available."
        why
        "随便换一种字体，字宽、行数、版面都会变，所以不替换。"
        "Another font would change widths, lines and pages, so none is substituted."
        fix
        "把这套字体的文件放进一个文件夹，排版时指给程序；或换一套模板。"
        "Put the font files into a folder and pass that folder when building; or use another template."
    }
    FontBroken {
        what
        "文件不是能读的字体，或已损坏。"
        "The file is not a readable font, or is damaged."
        why
        "用坏字体排出来的字不可靠。"
        "Text set in a damaged font can't be relied on."
        fix
        "换一个 `.otf` 或 `.ttf` 文件；网页字体（`.woff`）不能用。"
        "Use an .otf or .ttf file; web fonts (.woff) aren't supported."
    }
    ExportFailed {
        what
        "版面排好了，但 PDF 或页面图没有生成：没有这一页、像素太多，或排版引擎拒绝导出。"
        "The pages were laid out, but the PDF or picture couldn't be made: there is no such page, the picture would \
         have too many pixels, or the exporter refused."
        why
        "这时不会留下半个文件。"
        "No partial file is left behind."
        fix
        "照消息调低分辨率或改页码；其余的把消息告诉我们。"
        "Lower the resolution or correct the page number, as the message says; please report anything else."
    }
}
