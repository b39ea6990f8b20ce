"""The break sweep: forms cut at every line of text, in every manner, must give the record of the uncut form.

`python -m tests.sweep [NAME …] [--every N] [--jobs N]` prints how many cases are the same, doubted, or clean and
different, and ends with 1 if any is clean and different. Tests take a sample: see `cases` and `outcome`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from typing import Literal, NamedTuple

from fixtures import breaks
from fixtures.cut import Label
from fixtures.model import Form, Json, load
from pdf2form.convert import convert

FORMS = ("seed-service", "seed-portal", "mof-training", "mof-river", "city-data", "beijing-museum", "district-lamps")

MOVING = {"where", "pages", "verdict", "ignored"}
"""Keys that may differ with the page break: places, repeated headings and footers, and a verdict changed by a doubt."""

Outcome = Literal["same", "doubted", "different"]


class Case(NamedTuple):
    """One manner to cut one form; `at` is the height of the break."""

    name: str
    at: float
    closed: bool
    header: bool
    label: Label
    valign: Literal["middle", "top"]


@cache
def form(name: str) -> Form:
    """The form, read once."""
    return load(name)


def cases(name: str, *, every: int = 1) -> Iterator[Case]:
    """Yield every break position in every manner; or every n-th position, another n-th in each manner."""
    labels: tuple[Label, ...] = ("cut", "blank", "repeat")
    valigns: tuple[Literal["middle", "top"], ...] = ("middle", "top")
    for number, (valign, label, closed, header) in enumerate(product(valigns, labels, (False, True), (False, True))):
        for at in breaks.positions(form(name), valign=valign)[number % every :: every]:
            yield Case(name, at, closed, header, label, valign)


def document(case: Case) -> bytes:
    """The PDF of the case."""
    name, at, closed, header, label, valign = case
    return breaks.render(form(name), breaks=[at], closed=closed, header=header, label=label, valign=valign)


@cache
def uncut(name: str) -> str:
    """What is read when the whole form stands on one page."""
    return _read(breaks.render(form(name), breaks=[]))[0]


def outcome(case: Case) -> Outcome:
    """Whether the record is that of the uncut form; if not, whether it says that it may be wrong."""
    found, doubted = _read(document(case))
    if found == uncut(case.name):
        return "same"
    return "doubted" if doubted else "different"


def _read(data: bytes) -> tuple[str, bool]:
    record = convert(data)
    forms: Json = [_still(each.model_dump(mode="json")) for each in record.forms]
    doubted = record.status == "failed" or any(
        finding.result == "doubt" for each in record.forms for finding in each.findings
    )
    return json.dumps(forms, ensure_ascii=False, sort_keys=True), doubted


def _still(part: Json) -> Json:
    """The part without what may move with the page break, at every depth."""
    if isinstance(part, dict):
        if part.get("rule") == "page-break":
            return None
        return {key: _still(value) for key, value in part.items() if key not in MOVING}
    return (
        [still for value in part if (still := _still(value)) is not None or value is None]
        if isinstance(part, list)
        else part
    )


def main() -> int:
    """Run the sweep; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=FORMS)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=None)
    options = parser.parse_args()
    worst = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for name in options.names:
            every = list(cases(name, every=options.every))
            outcomes = list(pool.map(outcome, every, chunksize=16))
            print(name, dict(Counter(outcomes)), flush=True)
            bad = [case for case, found in zip(every, outcomes, strict=True) if found == "different"]
            for case in bad[:10]:
                print("  clean and different:", case)
            worst = max(worst, len(bad))
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
