"""What changed between two folders: value by value where the bytes are the same, by names where they are not."""

import csv
import io
import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf2form.cli import cli
from pdf2form.compare.changes import Change, find_changes
from pdf2form.compare.index import open_index
from pdf2form.compare.pairs import find_pairs
from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.record import Fault, Form
from tests.handmade import a_record, finding, text
from tests.input_rows import read_inputs, write_inputs
from tests.outs import a_row, fill, form_of

SIDES = [name.removesuffix("_a") for name in Change._fields if name.endswith("_a")]


def changes(a: Path, b: Path) -> list[Change]:
    with open_index(a) as one, open_index(b) as other:
        return [*find_changes(one, other)]


def mirrored(change: Change) -> Change:
    """The change as it is the other way round, and without names, which are those of one side."""
    sides = {f"{name}_{side}": getattr(change, f"{name}_{other}") for name in SIDES for side, other in ("ab", "ba")}
    kind = {"new": "gone", "gone": "new"}.get(change.change, change.change)
    difference = None if change.difference is None else -change.difference
    return nameless(change)._replace(change=kind, difference=difference, **sides)  # type: ignore[arg-type]


def nameless(change: Change) -> Change:
    return change._replace(project=None, department=None, unit=None, label=None)


def two_runs(tmp_path: Path, before: list[Form], after: list[Form]) -> list[Change]:
    return changes(fill(tmp_path / "a", before, names=["x"]), fill(tmp_path / "b", after, names=["x"]))


def two_years(tmp_path: Path, before: list[Form], after: list[Form]) -> list[Change]:
    return changes(fill(tmp_path / "2023", before), fill(tmp_path / "2024", after))


def brief(found: list[Change]) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.what, each.change, each.label, each.field) for each in found]


def test_a_folder_does_not_differ_from_itself(tmp_path: Path) -> None:
    forms = [form_of("甲", finding("/total/score"), rows=[a_row("人次"), a_row("人次")]), form_of("甲")]
    out = fill(tmp_path, forms, [form_of("乙")], [form_of("乙")])
    assert changes(out, out) == []


def test_a_value_read_otherwise_is_named_by_its_pointer_with_both_readings(tmp_path: Path) -> None:
    one, other = (form_of("甲", rows=[a_row("人次", actual=actual)]) for actual in ("95", "96.0"))
    (found,) = two_runs(tmp_path, [one], [other])
    assert (found.what, found.change, found.subject_a, found.page_b) == ("value", "changed", "/indicators/0/actual", 1)
    assert (found.raw_a, found.raw_b, found.value_a, found.value_b) == ("95", "96.0", "95", "96")
    assert (found.difference, found.label, found.field) == (Decimal(1), "产出指标 / 数量指标 / 人次", "actual")


def test_characters_count_between_two_runs_and_meaning_between_two_years(tmp_path: Path) -> None:
    one, other = form_of("甲", score="97"), form_of("甲", score="97.0")
    assert [found.field for found in two_runs(tmp_path, [one], [other])] == ["total/score"]
    assert two_years(tmp_path, [one], [other]) == []


def test_verdicts_and_findings_that_come_go_or_change_are_said_and_passes_are_not(tmp_path: Path) -> None:
    before = form_of("甲", finding("/total/score", "mismatch", rule="sum", recomputed=9), finding("/year", rule="font"))
    after = form_of("甲", finding("/total/score", "rounding", rule="sum", recomputed=9), finding("/grade", "pass"))
    found = two_runs(tmp_path, [before], [after.model_copy(update={"verdict": "clean"})])
    assert [(each.what, each.change, each.field, each.value_a, each.value_b) for each in found] == [
        ("document", "changed", "status", "flagged", "clean"),
        ("verdict", "changed", None, "flagged", "clean"),
        ("finding", "changed", "sum", "mismatch, recomputed 9", "rounding, recomputed 9"),
        ("finding", "gone", "font", "doubt", None),
    ]


def test_a_correction_is_a_change_of_the_value(tmp_path: Path) -> None:
    a, b = (fill(tmp_path / name, [form_of("甲")], names=["x"]) for name in "ab")
    with open_index(b) as database:
        form_id = database.execute("SELECT form_id FROM facts").fetchone()[0]
    lines = f"form_id,subject,old,new,by,why,at\n{form_id},/total/score,96.97,95.97,a,b,c\n"
    (b / "corrections.csv").write_text(lines, encoding="utf-8")
    (found,) = changes(a, b)
    assert (found.field, found.raw_b, found.value_a, found.value_b) == ("total/score", "96.97", "96.97", "95.97")


def test_documents_that_are_no_more_read_and_inputs_without_bytes_are_said(tmp_path: Path) -> None:
    a, b = (fill(tmp_path / name, [form_of("甲")], names=["x"]) for name in "ab")
    sha256 = read_inputs(b)[0].sha256
    failed = a_record(sha256=sha256).model_copy(
        update={"status": "failed", "fault": Fault(code="timeout", message="slow")}
    )
    write_record(b, failed)
    write_inputs(b, [*read_inputs(b), InputRow("gone.pdf", fault_code="unreachable", fault_message="not there")])
    found = changes(a, b)
    assert [(each.what, each.change, each.value_a, each.value_b) for each in found] == [
        ("input", "new", None, "unreachable"),
        ("document", "changed", "clean", "failed"),
        ("document", "changed", None, "timeout"),
        ("form", "gone", None, None),
    ]


def test_another_form_in_a_document_is_new_and_moves_no_other(tmp_path: Path) -> None:
    first = form_of("甲").model_copy(update={"pages": (1,)})
    second = form_of("乙").model_copy(update={"pages": (2, 3)})
    (found,) = two_runs(tmp_path, [second], [first, second])
    assert (found.what, found.change, found.project) == ("form", "new", "甲")


def test_forms_of_two_years_meet_by_project_and_unit_in_any_spelling(tmp_path: Path) -> None:
    before = form_of("养老 服务", year=2023, budget="100", department="望海市民政局", unit="（301）望海市 养老院")
    after = form_of("养老服务", year=2024, budget="120", unit="望海市养老院")
    found = two_years(tmp_path, [before], [after])
    money = next(each for each in found if each.field == "annual_budget_yuan")
    assert (money.year_a, money.year_b, money.difference) == (2023, 2024, Decimal(200_000))
    assert {each.what for each in found} == {"value"}


def test_money_of_two_units_is_compared_in_yuan(tmp_path: Path) -> None:
    before = form_of("甲", budget="100")
    after = form_of("甲", budget="1000000").model_copy(update={"money_unit": text("元")})
    fields = [each.field for each in two_years(tmp_path, [before], [after])]
    assert fields == ["money_unit", "executed_yuan"]


def test_the_year_in_a_project_s_name_does_not_part_its_forms(tmp_path: Path) -> None:
    before, after = form_of("2023年养老服务", year=2023), form_of("2024年养老服务", year=2024)
    assert [each.field for each in two_years(tmp_path, [before], [after])] == ["project"]
    other = two_years(tmp_path / "other", [before], [form_of("2022年养老服务", year=2024)])
    assert [(each.what, each.change) for each in other] == [("form", "gone"), ("form", "new")]


def test_indicators_meet_by_their_names_and_not_by_their_rows(tmp_path: Path) -> None:
    before = form_of("甲", rows=[a_row("人次", target="90"), a_row("满意度"), a_row("旧项")])
    after = form_of("甲", rows=[a_row("新项"), a_row("满意度", level2="质量指标"), a_row("人次", target="80")])
    found = two_years(tmp_path, [before], [after])
    assert brief(found) == [
        ("value", "changed", "产出指标 / 数量指标 / 人次", "target"),
        ("value", "changed", "产出指标 / 数量指标 / 满意度", "level2"),
        ("line", "gone", "产出指标 / 数量指标 / 旧项", "indicators"),
        ("line", "new", "产出指标 / 数量指标 / 新项", "indicators"),
    ]
    assert (found[0].subject_a, found[0].subject_b) == ("/indicators/0/target", "/indicators/2/target")


def test_rows_of_one_name_are_ambiguous_and_not_compared(tmp_path: Path) -> None:
    before = form_of("甲", rows=[a_row("人次", target="90"), a_row("人次", target="91")])
    after = form_of("甲", rows=[a_row("人次", target="95")])
    found = two_years(tmp_path, [before], [after])
    assert [(each.what, each.change, each.subject_a, each.subject_b) for each in found] == [
        ("line", "ambiguous", "/indicators/0", None),
        ("line", "ambiguous", "/indicators/1", None),
        ("line", "ambiguous", None, "/indicators/0"),
    ]


def test_projects_of_one_name_are_ambiguous_unless_their_years_tell(tmp_path: Path) -> None:
    twice = [form_of("甲", score="90", year=2024), form_of("甲", score="91", year=2024)]
    found = two_years(tmp_path, [form_of("甲", year=2023)], twice)
    assert [(each.what, each.change) for each in found] == [("form", "ambiguous")] * 3
    years = [form_of("甲", year=2023), form_of("甲", year=2024)]
    assert two_years(tmp_path / "years", years, years[::-1]) == []


def test_forms_of_two_units_are_two_and_a_unit_that_is_not_printed_may_be_the_same(tmp_path: Path) -> None:
    one, other, none = (form_of("甲", unit=unit) for unit in ("甲院", "乙院", None))
    assert [each.change for each in two_years(tmp_path, [one], [other])] == ["gone", "new"]
    assert brief(two_years(tmp_path / "none", [one], [none])) == [("value", "gone", None, "unit")]


def test_a_copy_that_only_one_folder_has_is_said_to_be_one(tmp_path: Path) -> None:
    a = fill(tmp_path / "a", [form_of("甲")], names=["x"])
    b = fill(tmp_path / "b", [form_of("甲")], [form_of("甲")], names=["x", "y"])
    (found,) = changes(a, b)
    assert (found.what, found.change, str(found.value_b)[:8]) == ("form", "new", "equal to")


forms = st.builds(
    form_of,
    st.sampled_from("甲乙"),
    unit=st.sampled_from(["甲院", None]),
    year=st.integers(2023, 2024),
    score=st.sampled_from(["", "90", "100"]),
    rows=st.lists(
        st.builds(a_row, st.sampled_from(["人次", "天数"]), target=st.sampled_from(["90", "91"])),
        min_size=1,
        max_size=3,
    ),
)
named = st.tuples(st.sampled_from("xyz"), st.lists(forms, max_size=2))
documents = st.lists(named, max_size=3, unique_by=lambda document: document[0])


@settings(max_examples=15)
@given(documents, documents)
def test_the_other_way_round_everything_is_mirrored(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, list[Form]]],
    after: list[tuple[str, list[Form]]],
) -> None:
    folder = tmp_path_factory.mktemp("outs")
    sides = []
    for side, read in (("a", before), ("b", after)):
        found = [*read, (f"only-{side}", [])]
        sides.append(fill(folder / side, *(forms for _, forms in found), names=[name for name, _ in found]))
    there, back = changes(*sides), changes(*sides[::-1])
    assert Counter(map(mirrored, there)) == Counter(map(nameless, back))
    assert changes(sides[0], sides[0]) == []


names = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=6)


@given(names, names)
def test_everything_is_paired_or_said_once(a: list[tuple[str, str]], b: list[tuple[str, str]]) -> None:
    one, other = ([(at, *name) for at, name in enumerate(side)] for side in (a, b))
    found = find_pairs(one, other, [lambda each: each[1:], lambda each: each[1]])
    seen_a = [x for x, _ in found.pairs] + [x for group in found.ambiguous for x in group.a] + [*found.gone]
    seen_b = [y for _, y in found.pairs] + [y for group in found.ambiguous for y in group.b] + [*found.new]
    assert (sorted(seen_a), sorted(seen_b)) == (one, other)
    assert all(x[1] == y[1] for x, y in found.pairs)


def run(*words: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, ["diff", *map(str, words)])
    return found.exit_code, found.stdout, found.stderr


def test_the_command_ends_with_10_if_anything_changed_and_0_if_nothing_did(tmp_path: Path) -> None:
    a, b = (fill(tmp_path / score, [form_of("甲", score=score)], names=["x"]) for score in ("90", "91"))
    code, printed, said = run(a, b)
    (row,) = csv.DictReader(io.StringIO(printed))
    assert (code, row["field"], row["value_b"], row["difference"]) == (10, "total/score", "91", "1")
    assert said == "value changed: 1\n1 changes\n"
    assert run(a, a) == (0, printed.partition("\n")[0] + "\n", "0 changes\n")


@pytest.mark.parametrize("name", ["changes.csv", "changes.xlsx", "changes.json"])
def test_the_command_writes_all_changes_into_a_file(tmp_path: Path, name: str) -> None:
    a, b = (fill(tmp_path / score, [form_of("=1+1", score=score)], names=["x"]) for score in ("90", "91"))
    assert run(a, b, "-o", tmp_path / name)[:2] == (10, "")
    if name.endswith("json"):
        (row,) = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert (row["project"], row["difference"], row["label"]) == ("=1+1", 1, None)
    assert run(a, a, "-o", tmp_path / name)[:2] == (0, "")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("kind", ["device", "file"])
def test_what_is_no_folder_is_refused_with_what_to_name(tmp_path: Path, order: int, kind: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    wrong = tmp_path / "file" if kind == "file" else Path(os.devnull)
    out = fill(tmp_path / "out", [form_of("甲")])
    code, _, said = run(*[out, wrong][::order])
    assert (code, f"{wrong}: is no folder; name one that pdf2form convert has filled" in said) == (2, True)
