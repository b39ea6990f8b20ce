"""Uncertain figures that a sum of their form leaves no choice."""

from collections.abc import Sequence

import pytest

from pdf2form.proven import find_proven
from pdf2form.record import Form
from tests.test_suggest import LIBRARY, Slip, look

SCORES = [f"/indicators/{row}/score" for row in range(4)]


def doubted(*slips: Slip) -> list[str]:
    return sorted(finding.subject for finding in look(LIBRARY, *slips)[1])


def sure(subject: str, at: int, text: str) -> Slip:
    """A character that is read rightly, and not certain."""
    return Slip(subject, at, text, (("3", 0.2),))


def test_a_number_that_adds_up_is_certain() -> None:
    assert doubted(sure("/total/score", 1, "5")) == []
    assert doubted(sure("/indicators/1/score", 0, "2")) == []


def test_a_number_that_does_not_and_words_stay_doubted() -> None:
    assert doubted(Slip("/indicators/1/score", 0, "7", (("2", 0.2),))) == ["/indicators/1/score"]
    assert doubted(Slip("/indicators/1/level3", 0, "图", (("圆", 0.4),))) == ["/indicators/1/level3"]


def test_of_a_form_whose_total_is_wrong_nothing_is_proven() -> None:
    assert doubted(Slip("/total/score", 1, "6", ()), sure("/indicators/1/score", 0, "2")) == [
        "/indicators/1/score",
        "/total/score",
    ]


def library(raw: str = "") -> Form:
    """The form, with another print of the second score; its value stays."""
    form, _ = look(LIBRARY)
    row = form.indicators[1]
    assert row.score
    changed = row.model_copy(update={"score": row.score.model_copy(update={"raw": raw or row.score.raw})})
    return form.model_copy(update={"indicators": (form.indicators[0], changed, *form.indicators[2:])})


@pytest.mark.parametrize(("uncertain", "proven"), [(SCORES[:1], 1), (SCORES[:2], 2), (SCORES[:3], 0)])
def test_three_of_one_sum_may_be_wrong_together(uncertain: Sequence[str], proven: int) -> None:
    assert len(find_proven(library(), dict.fromkeys(uncertain, "2"))) == proven


@pytest.mark.parametrize(
    ("raw", "uncertain", "proven"),
    [
        ("20", "0", 1),
        ("20.00", "2", 1),
        ("20.00", "0", 0),
        ("20.", "2", 0),
        ("20分", "分", 0),
        ("2,0", ",", 0),
        ("20.05", "0", 1),
    ],
)
def test_what_counts_nothing_is_not_proven(raw: str, uncertain: str, proven: int) -> None:
    assert len(find_proven(library(raw), {SCORES[1]: uncertain})) == proven
