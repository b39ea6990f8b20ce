"""A heading that no label knows is never passed over in silence, whatever template the rest fits."""

from typing import Any

import pytest

from fixtures.model import Form, load
from fixtures.producers import reportlab_
from pdf2form.convert import convert
from pdf2form.record import Form as Record

INDICATORS = ["年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施", "一级指标", "二级指标", "三级指标"]
MONEY = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]


def read(form: Form) -> Record:
    options: dict[str, Any] = {"habit": "lines", "font": "wqy"}
    (found,) = convert(reportlab_.render([form], options)).forms
    return found


def renamed(block: str, heading: str) -> Form:
    """A form of mof with another word for one heading."""
    form = load("mof-park")
    columns = [column.replace(f"| {heading} |", "| 另一说法 |") for column in form.layout[block]]
    return form._replace(layout=form.layout | {block: columns})


@pytest.mark.parametrize(
    ("block", "heading"), [*(("columns", word) for word in INDICATORS), *(("money", word) for word in MONEY)]
)
def test_a_heading_of_another_name_is_doubted(block: str, heading: str) -> None:
    found = read(renamed(block, heading))
    assert "not-understood" in {finding.rule for finding in found.findings if finding.result == "doubt"}
    assert found.verdict == "flagged"


@pytest.mark.parametrize("name", ["sichuan-archive", "municipal-forest", "chongqing-district-market"])
def test_a_column_that_is_known_to_have_no_key_is_not(name: str) -> None:
    found = read(load(name))
    assert any(line.extra for line in found.funding) or any(row.extra for row in found.indicators)
    assert found.verdict == "clean"
