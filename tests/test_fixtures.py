"""The fixtures themselves: data, truth and PDFs belong together, and the numbers in the data are consistent."""

import io
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

import fixtures
from fixtures import breaks
from fixtures.bad import FILES
from fixtures.cut import Label
from fixtures.model import DATA, file_name, load, names
from fixtures.producers import reportlab_
from fixtures.truth import truths

ROOT = Path(fixtures.__file__).parent
PDFS = sorted(path for path in ROOT.glob("*/*.pdf") if path.parent.name not in {"bad", "scanned"})


def source(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


BASES = [name for name in names() if not {"base", "forms"} & set(source(name))]


def truth_of(name: str) -> Any:
    return json.loads((ROOT / name / "truth.json").read_text(encoding="utf-8"))


def document_id(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_every_form_has_its_folder_and_no_other_is_there() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/truth.json")}
    assert folders == set(names()) == {path.parent.name for path in PDFS}


TEMPLATES = tomllib.loads((DATA / "_templates.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rows", [3, 15, 60])
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_template_is_printed_in_three_sizes_by_two_producers(template: str, rows: int) -> None:
    most = 80 if rows == 60 else rows
    found = [name for name, (own, size) in sizes().items() if own == template and rows <= size <= most]
    assert any(len({options["producer"] for options in source(name)["render"]}) > 1 for name in found)


@cache
def sizes() -> dict[str, tuple[str, int]]:
    """Template and number of indicators of each form."""
    return {name: (form["template"], len(form["indicators"])) for name in BASES if (form := truth_of(name))}


@pytest.mark.parametrize("name", names())
def test_the_pdfs_are_those_that_the_data_names(name: str) -> None:
    wanted = {file_name(options) for options in source(name)["render"]}
    assert {path.name for path in (ROOT / name).glob("*.pdf")} == wanted


@pytest.mark.parametrize("name", names())
def test_truth_is_that_of_the_data(name: str) -> None:
    forms = [load(each) for each in source(name).get("forms", [name])]
    assert truth_of(name) == truths(forms)


@pytest.mark.parametrize("name", names())
def test_findings_point_at_readings(name: str) -> None:
    for form in truth_of(name).get("forms", [truth_of(name)]):
        for finding in form["findings"]:
            found = form
            for step in finding["subject"].strip("/").split("/"):
                found = found[int(step)] if step.isdigit() else found[step]
            assert "raw" in found


@pytest.mark.parametrize("name", BASES)
def test_weights_make_100_and_scores_the_total(name: str) -> None:
    form = truth_of(name)
    for key in ("weight", "score"):
        rows = [part["value"] for indicator in form["indicators"] if (part := indicator[key])]
        money = (form["funding"][0][key] or {}).get("value")
        total = sum(Decimal(str(value)) for value in [money, *rows] if value is not None)
        if form["total"][key] is not None and rows:
            assert total == Decimal(str(form["total"][key]["value"]))
        if key == "weight" and rows:
            assert total == 100


@pytest.mark.parametrize("name", BASES)
def test_money_adds_up(name: str) -> None:
    total, *rows = truth_of(name)["funding"]
    for key in ("initial_budget", "annual_budget", "executed"):
        values = [row[key]["value"] for row in rows if row[key] and row[key]["value"] is not None]
        if values:
            assert sum(Decimal(str(value)) for value in values) == Decimal(str(total[key]["value"]))


@pytest.mark.parametrize("name", BASES)
def test_scores_of_numbers_follow_the_provincial_rules(name: str) -> None:
    indicators = truth_of(name)["indicators"]
    for indicator, below in zip(indicators, [*indicators[1:], None], strict=True):
        target, actual = indicator["target"]["value"], indicator["actual"]["value"]
        weight, score = (points(indicator, below, key) for key in ("weight", "score"))
        numbers = target and actual and target["op"] and actual["number"] is not None and target["number"] > 0
        if numbers and weight is not None and score is not None:
            assert score == share(target, actual, weight)


def points(indicator: Any, below: Any, key: str) -> Decimal | None:
    """The points of one row alone; None where its cell spans more rows, or there is none."""
    own = indicator[key] and indicator[key]["value"]
    shared = below is not None and below[key] == {"raw": "", "value": None}
    return None if own is None or shared else Decimal(str(own))


def share(target: dict[str, Any], actual: dict[str, Any], weight: Decimal) -> Decimal:
    wanted, reached = (Decimal(str(each["number"])) for each in (target, actual))
    part = reached / wanted if target["op"] in {"ge", "gt", "eq"} else 1 - (reached - wanted) / wanted
    return (weight * min(max(part, Decimal(0)), Decimal(1))).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("path", PDFS, ids=document_id)
def test_every_printed_character_is_in_the_pdf(path: Path) -> None:
    truth = truth_of(path.parent.name)
    wanted: Counter[str] = Counter()
    for form in truth.get("forms", [truth]):
        again = {"findings", "year"} if form["year"] and form["year"]["raw"] in form["title"]["raw"] else {"findings"}
        values = {key: value for key, value in form.items() if key not in again}
        wanted += characters("".join(raws(values)))
    assert not wanted - characters(printed(path.read_bytes()))


def raws(part: Any) -> Iterator[str]:
    """All printed strings but those that stand once for many rows: 一级, 二级, and headings of unknown columns."""
    if isinstance(part, dict) and isinstance(part.get("raw"), str):
        yield part["raw"]
    elif isinstance(part, dict):
        row = "target" in part or "kind" in part
        for key, value in part.items():
            if row and key == "extra":
                yield from raws([pair["value"] for pair in value])
            elif key not in {"level1", "level2"}:
                yield from raws(value)
    elif isinstance(part, list):
        for value in part:
            yield from raws(value)


def printed(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    texts: list[str] = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "".join(texts)


def characters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\x00-\x1f]", "", unicodedata.normalize("NFKC", text)))


@pytest.mark.parametrize("name", names())
def test_pdfs_with_the_standard_font_are_what_the_data_gives(name: str) -> None:
    forms = [load(each) for each in source(name).get("forms", [name])]
    for options in source(name)["render"]:
        if options["producer"] == "reportlab" and "font" not in options:
            made = reportlab_.render(forms, {key: options[key] for key in options.keys() - {"producer", "name"}})
            assert drawn(made) == drawn((ROOT / name / file_name(options)).read_bytes())


def drawn(data: bytes) -> list[tuple[str, bytes]]:
    """Pages without their packing, which differs between versions of zlib."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [(repr(page.mediabox), page.Contents.read_bytes()) for page in pdf.pages]


def test_bad_inputs_are_all_there_and_named() -> None:
    expected = tomllib.loads((ROOT / "bad" / "expected.toml").read_text(encoding="utf-8"))["files"]
    assert set(expected) == set(FILES) == {path.name for path in (ROOT / "bad").glob("*.pdf")}


@pytest.mark.parametrize("label", ["cut", "blank"])
@pytest.mark.parametrize("valign", ["middle", "top"])
def test_a_break_loses_and_doubles_no_character(valign: Any, label: Label) -> None:
    form = load("seed-service")
    whole = characters(printed(breaks.render(form, breaks=[], valign=valign)))
    for at in breaks.positions(form, valign=valign):
        cut = breaks.render(form, breaks=[at], label=label, valign=valign)
        assert characters(printed(cut)) == whole


def test_breaks_reach_into_rows() -> None:
    form = load("seed-portal")
    inside = breaks.inside_rows(form)
    assert len(inside) > 50
    assert len(pypdfium2.PdfDocument(breaks.render(form, breaks=inside[:2]))) == 3
