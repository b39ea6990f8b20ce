import csv
from decimal import Decimal
from pathlib import Path

import pytest

from pdf2form.export.duplicates import digest
from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.export.tables import open_csv
from pdf2form.parts import Extra, Indicator, Part, Where, with_places
from pdf2form.record import Form, Total
from tests.handmade import a_form, a_record, amount, finding, text
from tests.input_rows import write_tables


def marks(out: Path, *documents: tuple[Form, ...]) -> list[str]:
    """Return duplicate_of for every form, of documents whose names are digits in order."""
    rows = []
    for number, forms in enumerate(documents, start=1):
        write_record(out, a_record(*forms, sha256=f"{number:064x}".replace("0", str(number))))
        rows.append(InputRow(f"{number}.pdf", sha256=f"{number:064x}".replace("0", str(number))))
    write_tables(out, rows, [open_csv])
    with (out / "forms.csv").open(encoding="utf-8", newline="") as file:
        return [row["duplicate_of"] for row in csv.DictReader(file)]


def test_the_same_form_in_another_file_is_marked_with_the_first(tmp_path: Path) -> None:
    other = a_form().model_copy(update={"project": text("另一项目")})
    found = marks(tmp_path, (other,), (a_form(),), (a_form(), other))
    assert found == ["", "", "2222222222222222-01", "1111111111111111-01"]


def test_the_same_form_twice_in_one_file_is_marked_too(tmp_path: Path) -> None:
    assert marks(tmp_path, (a_form(), a_form(number=2))) == ["", "1111111111111111-01"]


def moved(form: Form) -> Form:
    return with_places(form, lambda _where: Where(page=7, box=(1, 2, 3, 4)))


@pytest.mark.parametrize(
    "update",
    [
        {"pages": (7, 8)},
        {"findings": (finding("/total/score"),), "verdict": "flagged"},
        {"ignored": (text("第 3 页"),)},
        {"grade": text("")},
        {"total": Total(weight=amount("100"), score=amount("96.970"))},
    ],
)
def test_place_page_footers_and_decimals_do_not_matter(update: dict[str, Part]) -> None:
    assert digest(moved(a_form().model_copy(update=update))) == digest(a_form())


@pytest.mark.parametrize(
    "update",
    [
        {"project": text("望海市养老服务（二期）")},
        {"year": a_form().year and a_form().year.model_copy(update={"value": 2023})},  # type: ignore[union-attr]
        {"unit": text("望海市民政局")},
        {"total": Total(weight=amount("100.00"), score=amount("96.98"))},
        {
            "total": Total(
                weight=amount("100.00"), score=amount("96").model_copy(update={"raw": "九十六", "value": None})
            )
        },
        {"extra": (Extra(label=text("联系电话"), value=text("12346")),)},
        {"indicators": (*a_form().indicators, Indicator(level3=text("助浴人次")))},
    ],
)
def test_every_value_matters(update: dict[str, Part]) -> None:
    assert digest(a_form().model_copy(update=update)) != digest(a_form())


def test_a_text_that_looks_like_a_number_is_no_number() -> None:
    score = a_form().model_copy(update={"extra": (Extra(label=text("1.0"), value=text("a")),)})
    other = a_form().model_copy(update={"extra": (Extra(label=text("1"), value=text("a")),)})
    assert Decimal("1.0") == Decimal("1")
    assert digest(score) != digest(other)


def test_the_frames_of_a_single_record_have_the_column_empty() -> None:
    assert a_form().to_frames()["forms"]["duplicate_of"].tolist() == [None]
