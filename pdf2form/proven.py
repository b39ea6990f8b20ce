"""Uncertain figures that an exact sum leaves no choice: in 10 + 25 + 30 = 65 the 25 is one, however faint it is."""

import re
from collections.abc import Collection, Iterator, Mapping

from pdf2form.record import Finding, Form

SUMS = frozenset({"funding-sum", "total-weight", "total-score"})
"""The rules that add up."""
TOGETHER = 2
"""So many uncertain numbers of one sum are proven by it: more may be wrong by the same amount, up and down."""
_NUMBER = re.compile(r"\d+(\.\d+)?")
_ADDS_NOTHING = re.compile(r"\.\d*0$")
"""A number with a last figure that does not count."""


def find_proven(form: Form, uncertain: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return which uncertain readings, by their pointers, are what a sum of the form says.

    A sum proves nothing of a reading unless it is printed just as its parts make it: no rounding, no other way.

    Args:
        form: with the findings of its checks.
        uncertain: pointers of the readings that hold uncertain characters, and which.
    """
    readings = dict(form.readings())
    proven = {at for finding in form.findings if _is_exact(finding) for at in _few(finding, uncertain)}
    return frozenset(at for at in proven if at in readings and _all_count(readings[at].raw, uncertain[at]))


def _all_count(raw: str, uncertain: Collection[str]) -> bool:
    """Whether each uncertain character of a number changes what it is worth."""
    return bool(_NUMBER.fullmatch(raw)) and not ("0" in uncertain and _ADDS_NOTHING.search(raw))


def _is_exact(finding: Finding) -> bool:
    return finding.rule in SUMS and finding.result == "pass" and finding.printed == finding.recomputed


def _few(finding: Finding, uncertain: Collection[str]) -> Iterator[str]:
    """Yield the uncertain readings of a sum, if they are few."""
    found = {finding.subject, *finding.inputs} & {*uncertain}
    if len(found) <= TOGETHER:
        yield from found
