"""Records made by hand, for the tests of everything behind the readers; and places of real fixtures."""

from decimal import Decimal
from pathlib import Path

from pdf2form.record import (
    Document,
    Extra,
    Finding,
    Form,
    FundingLine,
    Goal,
    Indicator,
    Message,
    PageEntry,
    Quantity,
    Reader,
    Reading,
    Record,
    Text,
    Total,
    Where,
)

FIXTURES = Path(__file__).parent.parent / "fixtures"
SHA256 = "0123456789abcdef" * 4
PLACE = Where(page=1, box=(10.004999, 20.0, 30.1259, 40.0))


def text(raw: str) -> Text:
    return Text(raw=raw, value=raw or None, where=(PLACE,))


def amount(raw: str) -> Reading[Decimal]:
    return Reading[Decimal](raw=raw, value=Decimal(raw) if raw else None, where=(PLACE,))


def measure(raw: str, quantity: Quantity) -> Reading[Quantity]:
    return Reading[Quantity](raw=raw, value=quantity, where=(PLACE,))


def finding(subject: str, result: str = "doubt", *, rule: str = "unparsed-number", **more: object) -> Finding:
    message = Message(en="Not as expected.", zh="与预期不符。")
    return Finding.model_validate({"rule": rule, "result": result, "subject": subject, "message": message, **more})


def a_form(*findings: Finding, number: int = 1) -> Form:
    return Form(
        form=number,
        pages=(1, 2),
        verdict="flagged" if findings else "clean",
        template="shanghai-city",
        title=text("财政项目支出绩效自评表"),
        year=Reading[int](raw="（2024年度）", value=2024, where=(PLACE,)),
        project=text("望海市养老服务"),
        department=text("望海市民政局"),
        money_unit=text("万元"),
        funding=(
            FundingLine(
                kind="total",
                label=text("年度资金总额"),
                annual_budget=amount("2848.20"),
                executed=amount("2838.71"),
                score=amount("9.97"),
            ),
        ),
        goals=(Goal(expected=text("完成\n两行"), actual=text("")),),
        indicators=(
            Indicator(
                level1=text("产出指标"),
                level3=text("助餐人次"),
                target=measure("≥85.00(百分比)", Quantity(op="ge", number=Decimal("85.00"), unit="百分比")),
                actual=measure("合理", Quantity(text="合理")),
                weight=amount("15.00"),
                score=amount(""),
                extra=(Extra(label=text("评价标准"), value=text("=1,2")),),
            ),
        ),
        total=Total(weight=amount("100.00"), score=amount("96.97")),
        extra=(Extra(label=text("联系电话"), value=text("12345")),),
        findings=findings,
    )


def a_record(*forms: Form, sha256: str = SHA256) -> Record:
    return Record(
        reader=Reader(version="0.1.0", text="by hand", options={"mode": "auto", "pages": None}),
        document=Document(sha256=sha256, bytes=7, pages=2),
        status="flagged" if any(form.verdict == "flagged" for form in forms) else "clean" if forms else "no_form",
        pages=(PageEntry(page=1, width=595.28, height=841.89, source="text", forms=(1,)),),
        forms=forms,
    )
