//! Codes about photographs and logos.

use crate::rule::explanations;

explanations! {
    PhotoMissing {
        what
        "照片不在所写的位置。文件名的大小写、扩展名要与实际一致。"
        "The photograph isn't where the file says. Case and extension must match."
        why
        "照片不在，就不知道该印什么；悄悄留空，可能到印出来才发现。"
        "Without it there is nothing to print, and a silent gap might be noticed only in print."
        fix
        "照提示改文件名，或把照片放进内容文件所在的文件夹。照片还没有时，删去 `file` 这一行。"
        "Use the name that the hint suggests, or put the photograph into the review's folder. If it isn't available \
         yet, omit `file`."
    }
    PhotoOutside {
        what
        "照片的路径越出了内容文件所在的文件夹（用了 ..、绝对路径或符号链接），用了反斜杠，或指的不是普通文件。"
        "The path leaves the review's folder (.., an absolute path, a symbolic link), contains backslashes, or doesn't \
         name a regular file."
        why
        "内容文件可能来自别人，不能让它读到文件夹以外的东西；也只有都在一个文件夹里，换台电脑才排得出来。"
        "A description may come from somebody else and must not read files outside its folder; and only a \
         self-contained folder can be built on another machine."
        fix
        "把照片复制到内容文件所在的文件夹里，路径用 / 分隔，如 `照片/开幕式.jpg`。"
        "Copy the photograph into the review's folder and separate the parts of its path with /."
    }
    PhotoBroken {
        what
        "照片文件不完整，或已损坏，读到一半就读不下去。"
        "The file of the photograph is truncated or damaged."
        why
        "多半是没有传完，或存储出了错；硬印出来下半幅会是灰的。"
        "Usually it wasn't copied completely; in print, its lower half would be grey."
        fix
        "用看图软件打开看看，从原处重新复制一份。"
        "Open it in a viewer to check, and copy it again from its source."
    }
    PhotoFormat {
        what
        "图片的格式不能付印。照片可用 JPEG、PNG、WebP、GIF；苹果手机的 HEIC、TIFF、BMP、SVG、PDF 等要先转换。看的是文\
         件的内容，不是扩展名。"
        "The picture has an unsupported format. JPEG, PNG, WebP and GIF are supported; HEIC, AVIF, TIFF, BMP, SVG, PDF \
         and others must be converted. The content decides, not the extension."
        why
        "别的格式不能放进 PDF，或转换时会变色、丢失细节，要由人来看着转。"
        "Other formats can't be put into a PDF, or converting them may change colours and details, which someone \
         should check."
        fix
        "照提示转换成高质量的 JPEG 或 PNG。"
        "Convert it to a high-quality JPEG or PNG, as the hint says."
    }
    PhotoTooLarge {
        what
        "照片超限：一个文件 64 MiB，每边 16384 像素，处理时占内存 640 MiB（普通 JPEG 约 2 亿像素，PNG 约 1 亿）；一册照片合计 \
         1 GiB，处理时占内存 8 GiB。"
        "A photograph exceeds a limit: 64 MiB per file, 16,384 pixels per side, 640 MiB of memory (200 million pixels \
         of a usual JPEG, 100 million of a PNG); 1 GiB and 8 GiB of memory for all photographs of a review."
        why
        "再大的照片印出来也看不出分别，却会耗尽内存；文件头写着几十亿像素的，多半是坏文件。"
        "More pixels make no visible difference in print but use up memory; a file that claims billions of pixels is \
         usually broken."
        fix
        "用看图软件缩小后另存：印满一页 A4，4000 像素宽已经够了。"
        "Save a smaller copy: 4,000 pixels are enough for the width of a page."
    }
    PhotoProfile {
        what
        "照片带的色彩配置文件已损坏，或与照片的色彩模式不符，没有采用。"
        "The colour profile (ICC) of the photograph is damaged or describes another colour model, and isn't used."
        why
        "没有它，就不知道照片里的数值指什么颜色；按常用的 sRGB 处理，印出来可能偏色。"
        "Without it, nobody knows which colours the photograph's numbers mean; read as sRGB, they may be off in print."
        fix
        "用看图软件打开，看颜色对不对，转换为 sRGB 后另存。"
        "Open it in a viewer, check the colours, convert it to sRGB, and save it again."
        source
        "国际色彩联盟规范 `ICC.1:2022` 第 7 章"
        "ICC.1:2022 (International Color Consortium), clause 7"
    }
    PhotoWithoutAlt {
        what
        "照片没有替代文字（`alt`）。"
        "A photograph has no alternative text (`alt`)."
        why
        "看不见图的读者靠它知道画面内容，读屏软件读的就是它；没有它，过不了无障碍检查。"
        "It tells readers who can't see the picture what it shows; screen readers read it aloud, and accessibility \
         checks ask for it."
        fix
        "加一行 `alt = \"画面里有什么\"`。说看见了什么，不重复题注。"
        "Add a line alt = \"what the picture shows\". Describe what can be seen; don't repeat the caption."
        source
        "《网页内容无障碍指南》2.2 版 1.1.1"
        "WCAG 2.2, 1.1.1"
    }
    PlaceholderLeft {
        what
        "设计里写了 `placeholders = \"error\"`（要求图片齐全），却还有空图位。"
        "The review requires all photographs (placeholders = \"error\"), and one is missing."
        why
        "定稿付印前用来把关：不让留着“此处待补”的册子印出去。"
        "This is the last check before print: no review goes out with an empty frame."
        fix
        "补上照片；还在改稿时，把 `placeholders` 改为 `\"show\"`、`\"highlights\"` 或 `\"hide\"`。"
        "Add the photograph; while drafting, set `placeholders` to \"show\", \"highlights\" or \"hide\"."
    }
}
