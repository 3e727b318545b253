//! Codes about the command line, reading and writing.

use crate::rule::explanations;

explanations! {
    Usage {
        what
        "命令写得不成立：没有这个命令或选项，值写得不对，两个选项不能同用，或程序向本库提的要求不能成立。"
        "The command line is invalid: unknown command or option, invalid value, or two options that exclude each \
         other. Programs that call the library with invalid arguments get the same code."
        why
        "猜着做可能盖掉文件或排错内容，所以什么也不做。"
        "Guessing might overwrite a file or print the wrong thing, so nothing is done."
        fix
        "照提示改；每个命令的用法写在它的帮助里。"
        "Follow the hint; the help of each command shows its usage."
    }
    ReadFailed {
        what
        "文件读不了：不存在、没有权限，或不是能读的表格文件；消息里有系统的说法。"
        "A file can't be read: it doesn't exist, you have no permission, or it is not a readable spreadsheet; the \
         message has the system's reason."
        why
        "没有它就没有内容可排。"
        "Without it there is nothing to print."
        fix
        "检查文件名和所在的文件夹；在别的程序里打开着的，先关闭。"
        "Check its name and folder; if it is open in another program, close it there."
    }
    WriteFailed {
        what
        "文件写不了：文件夹不存在、没有权限、磁盘满了，或文件刚被别人改过；消息里有系统的说法。"
        "A file can't be written: its folder doesn't exist, you have no permission, the disk is full, or the file has \
         just been changed; the message has the system's reason."
        why
        "写不成时原来的文件保持不变，不会留下半个文件。"
        "The old file stays as it was; no partial file is left behind."
        fix
        "新建文件夹，或换一个可以写的位置；PDF 在阅读器里打开着的，先关闭。"
        "Create the folder or choose a place where you may write; close the PDF in your viewer."
    }
    WriteRefused {
        what
        "输出的位置不可覆盖：它是符号链接、管道、设备或文件夹，是里面已经有文件的文件夹，是生成时要用的文件，\
         或要经过输出文件夹里的符号链接。"
        "The output path may not be replaced: it is a symbolic link, a pipe, a device or a folder, a folder that isn't \
         empty, or a file that the report is made from; or a symbolic link in the output folder leads to it."
        why
        "顺着链接写，会改到别处的文件；这种事宁可问过人再做。"
        "Writing through a link would change a file elsewhere; that is for you to decide."
        fix
        "换一个名字，或先自己移走那里的东西。"
        "Choose another name, or move the existing file away first."
    }
}
