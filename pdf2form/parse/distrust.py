"""Doubts about values whose characters may not be what is printed: their font names its glyphs wrongly."""

from collections.abc import Iterator, Mapping, Sequence

from pdf2form.page import Box
from pdf2form.record import Finding, Form, Message, Where
from pdf2form.rows import walk_readings


def find_distrust(form: Form, marks: Mapping[int, Sequence[Box]]) -> Iterator[Finding]:
    """Yield a doubt for each reading that holds such a character, and one for the form if there are others.

    They stand in a label, or in what was taken for a note: any value may be missing, or stand in the wrong place.

    Args:
        form: that was read.
        marks: for each page the boxes of the characters that are not to be trusted; none of most pages.
    """
    loose = {(page, box) for page in form.pages for box in marks.get(page, ())}
    if not loose:
        return
    for subject, reading in walk_readings(form):
        touched = {
            (place.page, box) for place in reading.where for box in marks.get(place.page, ()) if _holds(place, box)
        }
        if not (touched and reading.raw):
            continue
        if not subject.startswith(("/extra/", "/ignored/")):
            loose -= touched
        if "\ufffd" not in reading.raw:  # then it has a doubt already
            yield Finding(rule="untrusted-text", result="doubt", subject=subject, message=_VALUE, where=reading.where)
    if loose:
        yield Finding(rule="untrusted-text", result="doubt", subject="", message=_FORM)


def _holds(place: Where, box: Box) -> bool:
    """Whether the middle of a character lies in a place."""
    x0, top, x1, bottom = place.box
    return x0 <= (box.x0 + box.x1) / 2 <= x1 and top <= (box.top + box.bottom) / 2 <= bottom


_VALUE = Message(
    en="The font of this text draws other characters than it names: what is printed may differ. Look at the page.",
    zh="该处字体的字符编码与字形不符，印出的内容可能与读数不同，请核对原件。",
)
_FORM = Message(
    en="A font on the pages of this form draws other characters than it names; a label may not be what it seems.",
    zh="表格所在页面有字体的字符编码与字形不符，标题等文字可能有误，请核对原件。",
)
