"""What compare, diff and search cost over many forms: `python -m bench.compare --forms 10000 --work DIR`.

The forms are invented: 20 indicators each, sentences of the vocabulary below, as long as those of the seed forms.
"""

import argparse
import random
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path

import psutil

from pdf2form.compare.changes import find_changes
from pdf2form.compare.groups import compare
from pdf2form.compare.index import FILE, open_index
from pdf2form.compare.search import search
from pdf2form.compare.suggestions import find_suggestions
from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.record import Form
from tests.handmade import a_record, text
from tests.input_rows import write_inputs
from tests.outs import a_row, form_of

SEED = 20
ROWS = 20
CHARACTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2500))
"""As many different ones as print has."""

_INVENT = random.Random(SEED)
WORDS = [
    *("养老服务", "助餐人次", "满意度", "道路养护"),
    *("".join(_INVENT.choices(CHARACTERS, k=_INVENT.choice((2, 2, 2, 3, 4)))) for _ in range(3000)),
]
"""As many as such forms are made of, the first ones more often than the others."""

QUERIES = ("养老", "老", "养老服务 满意度", "助餐人次", "不存在的词", "2024", "产出指标")


def main() -> None:
    """Make two folders, unless they are there, and time what reads them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    before, after = (given.work / name for name in ("before", "after"))
    if not before.exists():
        _fill(before, given.forms, changed=0)
        _fill(after, given.forms, changed=given.forms // 100)
    _time("index, made", lambda: _open(before))
    _time("index, of the second folder", lambda: _open(after))
    _time("index, current", lambda: _open(before))
    with open_index(before) as database, open_index(after) as other:
        print(f"index {_size(before / FILE):.0f} MB, of it words {_words(database):.0f} MB")
        print(f"indicators {database.execute('SELECT COUNT(*) FROM indicators').fetchone()[0]:,}")
        _time("compare by department", lambda: len(compare(database).groups))
        _time("compare by department and year", lambda: len(compare(database, ("department", "year")).groups))
        _time("suggestions", lambda: len(find_suggestions(database)))
        for query in QUERIES:
            _time(f"search {query}, first 20", partial(_count, database, query, 20))
            _time(f"search {query}, all", partial(_count, database, query, None))
        _time("diff", lambda: sum(1 for _ in find_changes(database, other)))
    print(f"memory {psutil.Process().memory_info().rss / 1e6:.0f} MB")


def _count(database: sqlite3.Connection, query: str, most: int | None) -> int:
    return sum(1 for _ in islice(search(database, query), most))


def _time(name: str, work: Callable[[], int]) -> None:
    start = time.perf_counter()
    found = work()
    print(f"{name}: {found:,} in {time.perf_counter() - start:.3f} s", flush=True)


def _open(out: Path) -> int:
    with open_index(out) as database:
        return int(database.execute("SELECT COUNT(*) FROM facts").fetchone()[0])


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6


def _words(database: sqlite3.Connection) -> float:
    """Return the bytes of FTS5's tables, in millions."""
    return float(database.execute("SELECT SUM(LENGTH(block)) FROM words_data").fetchone()[0]) / 1e6


def _fill(out: Path, forms: int, *, changed: int) -> None:
    """Fill a folder with forms, of which some have another score than those of other folders."""
    inputs = []
    for number in range(forms):
        record = a_record(_form(number, other=number < changed), sha256=sha256(str(number).encode()).hexdigest())
        write_record(out, record)
        inputs.append(InputRow(f"{number}.pdf", "7", "1", record.document.sha256))
    write_inputs(out, inputs)


def _form(number: int, *, other: bool) -> Form:
    chance = random.Random(SEED * 1_000_000 + number)

    def sentence(words: int) -> str:
        common = chance.choices(WORDS[:40], k=words // 4 + 1)
        found = [*common, *chance.choices(WORDS, k=words - len(common))]
        return "".join(word + ("，" if at % 5 == 4 else "") for at, word in enumerate(chance.sample(found, len(found))))

    rows = [
        a_row(sentence(4), target=str(chance.randint(1, 999))).model_copy(update={"reason": text(sentence(8))})
        for _ in range(ROWS)
    ]
    department = f"{200 + number % 97}-望海市{CHARACTERS[number % 97]}务局"
    unit = f"望海市{CHARACTERS[number % 1009]}{CHARACTERS[number % 97]}中心"
    year, score = 2020 + number % 5, "90" if other else str(chance.randint(60, 100))
    form = form_of(sentence(4), department=department, unit=unit, year=year, score=score, rows=rows)
    goal = form.goals[0].model_copy(update={"expected": text(sentence(50)), "actual": text(sentence(50))})
    return form.model_copy(update={"goals": (goal,)})


if __name__ == "__main__":
    main()
