"""The outcomes of scans as tables: accuracy, silent errors, places, and what a confidence is worth."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bench.report import Table
from bench.scan_score import Outcome, Value
from bench.scan_set import DPI

BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Edges of the confidences that are counted together; the upper edge belongs to the bin above, 1 to the last."""
CLIP = 36
"""Characters of a value that the list of errors shows."""


class Aim(NamedTuple):
    """What issue 4 asks of scans of one resolution. Percent."""

    numbers: float
    every: float
    undoubted: float | None = None
    """Of the right forms, how many have no doubt."""


AIMS = {300: Aim(99.9, 99.5, 80), 200: Aim(99.5, 99, 60), 150: Aim(98, 96)}
MOST_SILENT = 1e-4
"""Wrong values without a doubt, of the values without one."""


def groups(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield the recipes in their order, then the resolutions, then everything; those with outcomes."""
    rows = [(name, [name]) for name in DPI]
    rows += [(f"{dpi} dpi", [name for name in DPI if DPI[name] == dpi]) for dpi in AIMS]
    rows.append(("all", [*DPI]))
    for name, recipes in rows:
        if found := [outcome for outcome in outcomes if outcome.recipe in recipes]:
            yield name, found


def percent(part: int, whole: int) -> str:
    """Return a share, rounded down so that 100.00 says what it says."""
    return f"{10000 * part // whole / 100:.2f}" if whole else "-"


def share_right(values: Sequence[Value]) -> str:
    """Return how many values are right."""
    return percent(sum(value.right for value in values), len(values))


def count_other_width(values: Sequence[Value]) -> int:
    """Return how many of the right values differ from what is printed in the width of a sign."""
    return sum(value.other_width for value in values)


def numbers(outcomes: Sequence[Outcome]) -> list[Value]:
    """Return the numbers of the truth."""
    return [value for outcome in outcomes for value in outcome.wanted if value.is_number]


def everything(outcomes: Sequence[Outcome]) -> list[Value]:
    """Return all values of the truth."""
    return [value for outcome in outcomes for value in outcome.wanted]


def silent(outcomes: Sequence[Outcome]) -> tuple[list[Value], list[Value]]:
    """Return the values without a doubt, and those of them that are wrong: misread, missing or invented."""
    sure = [value for outcome in outcomes for value in outcome.values if not value.doubted]
    return sure, [value for value in sure if not value.right]


def accuracy_table(outcomes: Sequence[Outcome]) -> Table:
    """What was read rightly."""
    head = ["scans", "documents", "pages", "values", "numbers right %", "all right %", "other width"]
    head += ["forms right", "lost", "extra"]
    rows = [
        [
            name,
            str(len(found)),
            str(sum(outcome.pages for outcome in found)),
            str(len(everything(found))),
            share_right(numbers(found)),
            share_right(everything(found)),
            str(count_other_width(everything(found))),
            str(sum(outcome.all_right for outcome in found)),
            str(sum(outcome.lost for outcome in found)),
            str(sum(outcome.extra for outcome in found)),
        ]
        for name, found in groups(outcomes)
    ]
    title = "Values right (characters but for their width, meaning and place in the form); one form in each document"
    return Table(title, head, rows)


def trust_table(outcomes: Sequence[Outcome]) -> Table:
    """What can be believed."""
    head = ["scans", "undoubted values", "wrong of them", "(invented)", "in 10,000", "doubted %"]
    head += ["right and no doubt, % of forms", "no doubt, % of right forms"]
    rows = []
    for name, found in groups(outcomes):
        sure, wrong = silent(found)
        right = [outcome for outcome in found if outcome.all_right]
        free = sum(not outcome.doubts for outcome in right)
        every = sum(len(outcome.values) for outcome in found)
        rows.append(
            [
                name,
                str(len(sure)),
                str(len(wrong)),
                str(sum(value.wanted is None for value in wrong)),
                f"{math.ceil(100_000 * len(wrong) / max(1, len(sure))) / 10:.1f}",
                percent(every - len(sure), every),
                percent(free, len(found)),
                percent(free, len(right)),
            ]
        )
    return Table("Values without a doubt", head, rows)


def place_table(outcomes: Sequence[Outcome]) -> Table:
    """How exact the places are."""
    rows = []
    for name, found in groups(outcomes):
        right = [value for value in everything(found) if value.right]
        off = [value.off for value in right if value.off is not None]
        far = [f"{at:.2f}" for at in (*np.percentile(off, (50, 99)), max(off))] if off else ["-"] * 3
        rows.append([name, str(len(right)), str(len(off)), *far])
    head = ["scans", "right values", "compared", "median", "99 % within", "farthest"]
    return Table("Middle of a value's place to where the fixture has it, in points", head, rows)


def reliability_table(outcomes: Sequence[Outcome]) -> Table:
    """What a confidence is worth."""
    known = [value for outcome in outcomes for value in outcome.values if value.confidence is not None]
    columns = ("readings", "right %", "doubted %")
    head = ["confidence", *(f"{kind}: {column}" for kind in ("numbers", "words") for column in columns)]
    rows = []
    for low, high in pairwise(BINS):
        cells = []
        for is_number in (True, False):
            here = [v for v in known if v.is_number == is_number and bin_of(v.confidence or 0.0) == low]
            cells += [str(len(here)), share_right(here), percent(sum(v.doubted for v in here), len(here))]
        rows.append([f"{low:g} to {high:g}", *cells])
    return Table("What a confidence is worth", head, rows)


def bin_of(confidence: float) -> float:
    """Return the lower edge of the bin of a confidence."""
    return max(edge for edge in BINS[:-1] if edge <= confidence)


def error_table(outcomes: Sequence[Outcome]) -> Table:
    """The wrong values that nothing warns of; a lost form is one line."""
    rows = []
    for outcome in outcomes:
        _, wrong = silent([outcome])
        if outcome.lost:
            rows += [[outcome.name, "the form is lost", f"{len(wrong)} values", "", ""]] if wrong else []
            continue
        for value in wrong:
            wanted, read = clipped(value.wanted, value.read)
            sure = "" if value.confidence is None else f"{value.confidence:.4f}"
            rows.append([outcome.name, value.subject, wanted, read, sure])
    return Table("Wrong without a doubt", ["scan", "subject", "printed", "read", "confidence"], rows)


def clipped(wanted: str | None, read: str | None) -> tuple[str, str]:
    """Return both texts from shortly before their first difference, as Markdown takes them."""
    pairs = enumerate(zip(wanted or "", read or "", strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(wanted or ""), len(read or "")))
    start = max(0, same - 8)
    texts = ["(nothing)" if text is None else _clip(text, start) for text in (wanted, read)]
    return texts[0], texts[1]


def _clip(text: str, start: int) -> str:
    part = text[start : start + CLIP].replace("|", "\\|").replace("\n", " ")
    return f"{'…' if start else ''}{part}{'…' if len(text) > start + CLIP else ''}"


def fault_table(outcomes: Sequence[Outcome]) -> Table:
    """Documents that say themselves that something of them was not read."""
    rows = [[outcome.name, "; ".join(outcome.faults).replace("|", "\\|")] for outcome in outcomes if outcome.faults]
    return Table("Faults", ["scan", "faults"], rows)


def verdicts(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Say whether the aims of the issue are met."""
    for dpi, aim in AIMS.items():
        found = [outcome for outcome in outcomes if DPI[outcome.recipe] == dpi]
        if not found:
            continue
        for kind, values, least in (("numbers", numbers(found), aim.numbers), ("all", everything(found), aim.every)):
            met = 100 * sum(value.right for value in values) >= least * len(values)
            yield f"{dpi} dpi, {kind} right at least {least:g} %: {_met(met)} ({share_right(values)})"
        right = [outcome for outcome in found if outcome.all_right]
        free = sum(not outcome.doubts for outcome in right)
        if aim.undoubted is not None:
            met = 100 * free >= aim.undoubted * max(1, len(right))
            share = percent(free, len(right))
            yield f"{dpi} dpi, right forms without any doubt at least {aim.undoubted:g} %: {_met(met)} ({share})"
    sure, wrong = silent(outcomes)
    met = len(wrong) <= MOST_SILENT * len(sure)
    yield f"wrong without a doubt at most 1 in 10,000: {_met(met)} ({len(wrong)} of {len(sure)})"


def _met(met: bool) -> str:
    return "met" if met else "NOT met"
