"""Where the PDFs of an OUT folder still are: where they were read, in archives, or in OUT/pdf. URLs are not fetched."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pdf2form.export.folder import pdf_path
from pdf2form.export.inputs import InputRow
from pdf2form.inputs import FilePlace, Place, Web, find_inputs
from pdf2form.inputs.urls import is_url


class Originals(NamedTuple):
    """The documents of an OUT folder, by their SHA-256."""

    out: Path
    sources: Mapping[str, Sequence[str]]
    places: Mapping[str, Place]
    """Of the sources that are there, whatever their bytes are now."""

    def find(self, sha256: str) -> tuple[Place, ...]:
        """Return the places in which a document may be."""
        kept = pdf_path(self.out, sha256)
        there = (self.places[source] for source in self.sources.get(sha256, ()) if source in self.places)
        return (*([FilePlace(str(kept))] if kept.is_file() else []), *there)

    def why_not(self, sha256: str) -> str:
        """Return why a document is in no place."""
        sources = self.sources.get(sha256, ())
        return "not_kept" if all(source == "-" or is_url(source) for source in sources) else "gone"


def find_originals(out: Path, inputs: Iterable[InputRow]) -> Originals:
    """Find where the documents that the inputs lead to may still be; no PDF is opened, archives are looked into."""
    sources: dict[str, list[str]] = {}
    for row in inputs:
        if row.sha256:
            sources.setdefault(row.sha256, []).append(row.source)
    wanted = {source for names in sources.values() for source in names if source != "-" and not is_url(source)}
    archives = {archive for source in wanted if (archive := _archive_of(source))}
    files = (source for source in wanted if os.path.isfile(source))
    # no URL among them, so nothing is fetched, and no folder is needed for it
    found = find_inputs([*sorted(files), *sorted(archives)], web=Web(out))
    places = {one.source: one.place for one in found.inputs if one.place and one.source in wanted}
    return Originals(out, sources, places)


def _archive_of(source: str) -> str | None:
    """Return the archive on this disk that a source is a member of: the shortest, for archives may be in archives."""
    at = source.lower().find(".zip/")
    while at >= 0:
        archive = source[: at + len(".zip")]
        if os.path.isfile(archive):
            return archive
        at = source.lower().find(".zip/", at + 1)
    return None
