"""What a record says of a document, or of one of its pages, that could not be read."""

import traceback
from collections.abc import Collection
from pathlib import Path

from pdf2form.errors import IN_CHINESE, DocumentFault, in_both
from pdf2form.page import Page
from pdf2form.record import Fault, PageEntry

NO_MEMORY = ("bad_alloc", "bad allocation", "Insufficient memory", "Failed to allocate")
"""What compiled libraries say, in errors of their own, when they get no memory."""


def unreachable(error: OSError | ValueError | DocumentFault) -> Fault:
    """Return the fault of bytes that could not be had: in our words, or those of the system without the path."""
    if isinstance(error, DocumentFault):
        return fault(error.code, str(error))
    message = error.strerror if isinstance(error, OSError) else str(error)  # ValueError: a NUL in the path
    return fault("unreachable", message or type(error).__name__)


def page_entry(page: Page) -> PageEntry:
    """Return what a record says of a page."""
    found = fault(page.fault.code, page.fault.message) if page.fault else None
    size = {"width": round(page.width, 2), "height": round(page.height, 2)}
    return PageEntry(page=page.number, source=page.source, fault=found, **size)


def unread(entry: PageEntry) -> PageEntry:
    """Say that a page prints a form that could not be read, so that it does not pass for a page without one."""
    why = "but they stand in no table that was recognised: its rulings are missing or torn"
    todo = f"Look at it with `pdf2form inspect FILE --page {entry.page}`, and enter its values by hand"
    message = f"Page {entry.page} prints the headings of a self-evaluation, {why}. {todo}."
    return entry.model_copy(update={"fault": fault("unread_form", message)})


def page_faults(entries: Collection[PageEntry]) -> Fault | None:
    """Return why a document without a form counts as failed: a form may stand on a page that was not read."""
    faults = {entry.page: entry.fault for entry in entries if entry.fault}
    if not faults:
        return None
    codes = {each.code for each in faults.values()}
    code = "needs_ocr" if codes == {"needs_ocr"} and len(faults) == len(entries) else "unread_pages"
    first = next(iter(faults.values()))
    why = first.message.removesuffix(IN_CHINESE.get(first.code, "")).rstrip()
    return fault(code, f"no form found, and {len(faults)} of {len(entries)} pages not read: {why}")


def fault(code: str, message: str) -> Fault:
    """Return a fault in both languages."""
    return Fault(code=code, message=in_both(code, message))


def crashed(error: Exception) -> Fault:
    """Return the fault of an error of our own: its type, and the line of our code, for whoever reports it.

    Neither the error's words nor the document's path: they may differ between two runs over the same bytes.
    """
    if isinstance(error, MemoryError) or any(words in str(error) for words in NO_MEMORY):
        return fault("out_of_memory", "It takes more memory than it may. Allow more with --memory, or split the file")
    frames = traceback.extract_tb(error.__traceback__)
    spot = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return fault("crashed", f"{type(error).__name__}{spot}: an error of pdf2form, please report it")
