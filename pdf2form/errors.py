"""What can go wrong before a record exists, each with the exit code that the command line answers.

A fault of one document never travels as an exception beyond `convert`: it becomes the record's `fault`.
These classes carry it there, and carry what stops a whole run (OUT cannot be written, a wrong option).
"""

from typing import ClassVar

IN_CHINESE = {
    "encrypted": "文件已加密，请提供正确的口令。",
    "not_a_pdf": "不是 PDF 文件。",
    "empty": "文件为空。",
    "damaged": "内容已损坏，无法读取。",
    "no_pages": "没有可读取的页面。",
    "too_large": "超出处理上限，未全部读取。",
    "coarse": "图像分辨率过低，识别结果可能有误，请核对原件。",
    "illegible": "为照片，或过暗、噪点过多，未能识别，请人工查看。",
    "missing_font": "含有未嵌入字体的中文，本机没有中文字体，无法显示和识别；请安装中文字体。",
    "needs_ocr": "为扫描件或图片，本次未做文字识别。",
    "unread_form": "印有自评表的表头，但未能识别为表格，请人工核对。",
    "unread_pages": "未找到自评表，且有页面未能读取。",
    "timeout": "超过时限，未读完。",
    "crashed": "程序内部错误，请报告。",
    "out_of_memory": "内存不足。",
    "unreachable": "文件无法读取。",
    "no_pdf": "文件夹或压缩包中没有 PDF 文件。",
    "bad_archive": "压缩包已损坏或无法打开，请自行解压后再试。",
    "no_record": "记录缺失或损坏，请重新转换。",
}
"""What each fault code says, for readers of Chinese; the details are in the English half of a message only."""

IN_ENGLISH = {
    "encrypted": "The file is encrypted; it needs the right password.",
    "not_a_pdf": "It is no PDF.",
    "empty": "The file is empty.",
    "damaged": "The contents are damaged and cannot be read.",
    "no_pages": "There is no page that can be read.",
    "too_large": "It is beyond a limit, and was not read in full.",
    "coarse": "The picture is too coarse: what was recognised may be wrong, compare it with the page.",
    "illegible": "A photograph, or too dark or grainy to be recognised: look at it yourself.",
    "missing_font": "It has Chinese without its font, which this machine lacks as well: install a Chinese font.",
    "needs_ocr": "A scan or a picture, which was not recognised this time.",
    "unread_form": "It has the headings of a self-evaluation, but in no table that we know: look at it yourself.",
    "unread_pages": "No self-evaluation was found, and some pages could not be read.",
    "timeout": "It was not read to its end in time.",
    "crashed": "An error of pdf2form: please report it.",
    "out_of_memory": "There was not enough memory.",
    "unreachable": "The file cannot be read.",
    "no_pdf": "There is no PDF in the folder or archive.",
    "bad_archive": "The archive is damaged or cannot be opened: unpack it yourself, and try again.",
    "no_record": "The record is missing or damaged: convert the document again.",
}
"""The same in English, for a fault code that stands alone; a message says more than that."""


def in_both(code: str, message: str) -> str:
    """Return the message of a fault with its Chinese half behind it, the same for every fault of one code."""
    chinese = IN_CHINESE.get(code)
    return f"{message.rstrip('.')}. {chinese}" if chinese else message


class Pdf2formError(Exception):
    """The request cannot be met; the one string says what, where and what to do."""

    exit_code: ClassVar[int] = 1


class MissingPackage(Pdf2formError):
    """This installation lacks a package that was asked for."""

    exit_code = 6


class UsageFault(Pdf2formError):
    """The command was called in a way that has no meaning."""

    exit_code = 2


class OutputUnwritable(Pdf2formError):
    """OUT cannot be written: read-only, full, or not a folder."""

    exit_code = 7


class OutputHeld(Pdf2formError):
    """Another run writes into OUT."""

    exit_code = 8


class DocumentFault(Pdf2formError):
    """One document cannot be read. `code` is the record's fault code of docs/contract.md."""

    exit_code = 3
    code: ClassVar[str] = "damaged"


class EncryptedDocument(DocumentFault):
    """The PDF wants a password, or another one."""

    code = "encrypted"


class NotAPdf(DocumentFault):
    """The bytes are no PDF, whatever the name says."""

    code = "not_a_pdf"


class EmptyDocument(DocumentFault):
    """There are no bytes."""

    code = "empty"


class DamagedDocument(DocumentFault):
    """It begins like a PDF, and cannot be read as one."""

    code = "damaged"


class NoPages(DocumentFault):
    """The PDF can be read, and has no page."""

    code = "no_pages"


class TooLarge(DocumentFault):
    """A named limit was passed."""

    code = "too_large"


class Unreachable(DocumentFault):
    """There are no bytes: no server answers, or it answers that it does not have them or does not give them."""

    code = "unreachable"


class BadArchive(DocumentFault):
    """An archive, or a member of one, is damaged, or of a kind that is not opened."""

    code = "bad_archive"


class MissingFont(DocumentFault):
    """A page must be drawn, and has Chinese for which there is no font."""

    code = "missing_font"
