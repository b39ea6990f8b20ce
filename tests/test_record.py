import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf2form.record import (
    VERSION,
    Finding,
    Form,
    FundingLine,
    Indicator,
    Message,
    Quantity,
    Reading,
    Record,
    SubTable,
    Text,
    Where,
)
from pdf2form.rows import COLUMNS, quantity_text, walk_readings
from tests.handmade import SHA256, a_form, a_record, amount, finding, measure, text

numbers = st.decimals(min_value=-(10**11), max_value=10**11, places=4, allow_nan=False)
words = st.text(st.characters(codec="utf-8"), max_size=8)
places = st.builds(Where, page=st.integers(1, 99), box=st.tuples(*[st.floats(0, 2000)] * 4))
wheres = st.lists(places, max_size=2).map(tuple)
texts = st.builds(Text, raw=words, value=st.none() | words, where=wheres)
amounts = st.builds(Reading[Decimal], raw=words, value=st.none() | numbers, where=wheres)
quantities = st.builds(
    Quantity,
    op=st.sampled_from(["eq", "ge", "gt", "le", "lt", None]),
    number=st.none() | numbers,
    high=st.none() | numbers,
    unit=st.none() | words,
    text=st.none() | words,
)
measures = st.builds(Reading[Quantity], raw=words, value=st.none() | quantities, where=wheres)
found = st.builds(
    Finding,
    rule=words,
    result=st.sampled_from(["pass", "mismatch", "doubt"]),
    subject=st.sampled_from(["/total/score", "/funding/0/score", "/indicators/0/target", "/title", "", "/funding/7"]),
    printed=st.none() | numbers | words | st.just("96.97"),
    recomputed=st.none() | numbers,
    message=st.builds(Message, en=words, zh=words),
    where=wheres,
)
forms = st.builds(
    Form,
    form=st.integers(1, 9),
    pages=st.lists(st.integers(1, 99), max_size=3).map(tuple),
    verdict=st.sampled_from(["clean", "flagged"]),
    template=words,
    title=st.none() | texts,
    funding=st.lists(st.builds(FundingLine, kind=st.just("other"), label=texts, score=amounts), max_size=2).map(tuple),
    indicators=st.lists(st.builds(Indicator, level3=texts, target=measures, weight=amounts), max_size=2).map(tuple),
    findings=st.lists(found, max_size=2).map(tuple),
)


@settings(max_examples=30)
@given(st.lists(forms, max_size=2))
def test_a_record_survives_json(made: list[Form]) -> None:
    record = a_record(*made)
    written = record.model_dump_json()
    again = Record.model_validate_json(written)
    assert again == record
    assert again.model_dump_json() == written


@settings(max_examples=30)
@given(forms)
def test_rows_have_the_columns_of_their_table(form: Form) -> None:
    for table, lines in form.to_rows().items():
        assert all(set(line) == set(COLUMNS[table]) for line in lines), table


@settings(max_examples=30)
@given(forms)
def test_tables_from_json_are_the_tables_from_the_record(form: Form) -> None:
    record = a_record(form)
    again = Record.model_validate_json(record.model_dump_json())
    assert again.forms[0].to_rows() == record.forms[0].to_rows()


def test_every_reading_has_its_json_pointer() -> None:
    form = a_form().model_copy(update={"tables": (SubTable(label=text("任务"), rows=((text("a"), text("b")),)),)})
    pointers = dict(form.readings())
    wanted = ["/title", "/funding/0/score", "/indicators/0/extra/0/value", "/total/score", "/extra/0/label"]
    assert {*wanted, "/tables/0/rows/0/1"} <= set(pointers)
    assert pointers["/total/score"].raw == "96.97"


def test_every_pointer_leads_to_its_reading_in_the_json() -> None:
    form = a_form()
    whole = json.loads(form.model_dump_json())
    for pointer, reading in walk_readings(form):
        found = whole
        for key in pointer.strip("/").split("/"):
            found = found[int(key)] if key.isdecimal() else found[key]
        assert found["raw"] == reading.raw


def test_forms_of_a_record_know_their_document() -> None:
    form = a_form(number=2)
    assert a_record(form).forms[0].form_id == f"{SHA256[:16]}-02"
    assert form.form_id == "-02"


def test_frames_have_the_columns_of_the_csv_tables_and_plain_numbers() -> None:
    frames = a_record(a_form(finding("/total/score"))).forms[0].to_frames()
    assert {name: (*frame.columns,) for name, frame in frames.items()} == COLUMNS
    assert frames["funding"]["executed_yuan"].tolist() == [28387100.0]
    assert frames["indicators"]["target_op"].tolist() == ["ge"]


def test_yuan_is_empty_without_a_unit() -> None:
    form = a_form().model_copy(update={"money_unit": None})
    assert form.to_rows()["funding"][0]["executed_yuan"] is None
    assert form.to_rows()["funding"][0]["executed"] == Decimal("2838.71")


@pytest.mark.parametrize(
    ("subject", "table", "doubts"),
    [
        ("/funding/0/score", "funding", "score"),
        ("/indicators/0/target", "indicators", "target"),
        ("/indicators/0", "indicators", "row"),
        ("/total/score", "forms", "total_score"),
        ("/title", "forms", "title"),
        ("/indicators/0/target", "forms", "indicators"),
        ("", "forms", "form"),
    ],
)
def test_a_doubt_is_named_in_its_row(subject: str, table: str, doubts: str) -> None:
    form = a_form(finding(subject))
    assert form.to_rows()[table][0]["doubts"] == doubts


def test_a_doubt_about_line_12_is_none_about_line_1() -> None:
    lines = (a_form().indicators[0],) * 13
    form = a_form(finding("/indicators/12/score")).model_copy(update={"indicators": lines})
    rows = form.to_rows()["indicators"]
    assert [row["line"] for row in rows if row["doubts"]] == [12]


def test_only_doubts_are_doubts() -> None:
    rows = a_form(finding("/total/score", "mismatch")).to_rows()
    assert rows["forms"][0]["doubts"] is None
    assert rows["forms"][0]["mismatches"] == 1


def test_diff_names_the_line_and_falls_back_on_the_place_of_its_subject() -> None:
    row = a_form(finding("/indicators/0/weight", "mismatch", printed=Decimal("15.00"))).to_rows()["diff"][0]
    assert (row["label"], row["page"], row["x0"]) == ("助餐人次", 1, 10.0)


def test_a_reading_on_two_pages_has_two_rows() -> None:
    cut = text("时效指标").model_copy(update={"where": tuple(Where(page=n, box=(0, 0, 1, 1)) for n in (1, 2))})
    rows = a_form().model_copy(update={"title": cut}).to_rows()["readings"]
    assert [row["page"] for row in rows if row["subject"] == "/title"] == [1, 2]


def test_a_quantity_fits_into_one_cell() -> None:
    assert quantity_text(Quantity(op="ge", number=Decimal("85"), unit="%")) == "ge 85 %"
    assert quantity_text(Quantity(number=Decimal(3), high=Decimal(5), unit="次")) == "3..5 次"
    assert quantity_text(Quantity(text="合理")) == "合理"
    assert measure("/", Quantity()).value == Quantity()


def test_a_printed_word_that_looks_like_a_number_stays_a_word() -> None:
    assert finding("/title", printed="96.97").printed == "96.97"
    assert isinstance(finding("/title", printed=amount("96.97").value).printed, Decimal)


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
