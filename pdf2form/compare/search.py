"""Search in an OUT folder: names, goals and indicators by the words in them.

The index says in which forms all words may be (`words`, a table of SQLite's FTS5); the texts of these forms say whether
and where they are.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pdf2form.compare.terms import find_pieces, find_terms, fold
from pdf2form.errors import UsageFault
from pdf2form.export.columns import Table, describe
from pdf2form.rows import Row

AROUND = 18
"""Characters of a snippet before and behind the first of the words."""

TABLE = "hits"

WORDS = """
CREATE VIRTUAL TABLE words USING fts5(names, lines, content='', detail='column', tokenize="ascii tokenchars '.'")
"""
"""By the rowid of `facts`: the terms of its names, and of its goals and indicators. It keeps no text, nor where in the
text a term stands: the texts are in the other tables."""

NAMES = ("project", "department", "unit")

CARRIED_DOWN = ("level1", "level2")
"""They stand in one cell for many rows, and are found once."""

_GOALS = "SELECT line, expected, actual FROM goals WHERE form_id = ? ORDER BY line"

_INDICATORS = """
SELECT line, level1, level2, level3, target_raw AS target, actual_raw AS actual, reason
FROM indicators WHERE form_id = ? ORDER BY line
"""

_CANDIDATES = """
SELECT facts.form_id, facts.file, facts.department, facts.year, facts.project, facts.unit
FROM words JOIN facts ON facts.rowid = words.rowid
WHERE words MATCH :all AND facts.duplicate_of IS NULL
ORDER BY words.rowid IN (SELECT rowid FROM words WHERE words MATCH :names) DESC, facts.year DESC,
         facts.department_key, facts.form_id
"""


class Hit(NamedTuple):
    """A place that has at least one of the words, in a form that has them all."""

    form_id: str
    file: str
    department: str | None
    year: int | None
    project: str | None
    place: str
    """The field: project, department, unit; expected or actual of a goal; level1 to reason of an indicator."""
    subject: str
    """JSON pointer inside the form."""
    page: int | None
    snippet: str


class _Text(NamedTuple):
    place: str
    subject: str
    text: str


def table() -> Table:
    """Return the columns of hits, with their headings and types."""
    return describe(TABLE, Hit._fields, package="pdf2form.compare")


def rows(hits: Iterable[Hit]) -> Iterator[Row]:
    """Yield the rows of that table."""
    return (hit._asdict() for hit in hits)


def add_words(database: sqlite3.Connection) -> None:
    """Add the table `words` to a database that has the others."""
    database.execute(WORDS)
    for rowid, form in enumerate(database.execute("SELECT form_id, project, department, unit FROM facts"), start=1):
        texts = [*_read_texts(database, *form)]
        names = find_terms(found.text for found in texts if found.place in NAMES)
        lines = find_terms(found.text for found in texts if found.place not in NAMES)
        terms = (rowid, " ".join(sorted(names)), " ".join(sorted(lines)))
        database.execute("INSERT INTO words (rowid, names, lines) VALUES (?, ?, ?)", terms)


def search(database: sqlite3.Connection, query: str) -> Iterator[Hit]:
    """Yield where the words of a query stand, in the forms that have all of them, each of equal forms once.

    Forms whose names have them all come first, the latest year before earlier ones.

    Args:
        database: of `open_index`.
        query: words, parted by blanks or any sign; full-width or not. One or more Chinese characters are found
            wherever they stand, Latin words and numbers as wholes.

    Raises:
        UsageFault: there is no word in it.
    """
    pieces = find_pieces(query)
    if not pieces:
        raise UsageFault(f"{query!r}: has no word or number to search for; give one, such as 养老")
    terms = " AND ".join(dict.fromkeys(_quoted(term) for piece in pieces for term in piece.terms))
    patterns = [piece.pattern for piece in pieces]
    asked = {"all": terms, "names": f"names : ({terms})"}
    for form in database.execute(_CANDIDATES, asked):
        texts = [*_read_texts(database, *(form[name] for name in ("form_id", *NAMES)))]
        folded = [fold(found.text) for found in texts]
        if not all(any(pattern.search(text) for text in folded) for pattern in patterns):
            continue  # pairs of characters are there, the words are not
        for found, text in zip(texts, folded, strict=True):
            if firsts := [match.span() for pattern in patterns if (match := pattern.search(text))]:
                page = _find_page(database, form["form_id"], found.subject)
                about = {name: form[name] for name in ("form_id", "file", "department", "year", "project")}
                snippet = _snippet(found.text if len(found.text) == len(text) else text, min(firsts))
                yield Hit(**about, place=found.place, subject=found.subject, page=page, snippet=snippet)


def _quoted(term: str) -> str:
    """Return a term as FTS5 takes it: it has letters and figures only, and a * at its end."""
    return f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"'


def _read_texts(
    database: sqlite3.Connection, form_id: str, project: str | None, department: str | None, unit: str | None
) -> Iterator[_Text]:
    """Yield what is searched of a form, in printed order."""
    for place, text in zip(NAMES, (project, department, unit), strict=True):
        if text:
            yield _Text(place, f"/{place}", text)
    for block, query in (("goals", _GOALS), ("indicators", _INDICATORS)):
        above: dict[str, str] = {}
        cursor = database.execute(query, [form_id])
        columns = [column[0] for column in cursor.description[1:]]
        for line, *cells in cursor:
            for place, text in zip(columns, cells, strict=True):
                if text and above.get(place) != text:
                    yield _Text(place, f"/{block}/{line}/{place}", text)
                if place in CARRIED_DOWN:
                    above[place] = text


def _find_page(database: sqlite3.Connection, form_id: str, subject: str) -> int | None:
    query = "SELECT page FROM readings WHERE form_id = ? AND subject = ? ORDER BY rowid"
    found = database.execute(query, [form_id, subject]).fetchone()
    return found[0] if found else None


def _snippet(text: str, span: tuple[int, int]) -> str:
    """Return a text around a span of it, in one line."""
    start, end = max(0, span[0] - AROUND), span[1] + AROUND
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
