"""Steps of a recogniser to characters: repeats, blanks, spaces, wide forms, and how certain each is."""

import numpy as np
import pytest

from pdf2form.sources.scan import engine
from pdf2form.sources.scan.again import find_allowed, restrict
from pdf2form.sources.scan.engine import KEPT, Steps
from pdf2form.sources.scan.letters import Letter, is_printed, spell

READER = engine.load("tiny")
CODES = {letter: code for code, letter in enumerate(READER.letters)}
BLANK = ""


def steps(*each: dict[str, float]) -> Steps:
    """Hand-made answers, the likeliest character of each step first."""
    made = Steps(np.full((len(each), KEPT), -1, np.int64), np.zeros((len(each), KEPT), np.float32))
    for row, chances in enumerate(each):
        for rank, (letter, chance) in enumerate(sorted(chances.items(), key=lambda pair: -pair[1])):
            made.codes[row, rank], made.chances[row, rank] = CODES[letter], chance
    return made


def read(*each: dict[str, float]) -> tuple[Letter, ...]:
    return spell(steps(*each), READER, np.ones(8 * len(each)))


def text(letters: tuple[Letter, ...]) -> str:
    return "".join(letter.text for letter in letters)


def test_a_character_over_some_steps_is_one_and_a_blank_divides_two() -> None:
    nine, nothing = {"9": 0.99}, {BLANK: 0.99}
    assert text(read(nine, nine, nine)) == "9"
    assert text(read(nine, nine, nothing, nine)) == "99"
    assert read(nothing, nothing) == ()


def test_a_character_has_the_chance_of_its_surest_step_and_its_rivals() -> None:
    (letter,) = read({BLANK: 1.0}, {"3": 0.7, "8": 0.29}, {"3": 0.9, "8": 0.08}, {BLANK: 1.0})
    assert letter.confidence == pytest.approx(0.9)
    assert [other for other, _ in letter.others] == ["8"]


def test_what_may_have_been_missed_beside_a_character_lowers_its_chance() -> None:
    (letter,) = read({"3": 0.99}, {BLANK: 0.6, "5": 0.4})
    assert letter.confidence == pytest.approx(0.6)
    (letter,) = read({"3": 0.99}, {BLANK: 0.6, "3": 0.4})
    assert letter.confidence == pytest.approx(0.99)


@pytest.mark.parametrize(("after", "chance"), [(".", 0.99), ("7", 0.7)])
def test_what_goes_on_from_the_next_character_was_not_missed(after: str, chance: float) -> None:
    first, second = read({"3": 0.99}, {BLANK: 0.7, ".": 0.3}, {after: 0.99})
    assert [first.confidence, second.confidence] == pytest.approx([chance, chance])


def test_white_beside_a_character_is_no_character_that_was_missed() -> None:
    (letter,) = read({"3": 0.99}, {BLANK: 0.6, " ": 0.4})
    assert letter.confidence == pytest.approx(0.99)


def test_wide_and_narrow_forms_are_one_character() -> None:
    (letter,) = read({"（": 0.5, "(": 0.45})
    assert (letter.text, letter.wide) == ("(", True)
    assert letter.confidence == pytest.approx(0.95)


def test_a_space_is_said_of_the_character_behind_it() -> None:
    letters = read({"9": 0.9}, {" ": 0.9}, {"7": 0.9}, {BLANK: 0.9}, {"3": 0.9})
    assert [(letter.text, letter.spaced) for letter in letters] == [("9", False), ("7", True), ("3", False)]


def test_what_is_no_script_of_forms_is_passed_over_for_what_is() -> None:
    assert text(read({"Ò": 0.6, "0": 0.3})) == "0"
    assert [is_printed(each) for each in "绩A9%≥。（Ò→¢"] == [True] * 7 + [False, True, False]


def test_characters_are_cut_where_the_least_ink_is() -> None:
    ink = np.ones(32)
    ink[17] = 0
    first, second = spell(steps({"9": 0.9}, {BLANK: 1.0}, {BLANK: 1.0}, {"7": 0.9}), READER, ink)
    assert (first.start, second.end) == (0.0, 1.0)
    assert first.end == second.start == pytest.approx(17.5 / 32)


def test_only_what_numbers_are_printed_with_is_left() -> None:
    asked = steps({"O": 0.6, "0": 0.3}, {"人": 0.9}, {"%": 0.8, "?": 0.1})
    kept = restrict(asked, find_allowed(READER.letters, "%"))
    assert text(spell(kept, READER, np.ones(24))) == "0%"
    assert text(spell(restrict(asked, find_allowed(READER.letters, "人")), READER, np.ones(24))) == "0人%"


def test_old_forms_of_a_character_count_as_the_one_that_is_printed() -> None:
    (letter,) = read({"內": 0.55, "内": 0.43})
    assert letter.text == "内"
    assert letter.confidence == pytest.approx(0.98)


def test_characters_meet_nearer_to_a_figure_than_to_chinese() -> None:
    made = steps({"0": 0.99}, {BLANK: 0.99}, {BLANK: 0.99}, {BLANK: 0.99}, {BLANK: 0.99}, {"吨": 0.99})
    ink = np.ones(48)
    ink[[14, 15, 22, 23, 24, 25, 26]] = 0  # between the figure and 口, and between 口 and 屯
    zero, _ = spell(made, READER, ink)
    assert 14 <= zero.end * 48 < 24
