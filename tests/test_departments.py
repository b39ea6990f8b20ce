"""The set of eight departments (fixtures/departments.py) is read as it is printed, and what was planted is found."""

import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fixtures.departments import DUPLICATE, LARGEST, NOT_OBEYED, SCANNED, TWIN, YEARS, Filed, forms
from fixtures.truth import truth
from pdf2form.compare.index import open_index
from pdf2form.export.folder import read_record
from pdf2form.record import Form
from tests.input_rows import read_inputs
from tests.test_golden import differences

NO_BLANK = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")
"""A blank beside Chinese is no part of a reading, wherever it is printed."""


@pytest.fixture(scope="module")
def read(departments_out: Path) -> Mapping[str, Form]:
    """The forms as they were read, by key."""
    found = {}
    for row in read_inputs(departments_out):
        record = read_record(departments_out, row.sha256) if row.sha256 else None
        for filed in forms() if record and record.forms else ():
            if row.source.endswith(f"/{filed.file}"):
                found[filed.key] = record.forms[0]  # type: ignore[union-attr]
    return found


def rows_of(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def expected(filed: Filed) -> Any:
    return json.loads(NO_BLANK.sub("", json.dumps(truth(filed.form), ensure_ascii=False)))


def test_the_set_is_as_large_as_it_says() -> None:
    assert len(forms()) == 65
    assert len({filed.department for filed in forms()}) == 8
    assert {filed.year for filed in forms()} == {*YEARS}
    assert len({filed.form.template for filed in forms()}) == 7
    counts = Counter(filed.department for filed in forms())
    assert [name for name, count in counts.items() if count < 3] == ["望海市档案馆"]
    assert len({filed.key.rsplit("-", 1)[0] for filed in forms()}) == 36


def test_every_input_is_accounted_for(departments_out: Path) -> None:
    documents = rows_of(departments_out, "documents")
    assert len(rows_of(departments_out, "inputs")) == 65 + 5
    assert Counter(row["status"] for row in documents)["no_form"] == 1
    assert {row["code"] for row in rows_of(departments_out, "failures")} == {"encrypted", "not_a_pdf"}


@pytest.mark.parametrize("filed", [filed for filed in forms() if filed.key != SCANNED], ids=lambda filed: filed.key)
def test_every_value_is_right_and_exactly_what_was_planted_is_found(filed: Filed, read: Mapping[str, Form]) -> None:
    form = read[filed.key]
    assert list(differences(expected(filed), json.loads(form.model_dump_json()))) == []
    loud = [finding for finding in form.findings if finding.result not in {"pass", "unchecked", "remark"}]
    assert sorted((one.subject, one.rule, one.result, one.difference) for one in loud) == sorted(
        (one["subject"], one["rule"], one["result"], number(one.get("difference"))) for one in filed.planted.findings
    )


def number(given: float | None) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def test_what_is_wrong_in_the_scan_is_doubted(read: Mapping[str, Form]) -> None:
    form = read[SCANNED]
    doubted = {finding.subject for finding in form.findings if finding.result == "doubt"}
    wanted = expected(next(filed for filed in forms() if filed.key == SCANNED))
    wrong = [*differences(wanted, json.loads(form.model_dump_json()))]
    assert [line for line in wrong if not any(line.startswith(subject) for subject in doubted)] == []
    assert not any(finding.result == "mismatch" for finding in form.findings)


def test_a_twin_and_a_copy_are_counted_once(departments_out: Path) -> None:
    twin, copied = (next(filed for filed in forms() if filed.key == key) for key in (TWIN, DUPLICATE))
    marked = [row for row in rows_of(departments_out, "forms") if row["duplicate_of"]]
    assert [row["project"] for row in marked] == [str(twin.form.project and twin.form.project.value)]
    sums = Counter(row["sha256"] for row in rows_of(departments_out, "inputs") if row["sha256"])
    assert [count for count in sums.values() if count > 1] == [2]
    assert copied.form.project
    assert len([row for row in rows_of(departments_out, "forms") if row["project"] == copied.form.project.raw]) == 2


def test_departments_are_told_apart_whatever_stands_before_and_in_their_names(departments_out: Path) -> None:
    with open_index(departments_out) as database:
        found = dict(database.execute("SELECT name, code FROM entities WHERE kind = 'department'").fetchall())
        units = {name for (name,) in database.execute("SELECT name FROM entities WHERE kind = 'unit'")}
    assert set(found) == {filed.department for filed in forms()}
    assert found["望海市农业农村局"] == "219"
    assert {"望海市公路养护中心", "望海市公路养护总站中心"} <= units


def test_the_largest_differences_are_those_that_were_planted(departments_out: Path) -> None:
    with open_index(departments_out) as database:
        rows = database.execute(
            "SELECT entities.name, difference FROM differences JOIN facts USING (form_id) "
            "JOIN entities ON kind = 'department' AND key = department_key "
            "WHERE measure = 'points' AND result = 'mismatch' ORDER BY ABS(difference) DESC"
        ).fetchall()
    assert [tuple(row) for row in rows[:3]] == [*LARGEST.items()]
    assert max(abs(row["difference"]) for row in rows[3:]) == 1.45


def test_money_adds_up_to_what_was_printed(departments_out: Path) -> None:
    with open_index(departments_out) as database:
        sums = database.execute("SELECT SUM(budget), SUM(executed) FROM facts WHERE duplicate_of IS NULL").fetchone()
    money = [filed.yuan for filed in forms() if filed.yuan]
    assert [Decimal(str(each)) for each in sums] == [sum(column) for column in zip(*money, strict=True)]


def test_what_a_page_must_not_obey_is_kept_as_it_is_printed(departments_out: Path) -> None:
    files = [row["source"] for row in rows_of(departments_out, "inputs")]
    texts = [*(row["raw"] for row in rows_of(departments_out, "readings")), *files]
    assert [trap for trap in NOT_OBEYED if not any(trap in text for text in texts)] == []
    assert any("<img src=x" in file for file in files)
    assert max(map(len, texts)) == 2000


def test_names_of_files_do_not_clash() -> None:
    files = [filed.file for filed in forms()]
    assert len(set(files)) == len(files)
