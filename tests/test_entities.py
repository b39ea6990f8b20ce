"""Which names are one department or unit, and which are only suggested."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.compare.entities import Alias, find_entities, fold, read_aliases, take_apart
from pdf2form.compare.index import open_index
from pdf2form.compare.suggestions import COLUMNS, FILE, Suggestion, find_suggestions, write_suggestions
from pdf2form.errors import UsageFault
from tests.outs import fill, form_of

HEADER = "kind,name,entity\n"


def keys(*names: str, aliases: tuple[tuple[str, str], ...] = ()) -> list[str]:
    listed = [Alias("department", name, entity) for name, entity in aliases]
    found = find_entities({("department", name): 1 for name in names}, listed)
    return [found.keys["department", name] for name in names]


@pytest.mark.parametrize(
    "name",
    [
        *("219-望海市民政局", "(219)望海市民政局", "（219）望海市民政局", "【219】望海市民政局", "[219]-望海市民政局"),
        *("219—望海市民政局", "219－望海市民政局", "219——望海市民政局", "219−望海市民政局", "219 - 望海市民政局"),
        *("２１９-望海市民政局", "望海市 民政局", "望海市　民政局", "望海市\u200b民政局", "219001-002-望海市民政局"),
    ],
)
def test_codes_blanks_dashes_and_brackets_make_no_difference(name: str) -> None:
    assert take_apart(name).folded == "望海市民政局"


@pytest.mark.parametrize(
    "name",
    [
        "307医院",
        "12345热线",
        "2024年专班",
        "2024-2025年专班",
        "2024-专班",
        "（2024）专班",
        "（219-某）局",
        "219-",
        "219",
        "21-局",
    ],
)
def test_figures_that_are_part_of_a_name_are_no_code(name: str) -> None:
    assert take_apart(name) == ("", fold(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("307医院", "306医院"), ("307医院", "医院"), ("12345热线", "热线"), ("望海市民政局", "望海市民玫局")),
        *(
            ("望海市民政局", "望海市民政局（本级）"),
            ("第①小学", "第1小学"),
            ("甲-乙局", "甲乙局"),
            ("民政局", "望海市民政局"),
        ),
    ],
)
def test_names_that_only_look_alike_are_two(one: str, other: str) -> None:
    assert len({*keys(one, other)}) == 2


def test_a_name_is_its_code_s_unless_it_stands_behind_several() -> None:
    assert len({*keys("219-财政局", "财政局", "财 政局")}) == 1
    assert len({*keys("219-财政局", "220-财政局", "财政局")}) == 3
    assert keys("219-财政局", "220-财政局") == ["219-财政局", "220-财政局"]


@given(
    st.lists(st.sampled_from(["219-甲局", "220-甲局", "甲局", "甲 局", "（219）甲局", "乙局", "219-乙局"]), min_size=1)
)
def test_the_order_of_names_does_not_matter_and_every_name_has_an_entity(names: list[str]) -> None:
    counts = {("department", name): names.count(name) for name in names}
    found, other = find_entities(counts), find_entities(dict(reversed(counts.items())))  # type: ignore[arg-type]
    assert found.known == other.known
    assert {*found.keys.values()} == {entity.key for entity in found.known}


@given(st.text(st.sampled_from("甲乙局219-（）( )— 年"), max_size=12))
def test_what_makes_no_difference_makes_none_twice(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert take_apart(f" {name} ") == take_apart(name)


def test_an_entity_is_called_what_most_forms_print_without_its_code() -> None:
    found = find_entities({("unit", "219-财 政局"): 1, ("unit", "（219）财政局"): 3, ("unit", "219-（财）政局"): 1})
    assert [(entity.name, entity.code) for entity in found.known] == [("（财）政局", "219"), ("财政局", "219")]


def test_an_alias_takes_names_together_with_or_without_their_code() -> None:
    aliases = (("老龄办", "望海市民政局"),)
    assert len({*keys("218-老龄办", "老龄办", "219-望海市民政局", aliases=aliases)}) == 1
    assert len({*keys("218-老龄办", "219-老龄办", "乙局", aliases=(("218-老龄办", "乙局"),))}) == 2


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("kind,name\n", "no column entity"),
        (f"{HEADER}office,甲,乙\n", "line 2: kind is 'office'"),
        (f"{HEADER}unit,甲,\n", "line 2: name or entity is empty"),
        (f"{HEADER}unit,甲,乙\nunit,甲 ,丙\n", "lines 2 and 3: 甲 has two entities"),
        (f"{HEADER}unit,甲,乙\nunit,乙,丙\n", "line 2: its entity is in line 3"),
        (f"{HEADER}unit,甲,219-乙\nunit,乙,丙\n", "line 2: its entity is in line 3"),
    ],
)
def test_what_is_wrong_in_the_aliases_is_said_with_its_line(tmp_path: Path, lines: str, says: str) -> None:
    (tmp_path / "aliases.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(UsageFault, match=says):
        read_aliases(tmp_path)


def test_aliases_may_come_from_a_spreadsheet_with_more_columns(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("\ufeffkind,name,entity,why\r\nunit, 甲 ,乙,x\r\n,,,\r\n", encoding="utf-8")
    assert read_aliases(tmp_path) == [Alias("unit", "甲", "乙")]


def suggested(out: Path, *departments: str, aliases: str = "") -> list[Suggestion]:
    if aliases:
        (out / "aliases.csv").write_text(HEADER + aliases, encoding="utf-8")
    fill(out, *([form_of(name, department=name, unit=None)] for name in departments))
    with open_index(out) as database:
        return find_suggestions(database)


def test_look_alikes_are_suggested_with_what_differs_and_never_applied(tmp_path: Path) -> None:
    (found,) = suggested(tmp_path, "望海市文化和旅游局", "望海市文化和旅游厅", "220-望海市财政局")
    assert (found.kind, {found.name, found.entity}) == ("department", {"望海市文化和旅游局", "望海市文化和旅游厅"})
    assert (found.likeness, "局" in found.why, "厅" in found.why) == (88.9, True, True)
    with open_index(tmp_path) as database:
        assert database.execute("SELECT COUNT(*) FROM entities").fetchone()[0] == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("218-望海市文化和旅游局", "219-望海市文化和旅游厅"),
        ("望海市实验中学第一分校", "望海市实验中学第二分校"),
        ("望海市第307职工医院", "望海市第306职工医院"),
        ("望海市财政局", "听泉县水利和湖泊局"),
    ],
)
def test_what_surely_is_two_is_not_suggested(tmp_path: Path, one: str, other: str) -> None:
    assert suggested(tmp_path, one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("219-望海民政", "219-望海市民政局", "code 219"),
        ("望海市民政局（本级）", "望海市民政局", "本级"),
        ("民政局", "望海市民政局", "behind 望海市"),
    ],
)
def test_one_code_brackets_and_a_place_before_the_name_are_suggested(
    tmp_path: Path, one: str, other: str, why: str
) -> None:
    (found,) = suggested(tmp_path, one, other)
    assert why in found.why


def test_an_ending_that_many_names_share_is_not_suggested(tmp_path: Path) -> None:
    places = ["望海市", "听泉县", "苇渡县", "松间区"]
    assert suggested(tmp_path, "民政局", *(f"{place}民政局" for place in places)) == []


def test_a_row_copied_into_the_aliases_is_applied_and_suggested_no_more(tmp_path: Path) -> None:
    write_suggestions(tmp_path, suggested(tmp_path, "219-望海市民政局", "望海市民政局（本级）"))
    with (tmp_path / FILE).open(encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    assert (*header,) == COLUMNS
    (tmp_path / "aliases.csv").write_text(HEADER + ",".join(row[:3]) + "\n", encoding="utf-8")
    with open_index(tmp_path) as database:
        assert find_suggestions(database) == []
        assert database.execute("SELECT COUNT(*) FROM entities").fetchone()[0] == 1


def test_a_name_that_the_user_calls_its_own_is_suggested_no_more(tmp_path: Path) -> None:
    names = ("望海市文化和旅游局", "望海市文化和旅游厅")
    assert suggested(tmp_path, *names, aliases=f"department,{names[0]},{names[0]}\n") == []


def test_a_name_of_several_codes_is_listed_behind_its_code_and_no_other_is() -> None:
    found = find_entities({("unit", name): 1 for name in ("219-丁局", "220-丁局", "丁局", "221-戊局")})
    assert {entity.name for entity in found.known} == {"219-丁局", "220-丁局", "丁局", "戊局"}
    assert {entity.code for entity in found.known} == {"219", "220", "", "221"}


def test_a_name_is_spelled_without_radicals_where_it_is_printed_so_too() -> None:
    found = find_entities({("unit", "⽂化局"): 5, ("unit", "文化局"): 1, ("unit", "⽔利局"): 2})
    assert [entity.name for entity in found.known] == ["文化局", "⽔利局"]


def test_all_dots_between_names_are_one() -> None:
    assert len({*keys("阿里·买买提站", "阿里•买买提站", "阿里・买买提站", "阿里･买买提站", "阿里‧买买提站")}) == 1


def test_a_name_beside_the_same_name_of_several_codes_is_not_suggested(tmp_path: Path) -> None:
    assert suggested(tmp_path, "219-望海市民政局", "220-望海市民政局", "望海市民政局") == []


def test_every_suggestion_has_a_reason(tmp_path: Path) -> None:
    names = ("219-望海市民政局", "220-望海市民政局", "望海市民政局", "望海市民玫局", "219-望海民政")
    found = suggested(tmp_path, *names, "望海市民政局（本级）", "民政局", "218-民政局", "217-民政局")
    assert found
    assert [each for each in found if each.why.startswith("differ in  ") or not each.why] == []
    assert [each for each in found if take_apart(each.name).folded == take_apart(each.entity).folded] == []
