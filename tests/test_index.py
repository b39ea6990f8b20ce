"""The database beside the tables: made when it is asked for, and anew whenever the folder has changed."""

import os
import sqlite3
from pathlib import Path

import pytest

from pdf2form.compare.index import FILE, open_index
from pdf2form.errors import OutputHeld, UsageFault
from pdf2form.export.folder import holding
from pdf2form.record import FundingLine, Total
from tests.handmade import amount, finding, text
from tests.outs import fill, form_of


def facts(out: Path) -> list[sqlite3.Row]:
    with open_index(out) as database:
        return [*database.execute("SELECT * FROM facts")]


def fact(out: Path, *findings: object, **changed: object) -> sqlite3.Row:
    form = form_of("养老服务", *findings).model_copy(update=changed)  # type: ignore[arg-type]
    (found,) = facts(fill(out, [form]))
    return found


def test_a_form_is_one_row_of_facts(tmp_path: Path) -> None:
    found = fact(tmp_path)
    assert (found["project"], found["department_key"], found["year"]) == ("养老服务", "望海市民政局", 2024)
    assert (found["budget"], found["executed"], found["total_score"]) == (1_000_000, 900_000, 96.97)
    assert (found["full_marks"], found["clean"], found["doubts"], found["scanned"]) == (0, 1, 0, 0)


def test_the_total_row_counts_and_the_rows_below_it_do_not(tmp_path: Path) -> None:
    below = [("total", "30"), ("current_year", "20"), ("total", "7")]
    lines = tuple(
        FundingLine.model_validate({"kind": kind, "label": text("资金"), "annual_budget": amount(budget)})
        for kind, budget in below
    )
    found = fact(tmp_path, funding=lines)
    assert (found["budget"], found["executed"]) == (300_000, None)


def test_money_without_a_unit_is_none(tmp_path: Path) -> None:
    found = fact(tmp_path, money_unit=None)
    assert (found["budget"], found["executed"], found["money_doubted"]) == (None, None, 0)


@pytest.mark.parametrize("subject", ["", "/money_unit", "/funding", "/funding/0", "/funding/0/annual_budget"])
def test_money_is_doubted_with_its_form_unit_or_row(tmp_path: Path, subject: str) -> None:
    found = fact(tmp_path, finding(subject))
    assert (found["money_doubted"], found["doubts"], found["clean"]) == (1, 1, 0)
    assert (found["budget_doubted"], found["executed_doubted"]) == (1, int(not subject.endswith("budget")))


@pytest.mark.parametrize("subject", ["/funding/0/score", "/funding/0/label", "/total/score", "/funding/1/executed"])
def test_money_is_not_doubted_with_what_stands_beside_it(tmp_path: Path, subject: str) -> None:
    assert fact(tmp_path, finding(subject))["money_doubted"] == 0


def test_an_amount_or_a_score_that_is_in_no_sum_is_not_doubted(tmp_path: Path) -> None:
    found = fact(tmp_path, finding("/money_unit"), finding("/total/score"), money_unit=None, total=Total())
    assert (found["money_doubted"], found["score_doubted"]) == (0, 0)


@pytest.mark.parametrize(
    ("subject", "doubted"), [("/total/score", 1), ("/total", 1), ("", 1), ("/total/weight", 0), ("/grade", 0)]
)
def test_a_score_is_doubted_with_its_form_or_row(tmp_path: Path, subject: str, doubted: int) -> None:
    assert fact(tmp_path, finding(subject))["score_doubted"] == doubted


@pytest.mark.parametrize(
    ("subject", "inputs", "disputed"),
    [
        ("/funding/0/annual_budget", (), 1),
        ("/funding/0/rate", (), 1),
        ("/funding/0/score", ("/funding/0/weight", "/funding/0/executed"), 1),
        ("/funding/0/score", ("/funding/0/weight",), 0),
        ("/funding/0/initial_budget", ("/funding/1/annual_budget",), 0),
    ],
)
def test_money_is_disputed_where_a_mismatch_is_about_it_or_made_of_it(
    tmp_path: Path, subject: str, inputs: tuple[str, ...], disputed: int
) -> None:
    found = fact(tmp_path / "out", finding(subject, "mismatch", inputs=inputs))
    assert (found["money_disputed"], found["mismatches"]) == (disputed, 1)
    assert fact(tmp_path / "rounded", finding(subject, "rounding", inputs=inputs))["money_disputed"] == 0


def test_full_marks_are_of_the_printed_total(tmp_path: Path) -> None:
    fill(
        tmp_path, *([form_of(project, score=score)] for project, score in (("甲", "100"), ("乙", "99.99"), ("丙", "")))
    )
    assert {row["project"]: row["full_marks"] for row in facts(tmp_path)} == {"甲": 1, "乙": 0, "丙": None}


def test_differences_say_whether_they_are_points_percent_money_or_text(tmp_path: Path) -> None:
    subjects = {
        "/funding/0/rate": "percent",
        "/funding/0/score": "points",
        "/funding/0/executed": "money",
        "/indicators/0/level1": "points",
        "/total/score": "points",
        "/extra/0/value": None,
    }
    differ = [finding(subject, "mismatch", rule="x", difference=1) for subject in subjects]
    fill(tmp_path, [form_of("甲", *differ, finding("/total/weight", "mismatch", rule="none"))])
    with open_index(tmp_path) as database:
        found = dict([*map(tuple, database.execute("SELECT subject, measure FROM differences"))])
    assert found == {**subjects, "/total/weight": "text"}
    assert [*found][-1] == "/total/weight"


def test_it_is_made_once_and_anew_when_a_record_or_an_alias_changes(tmp_path: Path) -> None:
    fill(tmp_path, [form_of("甲")])
    facts(tmp_path)
    made = os.stat(tmp_path / FILE).st_ino
    facts(tmp_path)
    assert os.stat(tmp_path / FILE).st_ino == made
    fill(tmp_path, [form_of("甲", score="1")], [form_of("乙")])
    assert {row["project"]: row["total_score"] for row in facts(tmp_path)} == {"甲": 1, "乙": 96.97}
    (tmp_path / "aliases.csv").write_text("kind,name,entity\ndepartment,望海市民政局,老龄办\n", encoding="utf-8")
    assert {row["department_key"] for row in facts(tmp_path)} == {"老龄办"}


def test_a_damaged_one_is_made_anew_and_it_cannot_be_written_to(tmp_path: Path) -> None:
    fill(tmp_path, [form_of("甲")])
    (tmp_path / FILE).write_bytes(b"no database")
    assert len(facts(tmp_path)) == 1
    with open_index(tmp_path) as database, pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM facts")


def test_while_a_run_writes_there_a_current_one_is_read_and_no_other_made(tmp_path: Path) -> None:
    fill(tmp_path, [form_of("甲")])
    facts(tmp_path)
    with holding(tmp_path):
        assert len(facts(tmp_path)) == 1
        fill(tmp_path, [form_of("甲", score="1")])
        with pytest.raises(OutputHeld):
            facts(tmp_path)


def test_a_folder_that_was_not_filled_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=r"no inputs\.csv"), open_index(tmp_path):
        pass


def test_an_empty_folder_and_forms_without_names_have_their_facts(tmp_path: Path) -> None:
    assert facts(fill(tmp_path / "empty", [])) == []
    bare = form_of("甲").model_copy(update={"project": None, "department": None, "unit": None, "funding": ()})
    (found,) = facts(fill(tmp_path / "bare", [bare]))
    assert (found["project"], found["department_key"], found["budget"], found["money_doubted"]) == (None, None, None, 0)
