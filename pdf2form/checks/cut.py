"""What can be said of a form of which a part may be missing: beside pages that were left out, or not wholly read."""

from collections.abc import Collection

from pdf2form.record import Finding, Message

WHOLE_FORM_RULES = frozenset({"weights-sum", "total-weight", "total-score", "no-total"})
"""Checks that need every row of a form; they say nothing of one that `pages` may have cut."""


def with_missing(
    findings: Collection[Finding], *, left_out: Collection[int], faulty: Collection[int]
) -> tuple[Finding, ...]:
    """Return the findings of a form, and a doubt of it as a whole if a part of it may be missing.

    Args:
        findings: of the form as far as it was read.
        left_out: pages on or beside its own that were not asked for.
        faulty: pages on or beside its own that were not wholly read.
    """
    found = (*findings, *([_fault_doubt(faulty)] if faulty else ()))
    return (*map(_uncut, found), _selection_doubt(left_out)) if left_out else found


def _selection_doubt(left_out: Collection[int]) -> Finding:
    listed = ", ".join(map(str, left_out))
    message = Message(
        en=f"The form stands beside pages that were not asked for ({listed}): a part of it may be missing here.",
        zh=f"表格紧邻未选读的页面（第 {listed.replace(', ', '、')} 页），可能不完整。",
    )
    return Finding(rule="page-selection", result="doubt", subject="", message=message)


def _fault_doubt(faulty: Collection[int]) -> Finding:
    listed = ", ".join(map(str, faulty))
    message = Message(
        en=f"Page {listed} could not be read wholly: any value of this form may be missing, or not be what is printed.",
        zh=f"第 {listed.replace(', ', '、')} 页未能完整读取，本表任何数值都可能缺失或有误，请核对原件。",
    )
    return Finding(rule="damaged-page", result="doubt", subject="", message=message)


def _uncut(finding: Finding) -> Finding:
    """Take back what a sum over the whole form says against the paper, where we may have cut the form ourselves."""
    bad = ("mismatch", "doubt") if finding.rule == "no-total" else ("mismatch",)
    if finding.rule not in WHOLE_FORM_RULES or finding.result not in bad:
        return finding
    message = Message(
        en="Not judged: only a part of the pages was asked for, so rows of this form may be missing.",
        zh="仅选读了部分页面，表格各行可能不全，未核算。",
    )
    nothing = dict.fromkeys(("recomputed", "low", "high", "difference", "suggested"))
    return finding.model_copy(update={"result": "unchecked", "message": message, **nothing})
