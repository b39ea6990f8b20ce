"""Wide and narrow brackets, points and figures: told by the white beside them, and by the pair."""

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Placed
from pdf2form.sources.scan.widths import find_habit, measure_widths, pair_brackets, widen

EM = 30.0
INK = {"(": 6.0, ")": 6.0, ",": 4.0, ":": 4.0, ".": 4.0}
BEFORE = {"（": 20.0, "(": 3.0}
AFTER = {"）": 20.0, ")": 3.0, "，": 22.0, "：": 22.0, ",": 3.0, ":": 3.0}
NARROW = {"（": "(", "）": ")", "，": ",", "：": ":"}


def line(text: str, figures: float = 15.0) -> list[Placed]:
    """A line as it is printed; the recogniser does not know how wide anything is."""
    placed, x = [], 100.0
    for each in text:
        narrow = NARROW.get(each, each)
        x += BEFORE.get(each, 1.0)
        wide = INK.get(narrow, figures - 3 if each.isdigit() else 27.0)
        placed.append(
            Placed(Letter(narrow, 0.0, 1.0, 0.99, wide=None if narrow in INK else False), Box(x, 0, x + wide, 27))
        )
        x += wide + AFTER.get(each, figures - 12 if each.isdigit() and figures > 20 else 2.0)
    return placed


def read(*lines: str, figures: float = 15.0) -> list[str]:
    found = pair_brackets([measure_widths(line(each, figures), EM) for each in lines])
    habit = find_habit(found)
    return ["".join(each.letter.text for each in widen(placed, habit=habit)) for placed in found]


def test_the_white_beside_a_bracket_tells() -> None:
    assert read("预算数（万元）后") == ["预算数（万元）后"]
    assert read("指标(分)值") == ["指标(分)值"]


def test_a_bracket_at_the_end_of_a_line_is_as_its_partner() -> None:
    assert read("预算数（万元）") == ["预算数（万元）"]
    assert read("预算数(万元)") == ["预算数(万元)"]


def test_brackets_of_a_pair_that_lines_divide_are_alike() -> None:
    assert read("预算数(万", "元)") == ["预算数(万", "元)"]
    assert read("预算数（万", "元）") == ["预算数（万", "元）"]


def test_brackets_that_nothing_tells_of_are_as_those_of_the_page() -> None:
    assert read("(万元)", "预算(分)") == ["(万元)", "预算(分)"]
    assert read("（万元）", "预算（分）") == ["（万元）", "预算（分）"]


def test_a_bracket_without_a_partner_is_doubted() -> None:
    ((*_, bracket, _, _),) = pair_brackets([line("预算数(万元")])
    assert bracket.letter.confidence == 0.5
    assert {each.letter.confidence for each in pair_brackets([line("预(万)")])[0]} == {0.99}


def test_points_are_wide_between_chinese_and_narrow_between_figures() -> None:
    assert read("完成，达标") == ["完成，达标"]
    assert read("1,640") == ["1,640"]
    assert read("目标：12") == ["目标：12"]
    assert read("目标:12") == ["目标:12"]


def test_figures_as_wide_as_characters_are_wide() -> None:
    assert read("30个", figures=30.0) == ["３０个"]
    assert read("30个") == ["30个"]
