"""The fixtures themselves: data, truth and PDFs belong together, and the numbers in the data are consistent."""

import io
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
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
PDFS = sorted(path for path in ROOT.glob("*/*.pdf") if path.parent.name != "bad")


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
        parts = [form["funding"][0][key], *(indicator[key] for indicator in form["indicators"])]
        total = sum(Decimal(str(part["value"])) for part in parts)
        if form["total"][key] is not None:
            assert total == Decimal(str(form["total"][key]["value"]))


@pytest.mark.parametrize("name", BASES)
def test_scores_of_numbers_follow_the_provincial_rules(name: str) -> None:
    for indicator in truth_of(name)["indicators"]:
        target, actual = indicator["target"]["value"], indicator["actual"]["value"]
        weight, score = (Decimal(str(indicator[key]["value"])) for key in ("weight", "score"))
        if target and actual and target["op"] and actual["number"] is not None and target["number"] > 0:
            assert score == share(target, actual, weight)


def share(target: dict[str, Any], actual: dict[str, Any], weight: Decimal) -> Decimal:
    wanted, reached = (Decimal(str(each["number"])) for each in (target, actual))
    part = reached / wanted if target["op"] in {"ge", "gt", "eq"} else 1 - (reached - wanted) / wanted
    return (weight * min(max(part, Decimal(0)), Decimal(1))).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("path", PDFS, ids=document_id)
def test_every_printed_character_is_in_the_pdf(path: Path) -> None:
    truth = truth_of(path.parent.name)
    wanted: Counter[str] = Counter()
    for form in truth.get("forms", [truth]):
        values = {key: value for key, value in form.items() if key != "findings"}
        wanted += characters("".join(raws(values)))
    assert not wanted - characters(printed(path.read_bytes()))


def raws(part: Any) -> Iterator[str]:
    """All printed strings but 一级 and 二级, which stand once for many indicators."""
    if isinstance(part, dict) and isinstance(part.get("raw"), str):
        yield part["raw"]
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from () if key in {"level1", "level2"} else raws(value)
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
