"""A zip archive to its inputs: every PDF in it, and in the archives in it, each once; what is refused is said.

What is declared is held against the limits here, before anything is unpacked; `members` holds what is unpacked.
"""

import io
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from pdf2form.errors import BadArchive, DocumentFault, TooLarge
from pdf2form.faults import unreachable
from pdf2form.inputs.members import MOST_RATIO, SMALL, Member, MemberPlace, check, read_directory, unpack
from pdf2form.inputs.names import MACOS, faulty, harmless, is_macos, kind
from pdf2form.inputs.places import FilePlace, Input

MOST_MEMBERS = 100_000
"""Members of an archive and of all archives in it, folders and other files included. Each is named in memory."""
LARGEST_ARCHIVE = 50_000_000_000
"""Bytes that the members of an archive may unpack to, altogether: MOST_MEMBERS PDFs of half a megabyte."""
DEEPEST_ARCHIVE = 3
"""Archives inside each other, the outermost included: a city packs its bureaus, which pack their projects."""


def find_members(archive: str, source: str, skipped: Counter[str], *, version: str = "") -> Iterator[Input]:
    """Yield the PDFs of an archive as inputs, and a fault for what cannot be had.

    Args:
        archive: its path.
        source: what it is called; its members are called after it, `a.zip/inner.zip/x.pdf`.
        skipped: where members that are no PDFs are counted.
        version: see `MemberPlace`.
    """
    try:
        size = int(FilePlace(archive).stamp().size)
        with open(archive, "rb") as file:
            yield from _Walk(MemberPlace(archive, (), version), skipped, size).below(file, source, ())
    except (OSError, ValueError) as error:
        yield Input(source, fault=unreachable(error))


class _Walk:
    """One archive and all that are in it, under common limits."""

    def __init__(self, root: MemberPlace, skipped: Counter[str], size: int) -> None:
        self._root = root
        self._skipped = skipped
        self._names: set[str] = set()
        self._members = MOST_MEMBERS
        self._bytes = min(LARGEST_ARCHIVE, max(SMALL, MOST_RATIO * size))

    def below(self, file: BinaryIO, source: str, outer: tuple[Member, ...]) -> Iterator[Input]:
        """Yield what is in one archive, in the order of names; one with nothing to read in it is a fault."""
        members: list[Member] = []
        broken: DocumentFault | None = None
        try:
            for member in read_directory(file):
                self._members -= 1
                if self._members < 0:
                    raise TooLarge(f"the archive has more than {MOST_MEMBERS} members; the first ones are read")
                members.append(member)
        except (BadArchive, TooLarge) as error:
            broken = error
        found = False
        for member in sorted(members):
            for one in self._behind(file, source, (*outer, member)):
                found = True
                yield one
        if broken:
            yield faulty(source, broken.code, str(broken))
        elif not found:
            yield faulty(source, "no_pdf", "the archive has no *.pdf in it, nor have the archives in it")

    def _behind(self, file: BinaryIO, source: str, chain: tuple[Member, ...]) -> Iterator[Input]:
        member = chain[-1]
        suffix = member.name[-4:].lower()
        if member.name.endswith("/"):
            return
        if is_macos(member.name) or suffix not in (".pdf", ".zip"):
            self._skipped[MACOS if is_macos(member.name) else kind(member.name)] += 1
            return
        name = self._name(f"{source}/{harmless(member.name)}")
        try:
            self._admit(member)
            if suffix == ".zip":
                if len(chain) >= DEEPEST_ARCHIVE:
                    raise TooLarge(f"more than {DEEPEST_ARCHIVE} archives stand in each other; unpack it yourself")
                yield from self.below(io.BytesIO(unpack(file, member)), name, chain)
            else:
                yield Input(name, self._root._replace(members=chain))
        except DocumentFault as error:
            yield faulty(name, error.code, str(error))

    def _name(self, name: str) -> str:
        """Return a name that no other member has: of two with one name, the second is `x.pdf#2`."""
        free = next(one for n in count(1) if (one := name if n == 1 else f"{name}#{n}") not in self._names)
        self._names.add(free)
        return free

    def _admit(self, member: Member) -> None:
        """See that a member may be unpacked beside all others; raises as `members.check` does."""
        check(member)
        if member.size > self._bytes:
            raise TooLarge(
                f"with it the archive would unpack to more than {LARGEST_ARCHIVE} bytes, or to more than {MOST_RATIO}"
                " times its own; if it is no zip bomb, unpack it yourself"
            )
        self._bytes -= member.size
