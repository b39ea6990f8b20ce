"""What the second readers say, as findings: doubts that show both readings, and what was not verified."""

from collections.abc import Sequence
from typing import NamedTuple

from pdf2form.characters import plain
from pdf2form.record import Finding, Message

UNREADABLE = "\ufffd"
"""Stands for a character that the file does not name, in the way of the reader that met it."""

SHOWN = 60
"""Characters of a reading that a message shows, at most, around the first difference."""


class Second(NamedTuple):
    """A second reader: the rule that its findings have, and its name."""

    rule: str
    name: str


READING = Second("second-reading", "pdfplumber")
CELLS = Second("second-cells", "camelot")


def bare(text: str) -> str:
    """Return the characters that are compared: plain, without blanks, which every reader guesses for itself."""
    return "".join(plain(text).split())


def other_text(by: Second, subject: str, mine: str, theirs: str) -> Finding:
    """Return the doubt of a place whose characters another reader reads differently.

    Nothing is suggested: where readers disagree, the one that does not stumble is not always the one that is right.
    """
    ours, others = _around(mine, theirs), _around(theirs, mine)
    message = Message(
        en=f"{by.name} reads {_quoted(others, 'nothing')} where this reading has {_quoted(ours, 'nothing')}.",
        zh=f"{by.name} 读作{_quoted(others, '空白')}，此处读数为{_quoted(ours, '空白')}，请核对原件。",
    )
    return Finding(rule=by.rule, result="doubt", subject=subject, printed=mine, message=message)


def only_mine(by: Second, subject: str, mine: str) -> Finding:
    """Return the doubt of a form or a row that the other reader does not find."""
    message = Message(
        en=f"{by.name} does not find this: “{_around(mine, '')}”.",
        zh=f"{by.name} 未读到此内容：“{_around(mine, '')}”，请核对原件。",
    )
    return Finding(rule=by.rule, result="doubt", subject=subject, message=message)


def only_theirs(by: Second, subject: str, theirs: str) -> Finding:
    """Return the doubt of a form in which the other reader finds more."""
    message = Message(
        en=f"{by.name} finds more here than was read: “{_around(theirs, '')}”.",
        zh=f"{by.name} 在此处还读到：“{_around(theirs, '')}”，请核对原件。",
    )
    return Finding(rule=by.rule, result="doubt", subject=subject, message=message)


def recognised(page: int) -> Message:
    """Return why the readings of a scanned page are not compared."""
    return Message(en=f"page {page} was recognised, not read", zh=f"第{page}页为文字识别结果")


def faulty(page: int, fault: str) -> Message:
    """Return that the other reader cannot read a page, in its own words."""
    return Message(en=f"page {page}: {fault.rstrip('.')}", zh=f"第{page}页无法读取")


def no_table(page: int) -> Message:
    """Return that camelot sees no table on a page."""
    return Message(en=f"it finds no ruled table on page {page}", zh=f"第{page}页未找到带框线的表格")


def unanswered(error: Exception) -> Message:
    """Return why a reader gave no answer."""
    return Message(en=str(error), zh=f"读取失败或超时：{error}")


UNDECODED = Message(en="it cannot decode all of their characters", zh="有字符无法解码")
NO_CELLS = Message(en="it draws no cells around them, so only their characters were compared", zh="只比对了字符")


def not_verified(by: Second, *, why: Message, inputs: Sequence[str] = ()) -> Finding:
    """Say that readings were not compared.

    Args:
        by: the reader that should have read them.
        why: the reason, without a full stop.
        inputs: pointers of the readings; the whole form if empty.
    """
    what = f"Of this form, {len(inputs)} reading(s) were" if inputs else "This form was"
    message = Message(
        en=f"{what} not verified by {by.name}: {why.en}.",
        zh=f"本表{f'有 {len(inputs)} 个读数' if inputs else ''}未经 {by.name} 核对：{why.zh}。",
    )
    return Finding(rule=by.rule, result="unchecked", subject="", inputs=tuple(inputs), message=message)


def _quoted(text: str, blank: str) -> str:
    return f"“{text}”" if text else blank


def _around(text: str, other: str) -> str:
    """Shorten a text to what stands around its first difference from another."""
    if len(text) <= SHOWN:
        return text
    same = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, min(same - SHOWN // 2, len(text) - SHOWN))
    return ("…" if start else "") + text[start : start + SHOWN] + ("…" if start + SHOWN < len(text) else "")
