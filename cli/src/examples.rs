//! Examples and notes at the end of each command's help, in both languages, English first.

pub const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  an error in the review's content
  2  an invalid command line
  3  an error in fonts, templates or themes
  4  a file can't be read or written
  130  a batch was stopped by Ctrl-C

Examples:
  huimou init my-review && huimou build my-review
  huimou fix my-review
  huimou check review.toml --message-format json
  huimou build review.toml -o - > review.pdf
·
退出码：
  0  完成
  1  内容有错
  2  命令写错
  3  字体、模板或配色有错
  4  文件读不了或写不了
  130  批量排版被 Ctrl-C 中止

例：
  huimou init 我的回眸
  huimou build 我的回眸
  huimou fix 我的回眸
  huimou build review.toml -o - > review.pdf

某个命令的用法：huimou build --help";

pub const INIT: &str = "Example:\n  huimou init my-review\n·\n例：\n  huimou init 我的回眸";

pub const BUILD: &str = "\
Examples:
  huimou build review.toml                           writes review.pdf beside it
  huimou build my-review                             the folder's review.toml
  huimou build review.toml -o out/2023.pdf --date 2024-01-11
  huimou build review.toml --format png --pages 1,3-5 -o page-{p}.png
  huimou build review.toml --strict-typography
  cat review.toml | huimou build - -o - > review.pdf
·
例：
  huimou build review.toml                           排成同一文件夹里的 review.pdf
  huimou build 我的回眸                              排这个文件夹里的 review.toml
  huimou build review.toml --template 画册 --theme 红 --paper A4
  huimou build review.toml -o 成品/2023.pdf --date 2024-01-11
  huimou build review.toml --format png --pages 1,3-5 -o 第{p}页.png
  huimou build review.toml --strict-typography";

pub const CHECK: &str = "\
Examples:
  huimou check review.toml
  huimou check review.toml --deny-warnings --message-format short
  huimou check review.toml --audit --audit-picture proof
·
例：
  huimou check review.toml
  huimou check 我的回眸 --audit
  huimou check review.toml --audit --audit-picture 校样";

pub const FIX: &str = "\
Examples:
  huimou fix review.toml                             shows the changes and asks
  huimou fix review.toml --yes
  huimou fix review.toml --dry-run                   exit code 1 if there are changes
  huimou fix - < review.toml > fixed.toml

Comments, the order of fields, URLs, codes and file names stay as they are. The original is saved as
review.toml.bak.
·
例：
  huimou fix review.toml                             列出改动，问过再写
  huimou fix review.toml --yes
  huimou fix review.toml --dry-run                   只列改动；有可改之处时退出码为 1

只改答案唯一的地方；注释、字段次序、网址、代号、文件名都不动。原文另存为 review.toml.bak。";

pub const BATCH: &str = "\
Examples:
  huimou batch data/districts/batch.toml
  huimou batch batch.toml -o out --only nanhu pinghu
  huimou batch batch.toml --shard 2/8                one of eight machines
  huimou batch merge out                             merges the ledgers of shards
  huimou batch batch.toml --dry-run
  huimou batch batch.toml --template from-outside/ --memory-limit 2GiB --time-limit 30

Districts that haven't changed aren't built again; the ledger huimou-batch.json in the output folder records the
result of each district. Exit codes: 1 if a district failed, 130 if the run was stopped by Ctrl-C.
·
例：
  huimou batch data/districts/batch.toml
  huimou batch batch.toml -o 成品 --only nanhu pinghu
  huimou batch batch.toml --shard 2/8                八台机器中的第二台
  huimou batch merge 成品                            合并各分片的台账
  huimou batch batch.toml --dry-run

未变的地区不重新生成；输出文件夹里的台账 huimou-batch.json 记着每个地区的结果。
退出码：有地区失败为 1，被 Ctrl-C 中止为 130。";

pub const AUDIT: &str = "\
Examples:
  huimou audit review.pdf
  huimou audit review.pdf --picture proof --message-format json
  huimou audit review.pdf --rules A1,A3,G2

Lines and columns are inferred; rules that need more than a PDF has are skipped. Rules: docs/audit.md.
·
例：
  huimou audit review.pdf
  huimou audit review.pdf --picture 校样
  huimou audit review.pdf --rules A1,A3,G2

行和栏是推断出来的，看不出的不判断。规则见 docs/audit.md。";

pub const SHEET: &str = "\
The folder compiles with the plain Typst command:
  huimou sheet review.toml -o sheet
  typst compile --root sheet --font-path fonts --ignore-system-fonts sheet/main.typ
·
导出的文件夹可以直接用 Typst 命令编译：
  huimou sheet review.toml -o sheet
  typst compile --root sheet --font-path fonts --ignore-system-fonts sheet/main.typ";

pub const PLAN: &str = "\
Examples:
  huimou plan review.toml --template editorial
  huimou plan review.toml --template editorial -o plan.svg
·
例：
  huimou plan review.toml --template 画册
  huimou plan review.toml --template 画册 -o 草图.svg";

pub const SPECIMEN: &str = "\
Examples:
  huimou specimen --template editorial
  huimou specimen --template bulletin --theme office.toml -o office.pdf
·
例：
  huimou specimen --template 画册
  huimou specimen --template 简报 --theme 本局.toml -o 样张.pdf";

pub const FONTS: &str = "\
Examples:
  huimou fonts
  huimou fonts --coverage
  huimou fonts --coverage names.txt
·
例：
  huimou fonts
  huimou fonts --coverage
  huimou fonts --coverage 名单.txt";

pub const EXPLAIN: &str = "\
Examples:
  huimou explain half-width-mark
  huimou explain A3 G2
  huimou explain
·
例：
  huimou explain half-width-mark
  huimou explain A3 G2
  huimou explain";

pub const COMPLETIONS: &str = "\
Example:
  huimou completions bash > ~/.local/share/bash-completion/completions/huimou
·
例：
  huimou completions bash > ~/.local/share/bash-completion/completions/huimou";

pub const SHOW: &str = "Example:\n  huimou template show editorial\n·\n例：\n  huimou template show 画册";

pub const COPY: &str = "\
Example:
  huimou template copy bulletin my-template && huimou build review.toml --template my-template
·
例：
  huimou template copy 简报 我的模板
  huimou build review.toml --template 我的模板";
