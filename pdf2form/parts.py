"""What a form is made of: readings, the lines of its blocks, findings. `record` puts them together.

Numbers are `Decimal` made from the printed string; JSON gets plain numbers. `None` means that the form has no
such place, or that there is nothing to understand; `""` and `()` mean: looked, and it is empty.
"""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, Strict

T = TypeVar("T")

Operator = Literal["eq", "ge", "gt", "le", "lt"]
Result = Literal["pass", "rounding", "mismatch", "unchecked", "doubt", "remark"]
FundingKind = Literal["total", "current_year", "carried_over", "other", "unlisted"]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() and abs(number) >= 2**53 else float(number)


Number = Annotated[Decimal, PlainSerializer(_plain, return_type=int | float, when_used="json")]
"""Exact inside; a JSON number outside."""

NumberOrText = Annotated[Annotated[str, Strict()] | Number, Field(union_mode="left_to_right")]
"""A number, or a word; the word "96.97" stays a word, which pydantic's own choice would make a number."""


class Part(BaseModel):
    """Frozen, and no key beside the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Where(Part):
    """A place in the document: `box` is (x0, top, x1, bottom), points from the top left of the upright page."""

    page: int
    box: tuple[float, float, float, float]


class Quantity(Part):
    """A target (年度指标值) or an actual (实际完成值), understood.

    Attributes:
        op: the printed sign; None for a range, for words, and where no sign is printed.
        number: the number, or the low end of a range.
        high: the high end of a range.
        unit: as printed, without its brackets.
        text: a value in words, or a date; then all else is None.
    """

    op: Operator | None = None
    number: Number | None = None
    high: Number | None = None
    unit: str | None = None
    text: str | None = None


class Reading(Part, Generic[T]):
    """One printed value: its characters, its meaning, its place.

    Attributes:
        raw: the printed characters, wrapped lines rejoined, never corrected; "" if the cell is blank.
        value: `raw` understood; None if there is nothing to understand, or it cannot be.
        where: one place for each cell read; two if a page break cuts the cell.
        source: from the text layer, or recognised from a picture.
        confidence: of the recogniser, 0..1; None for text.
    """

    raw: str
    value: T | None
    where: tuple[Where, ...]
    source: Literal["text", "ocr"] = "text"
    confidence: float | None = None


Text = Reading[str]
Amount = Reading[Number]
Year = Reading[int]
Measure = Reading[Quantity]


class Extra(Part):
    """Something printed that has no key of its own: its label, and what stands beside it."""

    label: Text
    value: Text


class FundingLine(Part):
    """One row of 项目资金; money in the unit of the form's heading unless the cell prints its own.

    Attributes:
        label: 年度资金总额, 其中：当年财政拨款, and so on.
        initial_budget: 年初预算数.
        annual_budget: 全年预算数.
        executed: 全年执行数.
        weight: 分值; usually only the total row has one.
        rate: 执行率, in percent.
        score: 得分.
    """

    kind: FundingKind
    label: Text
    initial_budget: Amount | None = None
    annual_budget: Amount | None = None
    executed: Amount | None = None
    weight: Amount | None = None
    rate: Amount | None = None
    score: Amount | None = None
    extra: tuple[Extra, ...] = ()


class Goal(Part):
    """One row of 年度总体目标: what was expected (预期目标), what was reached (实际完成情况)."""

    expected: Text | None = None
    actual: Text | None = None
    extra: tuple[Extra, ...] = ()


class Indicator(Part):
    """One row of the indicator table (绩效指标).

    Attributes:
        level1: 一级指标, such as 产出指标; carried down from the cell that spans the rows. `raw` is as
            printed, with a share such as (50分); `value` is the name.
        level2: 二级指标, such as 数量指标; carried down likewise.
        level3: 三级指标, the indicator's own name.
        target: 年度指标值.
        actual: 实际完成值.
        weight: 分值, points of the form's 100.
        score: 得分.
        reason: 偏差原因分析及改进措施.
    """

    level1: Text | None = None
    level2: Text | None = None
    level3: Text | None = None
    target: Measure | None = None
    actual: Measure | None = None
    weight: Amount | None = None
    score: Amount | None = None
    reason: Text | None = None
    extra: tuple[Extra, ...] = ()


class Total(Part):
    """总分: the sum of the weights, the sum of the scores."""

    weight: Amount | None = None
    score: Amount | None = None


class SubTable(Part):
    """A table inside the form of a kind that is not modelled, such as a task list."""

    label: Text
    rows: tuple[tuple[Text, ...], ...]


class Message(Part):
    """One sentence, in English and in Chinese."""

    en: str
    zh: str


class Finding(Part):
    """What is printed against what can be recomputed, or a doubt about a reading.

    Attributes:
        rule: the check, such as "total-score".
        rule_set: the scoring rules that were applied, such as "provincial"; None where none is needed.
        result: see docs/contract.md; only `mismatch` and `doubt` make a form flagged.
        subject: JSON pointer of the reading inside the form, such as "/total/score".
        inputs: JSON pointers of what it was recomputed from.
        printed: the printed number or word.
        recomputed: the nearest number that the inputs allow.
        low: the least that the inputs allow.
        high: the most that the inputs allow.
        difference: printed minus recomputed.
        suggested: the better candidate, where there is one; never put into the reading.
    """

    rule: str
    rule_set: str | None = None
    result: Result
    subject: str
    inputs: tuple[str, ...] = ()
    printed: NumberOrText | None = None
    recomputed: NumberOrText | None = None
    low: Number | None = None
    high: Number | None = None
    difference: Number | None = None
    suggested: NumberOrText | None = None
    message: Message
    where: tuple[Where, ...] = ()


P = TypeVar("P", bound=Part)


def with_places(part: P, moved: Callable[[Where], Where]) -> P:
    """Return a part with every place inside it moved."""
    return _inside(part, lambda value: moved(value) if isinstance(value, Where) else value)


def with_scanned(part: P, pages: Collection[int]) -> P:
    """Return a part whose blank readings on recognised pages say so: they have no character that tells."""

    def told(value: Any) -> Any:
        blank = isinstance(value, Reading) and not value.raw and value.where
        scanned = blank and all(place.page in pages for place in value.where)
        return value.model_copy(update={"source": "ocr"}) if scanned else value

    return _inside(part, told)


def _inside(part: P, change: Callable[[Any], Any]) -> P:
    """Return a part with everything inside it changed, the innermost first."""

    def changed(value: Any) -> Any:
        if isinstance(value, Part):
            return change(_inside(value, change))
        return tuple(map(changed, value)) if isinstance(value, tuple) else value

    return part.model_copy(update={name: changed(getattr(part, name)) for name in type(part).model_fields})
