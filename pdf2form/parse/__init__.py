"""Sheet to Form: what the labels say stands beside and below them, understood."""

from pdf2form.parse.form import parse_sheet

__all__ = ["parse_sheet"]
