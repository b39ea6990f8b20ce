"""Which printed names are one department or unit: only what is surely the same name is taken together.

A code before the name (219-某某局), full-width characters and spaces make no difference. Names that merely look alike
are never taken together: `suggestions` lists them, and the user's own file OUT/aliases.csv decides.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from pdf2form.characters import narrow, plain
from pdf2form.errors import UsageFault
from pdf2form.export.folder import open_text

Kind = Literal["department", "unit"]

FILE = "aliases.csv"
"""The user's own file in OUT."""

COLUMNS = ("kind", "name", "entity")
"""Of that file: a printed name, and the name that it is to be listed under; more columns may follow."""

_DASHES = re.compile("[-‐‑‒–—―−─━]+")
"""Of any length: 219-某局 and 219——某局."""

_BRACKETS = str.maketrans("[【〔〖]】〕〗", "(((())))")
"""To round ones; those that are the same in full width are narrow by then."""

_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅", "·"))
"""To the one that Chinese is printed with; a half-width one is ・ by then."""

_CODE = re.compile(r"(?!\(?(?:19|20)\d\d\D)(?:\(([0-9]{3,}(?:-[0-9]+)*)\)-?|([0-9]{3,}(?:-[0-9]+)*)-)(?=[^0-9])")
"""A code before a name without blanks. It needs its hyphen or brackets: 307医院 and 12345热线 begin with figures of
their own; and what may be a year is none."""


class Printed(NamedTuple):
    """A name as it is printed, taken apart."""

    code: str
    """Before the name; "" if there is none."""
    folded: str
    """The name with all that makes no difference taken out of it."""


class Entity(NamedTuple):
    """A department or a unit.

    Attributes:
        key: no other entity of its kind has it; it stays the same from run to run, as long as the same names are met.
        name: what it is listed under everywhere: the form of it that is printed most, without its code; behind its
            code where others have the same name behind theirs.
        code: "" if no code stands before it.
    """

    kind: Kind
    key: str
    name: str
    code: str


class Entities(NamedTuple):
    """All entities, and which of them each printed name is."""

    known: tuple[Entity, ...]
    keys: Mapping[tuple[Kind, str], str]
    """By kind and printed name."""


class Alias(NamedTuple):
    """A row of OUT/aliases.csv."""

    kind: Kind
    name: str
    entity: str


def take_apart(name: str) -> Printed:
    """Return the code before a printed name, and the name without what makes no difference."""
    folded = fold(name)
    found = _CODE.match(folded)
    code = next(filter(None, found.groups()), "") if found else ""
    return Printed(code, folded[found.end() :] if found else folded)


def fold(name: str) -> str:
    """Return a name without what makes no difference.

    That is: full-width characters, blanks and what has no width, the kinds of dashes, dots and brackets, capitals.
    """
    folded = narrow(plain(name)).translate(_BRACKETS).translate(_DOTS).casefold()
    return _DASHES.sub("-", "".join(folded.split()))


def find_entities(names: Mapping[tuple[Kind, str], int], aliases: Iterable[Alias] = ()) -> Entities:
    """Take printed names together that are surely one.

    A name with a code and the same name without are one, unless the name stands behind several codes: then it is a
    different body behind each of them, and without a code it is none of these.

    Args:
        names: how often each name is printed, by kind and name.
        aliases: what the user says of names.
    """
    listed = {(alias.kind, take_apart(alias.name)): alias.entity for alias in aliases}
    called = {(kind, name): _listed_name(listed, kind, name) for kind, name in names}
    apart = {(kind, name): take_apart(called[kind, name]) for kind, name in names}
    codes: dict[tuple[Kind, str], set[str]] = defaultdict(set)
    for (kind, _), printed in apart.items():
        codes[kind, printed.folded].update({printed.code} - {""})
    keys: dict[tuple[Kind, str], str] = {}
    spelled: dict[tuple[Kind, str], Counter[str]] = defaultdict(Counter)
    said: dict[tuple[Kind, str], tuple[str, str]] = {}
    for (kind, name), printed in apart.items():
        several = len(codes[kind, printed.folded]) > 1
        code = printed.code if several else next(iter(codes[kind, printed.folded]), "")
        before = f"{code}-" if several and code else ""
        key = before + printed.folded
        keys[kind, name] = key
        said[kind, key] = (code, before)
        spelled[kind, key][_spelled(called[kind, name])] += names[kind, name]
    known = (
        Entity(kind, key, before + _likeliest(spelled[kind, key]), code) for (kind, key), (code, before) in said.items()
    )
    return Entities(tuple(sorted(known)), keys)


def _listed_name(listed: Mapping[tuple[Kind, Printed], str], kind: Kind, name: str) -> str:
    """Return what the user calls a printed name: a row with its code comes before one without any."""
    printed = take_apart(name)
    return listed.get((kind, printed)) or listed.get((kind, printed._replace(code="")), name)


def _spelled(name: str) -> str:
    """Return a name without its code, otherwise as it is printed: the longest end of it that says the same."""
    printed = take_apart(name)
    ends = (name[at:] for at in range(len(name)) if fold(name[at:]) == printed.folded)
    return next(ends, name).strip()


def _likeliest(spelled: Counter[str]) -> str:
    """Return what is printed most; what only looks like its characters (radicals), only if nothing else is printed."""
    return min(spelled, key=lambda name: (plain(name) != name, -spelled[name], name))


def read_aliases(out: Path) -> list[Alias]:
    """Return the rows of OUT/aliases.csv; none if there is no such file.

    Raises:
        UsageFault: it cannot be understood; the message names the line, and what to do.
    """
    path = out / FILE
    try:
        with open_text(path) as file:
            rows = csv.DictReader(line.removeprefix("\ufeff") for line in file)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise UsageFault(f"{path}: has no column {missing[0]}; its first line is {','.join(COLUMNS)}")
            found = [(rows.line_num, _alias(path, rows.line_num, row)) for row in rows if any(row.values())]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageFault(f"{path}: {error}; save it as CSV in UTF-8") from error
    _see_that_they_agree(path, found)
    return [alias for _, alias in found]


def _alias(path: Path, line: int, row: Mapping[str, str | None]) -> Alias:
    kind, name, entity = ((row[column] or "").strip() for column in COLUMNS)
    if kind not in get_args(Kind):
        raise UsageFault(f"{path}, line {line}: kind is {kind!r}; it is {' or '.join(get_args(Kind))}")
    if not name or not entity:
        raise UsageFault(f"{path}, line {line}: name or entity is empty; give both, or delete the line")
    return Alias(cast(Kind, kind), name, entity)


def _see_that_they_agree(path: Path, found: Iterable[tuple[int, Alias]]) -> None:
    """See that each name leads to one entity, in one step."""
    lines: dict[tuple[Kind, Printed], tuple[int, Printed]] = {}
    for line, alias in found:
        name, entity = take_apart(alias.name), take_apart(alias.entity)
        earlier = lines.setdefault((alias.kind, name), (line, entity))
        if earlier[1] != entity:
            raise UsageFault(f"{path}, lines {earlier[0]} and {line}: {alias.name} has two entities; keep one of them")
    for (kind, _), (line, entity) in lines.items():
        further = lines.get((kind, entity)) or lines.get((kind, entity._replace(code="")))
        if further and further[1] != entity:
            todo = f"is in line {further[0]} a name of another one; name that one"
            raise UsageFault(f"{path}, line {line}: its entity {todo}")
