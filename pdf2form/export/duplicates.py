"""Whether a form says the same as another one, wherever it stands."""

from decimal import Decimal
from hashlib import blake2b

from pdf2form.parse.values import clean_text
from pdf2form.record import Form
from pdf2form.rows import AnyReading, plain_number, value_of

BYTES = 16
"""Of a digest: among a billion forms, two different ones that look alike by chance are one in 10^20."""


def digest(form: Form) -> bytes:
    """Return a short digest of all values of a form as read: project, year, unit, every line and note.

    Places, blank cells, and what is ignored (page footers) do not count: they differ between two files with one form.
    A text that was not understood counts as it is printed.
    """
    found = blake2b(digest_size=BYTES)
    for subject, reading in form.readings():
        said = _said(reading)
        if said and not subject.startswith("/ignored/"):
            found.update(f"{subject} {said!r}\n".encode("utf-8", "surrogatepass"))
    return found.digest()


def _said(reading: AnyReading) -> str | None:
    value = value_of(reading)
    if value is None:
        return clean_text(reading.raw)
    return value if isinstance(value, str) else plain_number(Decimal(str(value)))
