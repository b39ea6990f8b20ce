"""What every reader of a document answers: how many pages there are, and the wanted ones."""

from collections.abc import Iterator
from typing import NamedTuple

from pdf2form.page import Page


class Pages(NamedTuple):
    """The pages of one document."""

    count: int
    """Pages of the document, wanted or not."""
    pages: Iterator[Page]
    """The wanted ones in order, read lazily; one that cannot be read is blank and has its fault."""
