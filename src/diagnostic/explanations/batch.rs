//! Codes about batches: tables, expressions, workers, ledgers.

use crate::rule::explanations;

explanations! {
    HiddenRow {
        what
        "数据表里有隐藏的行，也照样读了，每行排成一册。"
        "Rows hidden in the spreadsheet were read like the others, each as a district."
        why
        "隐藏的行在表里看不见，容易忘记它还在；宁可多说一句，也不替人决定要不要。"
        "Hidden rows are easily forgotten; the program doesn't decide for you whether they are wanted."
        fix
        "不要的行，从表里删掉；要的就不必理会。"
        "Delete the rows that aren't wanted; ignore the warning if they are."
    }
    RowLeftOut {
        what
        "数据表里有几行不算地区，没有读：第一格或地区一格写着合计、总计、小计、平均，或以“注：”“说明：”“填表人：”等开\
         头。"
        "Rows that aren't districts were left out: the first cell or the district cell says 合计, 总计, 小计 or 平均, \
         or begins with 注：, 说明：, 填表人： and the like."
        why
        "“合计”不是一个地区，排成一册就闹笑话；但也要让人知道哪几行没有读。"
        "A district called “total” would be absurd; but you should know which rows weren't read."
        fix
        "看所列的行对不对。若确是地区，改一改那一格的写法。"
        "Check that the listed rows are the right ones. If one is a district, change its cell."
    }
    BadExpression {
        what
        "`{{ }}` 里的表达式读不懂，或没有取值：写法有误，表里没有这一列，或这一格是空的。"
        "An expression in `{{ }}` is invalid or has no value: it is malformed, the table has no such column, or the \
         cell is empty."
        why
        "取不到值就不能印；悄悄留空，几十册里会有几册缺一个数。"
        "Without a value there is nothing to print; if it were silently left empty, some of the reviews would lack a \
         figure."
        fix
        "照提示改列名，或填上那一格。列名里有括号、空格时写 `{{ row['列名'] }}`。"
        "Write the column that the hint suggests, or fill in the cell. A name with brackets or spaces is written `{{ \
         row['NAME'] }}`."
    }
    TimeExceeded {
        what
        "一次排版、批量中的一个地区，或要审校的一份 PDF，用时超过了时限，已被停止；批量的其余地区照常。"
        "A layout, a district of a batch, or a PDF under audit exceeded the time limit of its process and was stopped; \
         other districts continue."
        why
        "时限防的是排不完的模板，免得一个地区拖住整批。"
        "The limit keeps a template that never ends from holding up the whole batch."
        fix
        "内容特别多的，放宽时限；反复超时的，多半是模板的毛病，转给模板作者。"
        "For an unusually long review, raise the limit. If it happens repeatedly, the template is probably at fault: \
         tell its author."
    }
    MemoryExceeded {
        what
        "一次排版、批量中的一个地区，或要审校的一份 PDF，用完了可用的内存，已被停止；批量的其余地区照常。"
        "A layout, a district of a batch, or a PDF under audit exceeded the memory limit of its process and was stopped; \
         other districts continue."
        why
        "上限保护的是同一台机器上的其他程序。"
        "The limit protects everything else on the machine."
        fix
        "多半是照片太大：先缩小；还不够，就放宽内存上限。"
        "Usually photographs are too large: make them smaller; if that isn't enough, raise the limit."
    }
    WorkerDied {
        what
        "工作进程在排一个地区或读一份 PDF 时结束了，消息里有它最后说的话。"
        "A worker process ended while it built a district or read a PDF; the message has its last output."
        why
        "进程可能被系统或别人停掉，也可能是本程序的毛病。别的地区不受影响。"
        "The system or a user may have killed it, or it is a bug in this program. Other districts aren't affected."
        fix
        "再运行一次，已排好的不会重排。同一个地区总是这样，请把消息告诉我们。"
        "Run the batch again: finished districts aren't rebuilt. If the same district fails each time, please report \
         the message."
    }
    WorkerBroken {
        what
        "工作进程启动不了、与本程序版本不同，或回了不合约定的话；审校别处的 PDF 时，没有指定工作进程也是这一类。"
        "A worker process can't be started, is a different version, or sent an invalid reply; or no worker process is \
         set for reading a PDF from elsewhere."
        why
        "两边不是同一个程序，排出来的东西就可能不一样。"
        "If the two aren't the same program, their results may differ."
        fix
        "多半是运行中途更新了程序：重新运行。自己指定工作进程命令的，检查它指的是不是同一个程序。"
        "Usually the program was updated while it ran: run it again. If you set the worker command yourself, check \
         that it starts the same program."
    }
    InputChanged {
        what
        "批量运行中途，一个地区的文件被改了。"
        "A file of a district changed while the batch was running."
        why
        "一册的前半用旧内容、后半用新内容，谁也说不清是哪一版。"
        "A report made from half old and half new files is a version that nobody wrote."
        fix
        "改完以后再运行一次，只会重排变了的地区。"
        "Run the batch again when the files are finished: only changed districts are built."
    }
    OutputLocked {
        what
        "另一次批量运行正在写这个输出文件夹。"
        "Another run of a batch is writing to the output folder."
        why
        "两次运行写同一个文件夹，会互相覆盖。"
        "Two runs in one folder would overwrite each other's files."
        fix
        "等那一次结束，或换一个输出文件夹。"
        "Wait for the other run to end, or choose another folder."
    }
    LedgerBroken {
        what
        "输出文件夹里的台账读不懂。运行时是警告，当作没有一个地区排过；合并台账时是错误。"
        "The ledger in the output folder can't be read. For a run this is a warning, and all districts are rebuilt; \
         for a merge it is an error."
        why
        "台账记着每个地区排到什么程度；读不懂就只好全部重排，免得漏掉改动。"
        "The ledger says what each district was built from; without it all districts are rebuilt, so that no change is \
         missed."
        fix
        "运行时不必处理，结束后会写一份新的。合并时先把坏的那份移开，再运行一次那一部分。"
        "For a run, do nothing: a new one is written. Before a merge, move the broken one away and run its shard \
         again."
    }
    LedgerRest {
        what
        "台账里有几个地区，这一批已经没有：从数据表里删了，或改了名字。"
        "The ledger has districts that are no longer in the batch: they were deleted from the table, or renamed."
        why
        "它们的 PDF 还在文件夹里，不提醒就可能把过时的册子发出去；也可能是表里不小心删了一行。"
        "Their PDFs are still in the folder and might be sent out by mistake; or a row was deleted by accident."
        fix
        "不要了就自己删去 PDF；删错了，把那一行补回来。"
        "Delete the PDFs if they aren't wanted; if a row was deleted by accident, restore it."
    }
}
