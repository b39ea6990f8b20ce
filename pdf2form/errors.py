"""What can go wrong before a record exists, each with the exit code that the command line answers.

A fault of one document never travels as an exception beyond `convert`: it becomes the record's `fault`.
These classes carry it there, and carry what stops a whole run (OUT cannot be written, a wrong option).
"""

from typing import ClassVar


class Pdf2formError(Exception):
    """The request cannot be met; the one string says what, where and what to do."""

    exit_code: ClassVar[int] = 1


class UsageFault(Pdf2formError):
    """The command was called in a way that has no meaning."""

    exit_code = 2


class OutputUnwritable(Pdf2formError):
    """OUT cannot be written: read-only, full, or not a folder."""

    exit_code = 7


class DocumentFault(Pdf2formError):
    """One document cannot be read. `code` is the record's fault code of docs/contract.md."""

    exit_code = 3
    code: ClassVar[str] = "damaged"


class EncryptedDocument(DocumentFault):
    """The PDF wants a password, or another one."""

    code = "encrypted"


class NotAPdf(DocumentFault):
    """The bytes are no PDF, whatever the name says."""

    code = "not_a_pdf"


class EmptyDocument(DocumentFault):
    """There are no bytes."""

    code = "empty"


class DamagedDocument(DocumentFault):
    """It begins like a PDF, and cannot be read as one."""

    code = "damaged"


class NoPages(DocumentFault):
    """The PDF can be read, and has no page."""

    code = "no_pages"


class TooLarge(DocumentFault):
    """A named limit was passed."""

    code = "too_large"
