"""OUT folders of forms made by hand, for the tests of what reads whole folders."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from pdf2form.export.folder import write_record
from pdf2form.export.inputs import InputRow
from pdf2form.record import Finding, Form, Indicator, Quantity, Reading, Total
from tests.handmade import PLACE, a_form, a_record, amount, measure, text
from tests.input_rows import write_inputs


def a_row(
    name: str, *, target: str = "90", actual: str = "95", score: str = "10", level2: str = "数量指标"
) -> Indicator:
    """An indicator of 10 points."""
    return Indicator(
        level1=text("产出指标"),
        level2=text(level2),
        level3=text(name),
        target=measure(f"≥{target}", Quantity(op="ge", number=Decimal(target))),
        actual=measure(actual, Quantity(number=Decimal(actual))),
        weight=amount("10"),
        score=amount(score),
        reason=text(""),
    )


def form_of(
    project: str,
    *findings: Finding,
    department: str = "219-望海市民政局",
    unit: str | None = "望海市养老院",
    year: int = 2024,
    score: str = "96.97",
    budget: str = "100",
    rows: Sequence[Indicator] = (),
) -> Form:
    """A form with one money row, in 万元."""
    form = a_form(*findings)
    line = form.funding[0].model_copy(update={"annual_budget": amount(budget), "executed": amount("90")})
    return form.model_copy(
        update={
            "project": text(project),
            "department": text(department),
            "unit": text(unit) if unit is not None else None,
            "year": Reading[int](raw=f"{year}年度", value=year, where=(PLACE,)),
            "funding": (line,),
            "indicators": tuple(rows) or form.indicators,
            "total": Total(weight=amount("100"), score=amount(score)),
        }
    )


def fill(out: Path, *documents: Sequence[Form], names: Sequence[str] = ()) -> Path:
    """Write documents with their forms into a folder, as a run does; their bytes are their names (a, b, …)."""
    inputs = []
    for at, forms in enumerate(documents):
        name = names[at] if names else f"{out.name}-{at}"
        numbered = [form.model_copy(update={"form": number}) for number, form in enumerate(forms, start=1)]
        record = a_record(*numbered, sha256=sha256(name.encode()).hexdigest())
        write_record(out, record)
        inputs.append(InputRow(f"{name}.pdf", "7", "1", record.document.sha256))
    write_inputs(out, inputs)
    return out
