//! Pages, templates, themes and fonts.

use crate::rule::explanations;

explanations! {
    Overset {
        what
        "一块内容排不下：模板允许的各步都缩过了，还差所说的毫米数。"
        "A block doesn't fit the room it has, after every step that the template allows; the message says how many \
         millimetres are missing."
        why
        "不处理，它会压到别的内容或被截断。"
        "Left so, it runs into other content or is cut off."
        fix
        "缩短所指的文字，或分成几项。"
        "Shorten the text under the caret, or split it into several items."
    }
    Typography {
        what
        "版面上有一处不合排印规则。消息开头是规则的编号，如 `A1`；每条规则各有说明。"
        "A place on a page breaks a rule of typography. The message begins with the rule's name, such as A1; each \
         rule has its own explanation."
        why
        "合规的版面让人读得顺；每条规则的道理见它自己的说明。"
        "Pages set by the rules read well; each rule's own explanation says why it stands."
        fix
        "按规则的编号查它的说明。归在“给模板作者”之下的，改内容没有用，请转告模板作者。"
        "Look up the rule by its name. Findings for the template's maker can't be cured by other words: pass them on."
        source
        "各条规则的出处见 `docs/audit.md`"
        "`docs/audit.md` cites the source of each rule"
    }
    PdfBroken {
        what
        "PDF 读不了，或有一页画不成图：不是 PDF、已加密、已损坏、超过 512 MiB 或 5000 页，或内容太复杂。"
        "A PDF can't be read, or a page of it can't be drawn: no PDF, encrypted, broken, over 512 MiB or 5000 pages, \
         or too complex."
        why
        "读不出内容就无从审校；太复杂的文件会让程序停不下来，所以有上限。"
        "What can't be read can't be judged; limits keep a hostile file from running for ever."
        fix
        "用阅读器打开看看；加密的先去掉密码；损坏的从原处重新导出。"
        "Open it in a viewer; take the password off, or export it again."
    }
    UnknownTemplate {
        what
        "没有这个名字的模板。"
        "A name that no template has."
        why
        "模板决定整册的样子，不能随便用一套代替。"
        "The template decides how everything looks; another one can't stand in for it."
        fix
        "照提示改成现有的名字；自己的模板写它的文件夹。"
        "Write one of the names that the message lists; for a template of your own, its folder."
    }
    TemplateBroken {
        what
        "模板的清单（`typst.toml`）或文件有错：缺少必须的项、文件读不了，或与本程序的约定不合。"
        "A template whose manifest (`typst.toml`) or files are at fault: an item is missing, a file can't be read, or \
         it doesn't keep the contract."
        why
        "模板不完整，排出来的东西就没有保证。"
        "Nothing can be promised of what an incomplete template prints."
        fix
        "这要由模板作者来改，约定见 `docs/templates.md`。内置模板出这个错，是本程序的毛病，请告诉我们。"
        "Its maker corrects it by `docs/templates.md`. If it is a built-in template, it is a bug of ours: please \
         report it."
    }
    TemplateFailed {
        what
        "模板在排版中途停下，消息里有排版引擎的原话和模板里的位置。"
        "A template stopped while it was laid out; the message has the typesetter's words and the place in the \
         template."
        why
        "这是模板的错，不是内容的错；不过常由某一项内容引起。"
        "It is the template's fault, not the text's, though some item of the text sets it off."
        fix
        "把整条消息转给模板作者。等不及时，先换一套模板，或删去最近加的内容再试。"
        "Send the whole message to the template's maker. Until then take another template, or leave out what was \
         added last."
    }
    TemplateWarning {
        what
        "排版引擎对模板有一处警告，版面已经排出。"
        "The typesetter warned of something in a template; the pages were made."
        why
        "多半不影响成品，但下一版引擎可能把它当作错误。"
        "Mostly the pages are right, but the next version of the typesetter may take it for an error."
        fix
        "转给模板作者；内容不用改。"
        "Pass it on to the template's maker; the text is fine."
    }
    NotConverged {
        what
        "版面排了五次仍未稳定：这一次排的结果又改变了下一次的条件，如页码变了目录、目录又变了页码。"
        "The layout didn't settle in five rounds: each round changed what the next depends on, as when contents move \
         the pages that they name."
        why
        "停在第五次的版面，页码、引用可能有错。"
        "In the fifth round's pages, folios and references may be wrong."
        fix
        "核对目录和页码；增删几个字，多半就稳定了。反复出现的，转给模板作者。"
        "Check contents and folios; a few words more or less mostly settle it. If it comes again and again, tell the \
         template's maker."
    }
    UnknownTheme {
        what
        "模板没有这个名字的配色，或配色文件里 `base` 所写的配色不存在。"
        "A name that no theme of the template has, or a `base` that a theme file names and nobody has."
        why
        "配色不能乱代：单位的标准色错了，整册都要重印。"
        "No other theme may stand in: in the wrong house colour the whole print run is waste."
        fix
        "照提示改成现有的名字；自己的配色写 TOML 文件的路径。"
        "Write one of the names that the message lists; for a theme of your own, the path of its TOML file."
    }
    ThemeBroken {
        what
        "配色文件有错：缺少颜色、颜色写法不对、总墨量超过 300%，或写了没有的项。"
        "A theme file with an error: a colour is missing or badly written, lays over 300 % ink, or a key is unknown."
        why
        "缺一种颜色，用到它的栏目就没法印；墨太多，纸上干不了。"
        "Without a colour what uses it can't be printed; too much ink doesn't dry."
        fix
        "照提示改。写上 `base = \"配色名\"`，没写的颜色就从那套配色取。"
        "Do what the message says. With base = \"NAME\", colours that aren't named come from that theme."
    }
    LowContrast {
        what
        "配色里两种颜色太接近，文字在底色上看不清；消息里有实际的对比度和要求的最低值。"
        "Two colours of a theme are too alike for text on its ground to be read; the message has their contrast and \
         the least that is needed."
        why
        "屏幕上勉强能看，投影、打印和视力不好的读者就看不见了。"
        "What just reads on a screen is gone on a projector, in a photocopy, and for poor sight."
        fix
        "把文字的颜色改深，或把底色改浅，直到达到要求。"
        "Make the text darker or the ground lighter until it reaches that."
        source
        "《网页内容无障碍指南》2.2 版 1.4.3"
        "WCAG 2.2, 1.4.3"
    }
    UnknownPaper {
        what
        "模板没有这种开本。"
        "A paper that the template doesn't have."
        why
        "版面是按开本设计的，换一种纸要重新设计，不能硬缩。"
        "Pages are designed for their paper; they can't simply be scaled to another."
        fix
        "照提示改成模板有的开本。"
        "Write one of the papers that the message lists."
    }
    FontMissing {
        what
        "模板要的字体或字重找不到。"
        "A font family or weight that the template asks for and nobody has."
        why
        "随便换一种字体，字宽、行数、版面都会变，所以不替换。"
        "With another font the widths, the lines and the pages change, so none stands in."
        fix
        "把这套字体的文件放进一个文件夹，排版时指给程序；或换一套模板。"
        "Put the font's files into a folder and name the folder when building; or take another template."
    }
    FontBroken {
        what
        "文件不是能读的字体，或已损坏。"
        "A font file that can't be read, or is broken."
        why
        "用坏字体排出来的字不可靠。"
        "Nothing set in a broken font can be trusted."
        fix
        "换一个 `.otf` 或 `.ttf` 文件；网页字体（`.woff`）不能用。"
        "Take an .otf or .ttf file; web fonts (.woff) can't be used."
    }
    ExportFailed {
        what
        "版面排好了，但 PDF 或页面图没有生成：没有这一页、像素太多，或排版引擎拒绝导出。"
        "The pages were laid out, but the PDF or the picture could not be made: there is no such page, it would have \
         too many pixels, or the typesetter refuses."
        why
        "这时不会留下半个文件。"
        "No half file is left behind."
        fix
        "照消息调低分辨率或改页码；其余的把消息告诉我们。"
        "Lower the resolution or correct the page as the message says; report anything else to us."
    }
}
