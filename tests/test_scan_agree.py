"""Two readings of a line: agreement makes certain, disagreement makes doubtful."""

import pytest

from pdf2form.page import Box
from pdf2form.sources.scan.agree import agree
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Placed


def line(text: str, *confidences: float) -> list[Placed]:
    each = confidences or (0.9,) * len(text)
    return [
        Placed(Letter(letter, 0.0, 1.0, sure), Box(10.0 * k, 0, 10.0 * k + 8, 14))
        for k, (letter, sure) in enumerate(zip(text, each, strict=True))
    ]


def told(placed: list[Placed]) -> list[tuple[str, float]]:
    return [(each.letter.text, round(each.letter.confidence, 4)) for each in placed]


def test_what_both_say_is_more_certain_than_what_either_says() -> None:
    assert told(agree(line("96", 0.9, 0.92), line("96", 0.95, 0.7))) == [("9", 0.995), ("6", 0.976)]


def test_what_neither_is_sure_of_is_doubted_though_both_say_it() -> None:
    assert told(agree(line("盛", 0.69), line("盛", 0.76))) == [("盛", 0.6)]


def test_where_they_differ_the_likelier_word_is_taken_and_doubted() -> None:
    (nine, six) = agree(line("95", 0.9, 0.8), line("96", 0.9, 0.95))
    assert (six.letter.text, round(six.letter.confidence, 2)) == ("6", 0.54)
    assert six.letter.others[0] == ("5", 0.8)
    assert nine.letter.confidence == pytest.approx(0.99)


def test_the_quick_ones_word_is_taken_where_it_is_the_surer() -> None:
    (found,) = agree(line("%", 0.9), line("g", 0.4))
    assert found.letter.text == "%"
    assert found.letter.confidence < 0.9


def test_what_neither_is_sure_of_at_all_is_doubted() -> None:
    (found,) = agree(line("�", 0.0), line("5", 0.0))
    assert found.letter.confidence == 0.0


def either(text: str, sure: float, other: str, chance: float) -> list[Placed]:
    (each,) = line(text, sure)
    return [each._replace(letter=each.letter._replace(others=((other, chance),)))]


def test_a_character_that_the_quick_one_half_thinks_of_is_certain_where_the_better_one_says_it() -> None:
    (found,) = agree(either("昕", 0.7, "听", 0.3), either("听", 0.96, "昕", 0.03))
    assert found.letter.text == "听"
    assert found.letter.confidence > 0.9


def test_a_character_that_only_the_quick_one_says_is_doubted_however_sure_it_is() -> None:
    (found,) = agree(either("杭", 0.986, "枕", 0.012), either("枕", 0.74, "杭", 0.257))
    assert (found.letter.text, found.letter.confidence) == ("杭", 0.6)


def test_no_figure_is_certain_of_which_they_differ() -> None:
    (found,) = agree(either("8", 0.6, "3", 0.4), either("3", 0.97, "8", 0.02))
    assert (found.letter.text, found.letter.confidence) == ("3", 0.6)


def test_what_the_ink_leaves_open_stays_so() -> None:
    (found,) = agree(line("两一", 0.2, 0.99), line("一", 0.5))
    assert found.letter.confidence == 0.5


def test_a_sure_word_stands_against_an_unsure_one() -> None:
    assert told(agree(line("95", 0.9, 0.5), line("96", 0.9, 0.99)))[1] == ("6", 0.99)


def test_what_one_of_them_has_alone_is_doubted() -> None:
    assert told(agree(line("9"), line("96", 0.9, 0.95)))[1] == ("6", 0.6)
    assert told(agree(line("967"), line("97")))[0] == ("9", 0.1)


def test_what_the_better_one_does_not_see_at_all_is_not_believed() -> None:
    assert told(agree(line("97"), [])) == [("9", 0.0), ("7", 0.0)]


def test_a_line_that_both_read_alike_is_cut_as_its_ink_fits_better() -> None:
    cut, uncut = line("24", 0.99, 0.98), [each._replace(ink=Box(0, 0, 40, 14)) for each in line("24", 0.5, 0.5)]
    found = agree(cut, uncut)
    assert [each.ink for each in found] == [each.ink for each in cut]
    assert min(each.letter.confidence for each in found) > 0.9


def test_a_character_that_the_better_one_left_out_is_kept_and_doubted() -> None:
    assert told(agree(line("9间", 0.99, 0.95), line("9", 0.5))) == [("9", 0.9950), ("间", 0.6)]


def test_a_sign_that_shows_only_a_part_of_the_ink_gives_way() -> None:
    assert told(agree(line("9‰", 0.99, 0.7), line("9%", 0.99, 0.999)))[1] == ("‰", 0.6)


def test_what_is_equally_likely_stands_in_the_order_in_which_it_was_named() -> None:
    first = [each._replace(letter=each.letter._replace(others=(("6", 0.1), ("8", 0.1)))) for each in line("5", 0.8)]
    second = [each._replace(letter=each.letter._replace(others=(("8", 0.1), ("3", 0.1)))) for each in line("9", 0.8)]
    (found,) = agree(first, second)
    assert found.letter.others == (("5", 0.8), ("6", 0.1), ("8", 0.1), ("3", 0.1))


def test_a_sign_that_one_left_out_is_certain_where_the_place_of_a_character_is() -> None:
    quick = line("志、材料", 0.99, 0.96, 0.99, 0.99)
    quick[1] = quick[1]._replace(letter=quick[1].letter._replace(others=(("", 0.037),)), ink=Box(13, 6, 15, 8))
    better = [*line("志", 0.5), *line("志、材料", *[0.99] * 4)[2:]]
    assert told(agree(quick, better))[1] == ("、", 0.96)
    near = [each._replace(ink=each.ink._replace(x0=each.ink.x0 - 8, x1=each.ink.x1 - 8)) for each in quick[2:]]
    assert told(agree([*quick[:2], *near], better))[1] == ("、", 0.6)


@pytest.mark.parametrize(("tip", "sure"), [(1, True), (3, False)])
def test_the_tip_of_the_next_character_is_no_second_bracket(tip: int, *, sure: bool) -> None:
    quick = at(line("0((人", 0.99, 0.98, 0.814, 0.99), (0, 6), (10, 13), (15, 15 + tip), (17, 30))
    better = at(line("0(人", 0.999, 0.999, 0.999), (0, 6), (10, 17), (17, 30))
    assert (min(each.letter.confidence for each in agree(quick, better)) > 0.9) == sure


def at(placed: list[Placed], *spans: tuple[int, int]) -> list[Placed]:
    """Characters as high as before, in other places."""
    return [each._replace(ink=Box(x0, 0, x1, 14)) for each, (x0, x1) in zip(placed, spans, strict=True)]


def test_two_characters_in_the_place_of_one_are_parts_of_it() -> None:
    (car, two), (whole,) = line("车两", 0.91, 0.95), line("辆", 0.999)
    halves = [car._replace(ink=Box(0, 0, 4, 14)), two._replace(ink=Box(4, 0, 8, 14))]
    assert told(agree(halves, [whole])) == [("辆", 0.999)]
    assert told(agree([car, two], [whole._replace(ink=Box(0, 0, 10, 14))])) == [("辆", 0.6)]


@pytest.mark.parametrize(("cut", "sure"), [(13, True), (10, False)])
def test_a_part_may_be_nearly_three_quarters_of_a_character(cut: int, *, sure: bool) -> None:
    (car, two), (whole,) = line("车两", 0.69, 0.41), line("辆", 0.999)
    halves = [car._replace(ink=Box(0, 0, cut, 43)), two._replace(ink=Box(cut, 0, 44, 43))]
    assert (told(agree(halves, [whole._replace(ink=Box(0, 0, 44, 43))]))[0][1] > 0.9) == sure


def test_a_part_of_a_character_was_not_left_out() -> None:
    stop, part = line("止上", 0.84, 0.95)
    whole = line("止", 0.999)[0]._replace(ink=Box(0, 0, 14, 14))
    parts = [stop._replace(ink=Box(0, 0, 8, 14)), part._replace(ink=Box(8, 4, 13, 14))]
    assert told(agree(parts, [whole])) == [("止", 0.9998)]
    assert told(agree([parts[0], part._replace(ink=Box(15, 0, 22, 14))], [whole])) == [("止", 0.05)]
    assert told(agree([parts[0], *line("1", 0.95)], [whole])) == [("止", 0.05)]
    assert told(agree(parts, [whole._replace(ink=Box(0, 0, 18, 14))])) == [("止", 0.05)]


@pytest.mark.parametrize(("width", "certain"), [(4, True), (6, False)])
def test_one_bracket_in_the_place_of_two_is_one(width: int, *, certain: bool) -> None:
    quick = line("标((4", 0.999, 0.99, 0.86, 0.999)
    quick[1:3] = [quick[1]._replace(ink=Box(10, 0, 12, 14)), quick[2]._replace(ink=Box(12, 0, 10 + width, 14))]
    better = line("标(", 0.999, 0.99) + line("标((4", *[0.999] * 4)[3:]
    better[1] = better[1]._replace(ink=Box(10, 0, 10 + width, 14))
    found = agree(quick, better)
    assert [each.letter.text for each in found] == ["标", "(", "4"]
    assert all(each.letter.confidence >= 0.9 for each in found) == certain
