"""What a run asks for: how its documents are read, and what each of them may take."""

import hashlib
from collections.abc import Collection
from typing import NamedTuple

from pdf2form.convert import find_reader
from pdf2form.record import Fault, Reader, Record
from pdf2form.sources import Mode

MEMORY = 4_000_000_000
"""Bytes of address space that a worker may take; a scanned page takes it to 1.5, half of which is libraries."""
LEAST_MEMORY = 1_000_000_000
"""Bytes; with less, a worker cannot load what it reads with."""
LIMITED = {"timeout": "timeout", "out_of_memory": "memory"}
"""Fault of a document that passed a limit of its request, to that limit: with another, it is worth another try."""


class Request(NamedTuple):
    """How the documents of a run are read; see `convert`."""

    password: str | None = None
    pages: Collection[int] | None = None
    mode: Mode = "auto"
    verify: bool = False
    timeout: float | None = None
    """Seconds a document; None: as many as its pages need, see `worker`."""
    memory: int = MEMORY
    """Bytes of address space a worker."""

    def reader(self, fault: Fault | None = None) -> Reader:
        """Return what a record says about its reader; if it failed for a limit, with that limit.

        Raises:
            MissingPackage: what `verify` needs is not installed.
        """
        reader = find_reader(pages=self.pages, mode=self.mode, verify=self.verify)
        limit = LIMITED.get(fault.code) if fault else None
        if limit is None:
            return reader
        limits = {"timeout": self.timeout, "memory": self.memory}
        asked = None if limits[limit] is None else f"{limits[limit]:g}"
        return reader.model_copy(update={"options": reader.options | {limit: asked}})

    def key(self, fault: Fault | None = None) -> str:
        """Return a digest of `reader`: two readings with equal keys give equal records."""
        return hashlib.sha256(self.reader(fault).model_dump_json().encode()).hexdigest()[:16]

    def may_open_now(self, fault: Fault | None) -> bool:
        """Whether a document that failed for its password is worth another try."""
        return fault is not None and fault.code == "encrypted" and self.password is not None

    def is_met_by(self, record: Record) -> bool:
        """Whether reading the document again would give this very record, as far as the request can tell."""
        return record.reader == self.reader(record.fault) and not self.may_open_now(record.fault)
