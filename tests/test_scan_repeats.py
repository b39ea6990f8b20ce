"""What stands elsewhere on a page for certain."""

import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.repeats import settle_repeated


def line(text: str, *, at: int = 1, confidence: float = 0.99) -> list[Placed]:
    """A line whose characters are certain but for one."""
    return [
        Placed(Letter(each, 0.0, 1.0, confidence if k == at else 0.99), Box(28.0 * k, 0.0, 28.0 * k + 25, 25.0))
        for k, each in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("text", "at", "confidence", "others", "settled"),
    [
        ("危旧桥", 1, 0.6, ["危旧桥梁"], True),
        ("危旧桥", 1, 0.6, [], False),
        ("危旧桥", 1, 0.6, ["危旧桥梁", "危日桥"], False),  # elsewhere another one is
        ("危旧桥", 1, 0.6, ["危旧房"], False),  # beside another one
        ("危旧桥", 1, 0.5, ["危旧桥梁"], False),  # its ink leaves it open
        ("危旧", 1, 0.6, ["危旧桥梁"], False),
        ("第8年", 1, 0.6, ["第8年"], False),  # a figure
        ("1旧桥", 1, 0.6, ["1旧桥"], False),
    ],
)
def test_a_character_between_the_same_two_elsewhere_is_certain(
    text: str, at: int, confidence: float, others: list[str], *, settled: bool
) -> None:
    found, *_ = settle_repeated([line(text, at=at, confidence=confidence), *map(line, others)])
    assert [each.letter.text for each in found] == list(text)
    assert (found[at].letter.confidence >= 0.9) == settled


def test_what_is_not_certain_elsewhere_settles_nothing() -> None:
    found, _ = settle_repeated([line("危旧桥", confidence=0.6), line("危旧桥", confidence=0.95)])
    assert found[1].letter.confidence == 0.6
    found, _ = settle_repeated([line("危旧桥", confidence=0.6), line("危旧桥", at=0, confidence=0.6)])
    assert found[1].letter.confidence == 0.6
