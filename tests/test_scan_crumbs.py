"""Doubted characters whose ink is that of dust: left out where a line ends, and elsewhere known to be nothing."""

import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.crumbs import with_nothing, without_crumbs
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import UNCERTAIN, Placed

EM = 28.0


def line(text: str, *, high: float = 0.7, wide: float = 0.4, sure: bool = True) -> list[Placed]:
    """Characters beside each other, of one size in ems, that stand at one foot."""
    confidence = 0.99 if sure else UNCERTAIN
    return [
        Placed(Letter(each, 0.0, 1.0, confidence), Box(k * EM, (1 - high) * EM, (k + wide) * EM, EM))
        for k, each in enumerate(text)
    ]


def moved(placed: list[Placed], ems: float) -> list[Placed]:
    return [
        each._replace(ink=each.ink._replace(x0=each.ink.x0 + ems * EM, x1=each.ink.x1 + ems * EM)) for each in placed
    ]


def spell(lines: list[list[Placed]]) -> list[str]:
    return ["".join(each.letter.text for each in found) for found in lines]


def test_a_figure_of_a_tenth_of_an_em_behind_a_number_is_no_figure() -> None:
    (found,) = without_crumbs([[*line("92%"), *moved(line("7", high=0.1, wide=0.2, sure=False), 3)]], EM)
    assert spell([found]) == ["92%"]
    assert [each.letter.confidence for each in found] == [0.99, 0.99, UNCERTAIN]


@pytest.mark.parametrize("speck", ["-", "·", "、"])
def test_a_sign_in_a_line_of_its_own_before_a_text_is_dust(speck: str) -> None:
    assert spell(without_crumbs([line(speck, high=0.1, wide=0.2, sure=False), line("运营补贴")], EM)) == [
        "",
        "运营补贴",
    ]


def test_a_dash_in_a_line_of_its_own_behind_a_text_is_a_hair() -> None:
    assert spell(without_crumbs([line("合同约定"), line("—", high=0.1, wide=1.2, sure=False)], EM)) == ["合同约定", ""]


def test_a_stroke_as_wide_as_two_figures_is_none() -> None:
    stroke = line("n", high=0.7, wide=1.9, sure=False)
    assert spell(without_crumbs([line("95%"), stroke], EM)) == ["95%", ""]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([line("92%"), line("7", sure=False)], ["92%", "7"]),
        ([[*line("km"), *moved(line("2", high=0.4, sure=False), 2)]], ["km2"]),
        ([line("-", high=0.1, wide=0.3, sure=False)], ["-"]),
        ([line("全覆盖", high=0.9), line("。", high=0.2, wide=0.2, sure=False)], ["全覆盖", "。"]),
        ([line("一", high=0.1, wide=0.85, sure=False), line("级", high=0.9)], ["一", "级"]),
        ([line("数量指"), line("标", high=0.9, wide=1.4, sure=False)], ["数量指", "标"]),
        ([line("度", high=0.1, wide=0.7, sure=False), line("总体")], ["度", "总体"]),
        ([line("7", high=0.1)], ["7"]),
    ],
)
def test_what_may_be_print_stays(lines: list[list[Placed]], kept: list[str]) -> None:
    assert spell(without_crumbs(lines, EM)) == kept


def others(lines: list[list[Placed]]) -> dict[str, float]:
    return dict(with_nothing(lines, EM)[-1][-1].letter.others)


def test_a_doubted_sign_and_a_figure_of_another_height_may_be_nothing() -> None:
    assert others([[*line("10"), *moved(line("-", high=0.1, sure=False), 2)]])[""] > 0
    assert others([[*line("10"), *moved(line("1", high=0.95, sure=False), 2)]])[""] > 0
    assert others([[*line("10"), *moved(line("1", sure=False), 2)]]) == {}


def test_a_colon_between_figures_may_be_a_point_below_a_speck() -> None:
    colon = moved(line(":", high=0.5, wide=0.15, sure=False), 1)
    (found,) = with_nothing([[*line("5"), *colon, *moved(line("00"), 2)]], EM)
    assert dict(found[1].letter.others)["."] > 0
