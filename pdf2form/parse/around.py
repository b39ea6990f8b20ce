"""What stands around the table of a form: title, year, notes, signatures."""

import re
from collections.abc import Iterator, Sequence

from pdf2form.characters import plain
from pdf2form.labels import HEADER, TAIL, UNITS, is_title, is_year
from pdf2form.layout.sheet import PageLine
from pdf2form.parse.readings import WORDS, YEAR, read_lines
from pdf2form.record import Extra, Text, Year

_UNIT = re.compile(rf"[(（]?(?:金额)?单位[:：]\s*(?:人民币)?({'|'.join(sorted(UNITS, key=len, reverse=True))})[)）]?")
_YEAR_BESIDE = re.compile(r"[(（]?\s*(?:19|20)\d{2}\s*年度\s*[)）]?")
"""The year in a line that holds more: `（2023年度） 单位：万元`."""
_NOTED = {*TAIL["extra"], *(label for labels in HEADER.values() for label in labels)}
_NAMES = "|".join(map(re.escape, sorted(_NOTED, key=len, reverse=True)))
_NOTE = re.compile(rf"({_NAMES})(?:[(（][^()（）]{{1,8}}[)）])?\s*[:：]")
_YEAR_IN_TITLE = re.compile(r"[(（]?\s*\d{4}\s*年度?\s*[)）]?")


def read_title(above: Sequence[PageLine]) -> Text | None:
    """Return the title, a year line left out."""
    lines = [line for line in above if is_title(line.line.text)][:1]
    return read_lines(lines, lines[0].line.text, WORDS) if lines else None


def read_year(above: Sequence[PageLine]) -> Year | None:
    """Return the year from a line of its own, or from the title."""
    for line in above:
        if is_year(line.line.text):
            return read_lines([line], line.line.text, YEAR)
    for line in above:
        text = line.line.text
        found = _YEAR_IN_TITLE.search(text) if is_title(text) else _YEAR_BESIDE.search(text)
        if found:
            return read_lines([line], found[0].strip(), YEAR)
    return None


def read_money_unit(above: Sequence[PageLine]) -> Text | None:
    """Return the money unit that a line above the table gives (单位：万元)."""
    for line in above:
        if found := _UNIT.search(line.line.text):
            return read_lines([line], line.line.text, WORDS).model_copy(update={"value": found[1]})
    return None


def read_notes(lines: Sequence[PageLine]) -> Iterator[Extra]:
    """Yield the lines around a table that are neither title nor year, divided at the labels that they print.

    `填报人：张三 联系电话：12345` are two; the lines that follow a label belong to it.
    """
    group: list[PageLine] = []
    for line in filter(_holds_more, lines):
        if group and _NOTE.match(line.line.text):
            yield from _note(group)
            group = []
        group.append(line)
    if group:
        yield from _note(group)


def _holds_more(line: PageLine) -> bool:
    """Whether a line holds more than title, year and money unit, which have places of their own."""
    text = line.line.text
    return not (is_title(text) or is_year(text)) and bool(_without_own(text))


def _without_own(text: str) -> str:
    return _YEAR_BESIDE.sub("", _UNIT.sub("", text)).strip()


def _note(lines: Sequence[PageLine]) -> Iterator[Extra]:
    text = "".join(_without_own(line.line.text) for line in lines)
    mark = _NOTE.search(_as_meant(text))
    if head := text[: mark.start() if mark else len(text)].strip():
        yield Extra(label=read_lines(lines, "", WORDS), value=read_lines(lines, head, WORDS))
    for label, value in split_labelled(text[mark.start() :]) if mark else ():
        yield Extra(label=read_lines(lines, label, WORDS), value=read_lines(lines, value, WORDS))


def split_labelled(text: str) -> Iterator[tuple[str, str]]:
    """Divide `填报人：张三 联系电话：12345` into label and value, each; nothing if it does not begin with a label."""
    marks = list(_NOTE.finditer(_as_meant(text)))
    if not marks or marks[0].start():
        return
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
        yield text[mark.start() : mark.end()], text[mark.end() : end].strip()


def _as_meant(text: str) -> str:
    """Return a text with plain characters for radicals, each in the place of its own."""
    return "".join(meant if len(meant := plain(character)) == 1 else character for character in text)
