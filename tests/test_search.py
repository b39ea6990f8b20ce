"""Words are found where they stand, Chinese in pairs of characters, and nothing a user types is an operator."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pdf2form.cli import cli
from pdf2form.compare.index import open_index
from pdf2form.compare.search import Hit, search
from pdf2form.compare.terms import find_pieces, find_terms, fold
from pdf2form.errors import UsageFault
from tests.handmade import text
from tests.outs import a_row, fill, form_of

ROWS = [a_row("助餐人次", target="85.00"), a_row("PM2.5 监测 smart city"), a_row("助餐满意度", level2="质量指标")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(
        tmp_path_factory.mktemp("out"),
        [form_of("城乡养老服务（一期）", rows=ROWS), form_of("养老院维修", year=2023, department="听泉县财政局")],
        [form_of("城乡养老服务（一期）", rows=ROWS)],
        [form_of("12345热线", rows=[a_row("＝1＋1")])],
    )


def find(out: Path, query: str) -> list[Hit]:
    with open_index(out) as database:
        return [*search(database, query)]


def places(out: Path, query: str) -> list[tuple[str | None, str]]:
    return [(hit.project, hit.subject) for hit in find(out, query)]


def test_every_pair_of_characters_of_a_project_finds_it(out: Path) -> None:
    name = "城乡养老服务"
    for at in range(len(name) - 1):
        assert ("城乡养老服务（一期）", "/project") in places(out, name[at : at + 2])


def test_single_characters_and_whole_names_are_found(out: Path) -> None:
    for query in ("城", "务", "期", "城乡养老服务", "城乡养老服务（一期）"):
        assert places(out, query)[0] == ("城乡养老服务（一期）", "/project")


def test_pairs_that_do_not_make_the_word_are_not_found(out: Path) -> None:
    assert places(out, "养老服务")  # 养老院维修 has 养老, and not 老服
    assert places(out, "服务养老") == []
    assert places(out, "助餐满意") == [("城乡养老服务（一期）", "/indicators/2/level3")]


def test_latin_words_and_numbers_are_found_as_wholes_in_any_case_and_width(out: Path) -> None:
    for query in ("pm2.5", "ＰＭ２．５", "Smart", "CITY smart", "监测"):
        assert ("城乡养老服务（一期）", "/indicators/1/level3") in places(out, query)
    assert [places(out, query) for query in ("smar", "85", "5", "pm2", "1234")] == [[]] * 5
    assert ("城乡养老服务（一期）", "/indicators/0/target") in places(out, "≥85.00")
    assert places(out, "12345热") == [("12345热线", "/project")]


@pytest.mark.parametrize("query", ['"养老" 服务', "养老* -服务", "(养老)+服务", "^养老:服务'", "养老\n服务"])
def test_quotes_and_operators_are_only_text(out: Path, query: str) -> None:
    assert places(out, query) == places(out, "养老 服务") != []
    assert places(out, f"{query} AND 城乡") == []  # no text has the word AND


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_query_or_has_no_word(out: Path, query: str) -> None:
    if find_terms([query]):
        assert isinstance(find(out, query), list)
    else:
        with pytest.raises(UsageFault, match="no word"):
            find(out, query)


@given(st.text(st.sampled_from("养老服务ab1 2.，（"), max_size=14), st.data())
def test_the_terms_of_a_text_have_those_of_each_part_that_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    terms = find_terms([text])
    for piece in find_pieces(text[start : data.draw(st.integers(start, len(text)))]):
        if piece.pattern.search(fold(text)):
            for term in piece.terms:
                assert any(known.startswith(term[:-1]) if term.endswith("*") else known == term for known in terms)


def test_all_words_must_be_in_a_form_but_not_in_one_place(out: Path) -> None:
    assert places(out, "养老 满意度") == [
        ("城乡养老服务（一期）", "/project"),
        ("城乡养老服务（一期）", "/unit"),
        ("城乡养老服务（一期）", "/indicators/2/level3"),
    ]
    assert places(out, "养老 听泉县 满意度") == []


def test_names_come_first_then_later_years_and_equal_forms_once(out: Path) -> None:
    found = [hit.project for hit in find(out, "养老") if hit.place == "project"]
    assert found == ["城乡养老服务（一期）", "养老院维修"]


def test_a_level_that_spans_rows_is_found_once(out: Path) -> None:
    assert [subject for project, subject in places(out, "产出指标") if project != "12345热线"] == [
        "/indicators/0/level1",
        "/indicators/0/level1",
    ]


def test_a_snippet_shows_what_stands_around(tmp_path: Path) -> None:
    long = "甲" * 40 + "，\n助浴服务，" + "乙" * 40
    form = form_of("某项目", rows=[a_row("某指标").model_copy(update={"reason": text(long)})])
    (hit,) = find(fill(tmp_path, [form]), "助浴")
    assert (hit.place, hit.page) == ("reason", 1)
    assert hit.snippet == f"…{'甲' * 16}， 助浴服务，{'乙' * 15}…"


def test_the_command_prints_json_lines_and_says_when_nothing_is_found(out: Path) -> None:
    run = CliRunner().invoke
    found = run(cli, ["search", str(out), "养老", "满意度", "--limit", "2"])
    assert found.exit_code == 0
    assert [json.loads(line)["subject"] for line in found.stdout.splitlines()] == ["/project", "/unit"]
    assert "there are more" in found.stderr
    nothing = run(cli, ["search", str(out), "不存在"])
    assert (nothing.exit_code, nothing.stdout) == (11, "")
    assert run(cli, ["search", str(out), "—"]).exit_code == 2


def test_the_command_writes_all_into_a_file(out: Path, tmp_path: Path) -> None:
    for name in ("found.csv", "found.json", "found.xlsx"):
        assert CliRunner().invoke(cli, ["search", str(out), "养老", "-o", str(tmp_path / name)]).exit_code == 0
    hits = find(out, "养老")
    assert len(json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))) == len(hits)
    assert (tmp_path / "found.csv").read_text(encoding="utf-8").count("\n") == len(hits) + 1
    assert CliRunner().invoke(cli, ["search", str(out), "养老", "-o", str(tmp_path / "found.txt")]).exit_code == 2
