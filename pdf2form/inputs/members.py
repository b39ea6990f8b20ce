"""Members of zip archives: the directory of an archive, and the bytes of one member. No other kind of archive.

Read here and not with `zipfile`, which gives up a whole archive for one name that breaks its flag, wants the directory
again for every member, and believes the sizes that are declared. Nothing is ever written to disk.
"""

import io
import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from pdf2form.errors import BadArchive, EncryptedDocument, TooLarge
from pdf2form.inputs.names import decode_name
from pdf2form.inputs.places import LARGEST_DOCUMENT, FilePlace, Stamp

MOST_RATIO = 200
"""Bytes that one byte of an archive may unpack to. Of 354 PDFs none has more than 2.5 as it is; with all their streams
unpacked 20, and one scan 125. A bomb has 1000."""
SMALL = 10_000_000
"""Bytes that anything may unpack to, whatever the ratio: a page of blanks is no bomb."""

STORED, DEFLATED = 0, 8
ENCRYPTED = 0x1
"""The flag of an entry that needs a password."""
FULL32, FULL16 = 0xFFFFFFFF, 0xFFFF
"""What stands in place of a number that is in the zip64 field."""
COMMENT = 0xFFFF
"""Bytes behind the end record of an archive."""
NEWEST, LAST_METHOD = 63, 99
"""Version and method that a local header may ask for: the highest of the format (APPNOTE 6.3)."""
CHUNK = 1 << 20
"""Bytes that are looked through at a time."""

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR64 = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")


class Member(NamedTuple):
    """One member of an archive, as its directory has it."""

    name: str
    """Decoded, and otherwise as it is: it may lead anywhere. Ends in `/` for a folder."""
    offset: int
    """Of its local header, from the beginning of the archive."""
    packed: int
    """Bytes in the archive."""
    size: int
    """Bytes unpacked, as declared."""
    crc: int
    method: int
    flags: int


class _Directory(NamedTuple):
    start: int
    """From the beginning of the file."""
    size: int
    shift: int
    """How far the offsets in it are off, by a program in front; less than 0 if bytes are missing."""
    number: int
    """Of its members."""


class MemberPlace(NamedTuple):
    """A member of a zip archive, or of an archive in it."""

    archive: str
    """The path of the outermost archive."""
    members: tuple[Member, ...]
    """From the outermost to the document: all but the last are archives."""
    version: str = ""
    """What changes with the archive, if that is not its own size and mtime: it was fetched anew."""

    def stamp(self) -> Stamp:
        """Return the size of the member; and its CRC with size and mtime of the archive, which is not opened."""
        last = self.members[-1]
        version = self.version or " ".join(reversed(FilePlace(self.archive).stamp()))
        return Stamp(str(last.size), f"{version} {last.crc:08x} {last.size}")

    def read(self) -> bytes:
        """Unpack the document; see `Place`."""
        *outer, last = self.members
        if outer:
            return unpack(io.BytesIO(_inner(self.archive, FilePlace(self.archive).stamp(), (*outer,))), last)
        FilePlace(self.archive).stamp()  # before it is opened: opening a pipe waits
        with open(self.archive, "rb") as file:
            return unpack(file, last)


@lru_cache(maxsize=1)
def _inner(archive: str, _stamp: Stamp, members: tuple[Member, ...]) -> bytes:
    """Unpack an archive in an archive; it is kept for the next of its members, which follow one another."""
    with open(archive, "rb") as file:
        data = unpack(file, members[0])
    for member in members[1:]:
        data = unpack(io.BytesIO(data), member)
    return data


def unpack(archive: BinaryIO, member: Member) -> bytes:
    """Return the bytes of a member.

    Raises:
        EncryptedDocument: it needs a password.
        TooLarge: it is larger than a limit, or than it declares.
        BadArchive: it is damaged, or packed in a way that is not known.
    """
    check(member)
    length = archive.seek(0, os.SEEK_END)
    archive.seek(min(max(member.offset, 0), length))
    head = archive.read(_LOCAL.size)
    if member.offset < 0 or len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise BadArchive("the archive is damaged: the member is not where its directory says; get the archive again")
    *_, name_length, extra_length = _LOCAL.unpack(head)
    archive.seek(name_length + extra_length, os.SEEK_CUR)
    data = archive.read(member.packed)
    if member.method == DEFLATED:
        data = _inflate(data, member.size)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise BadArchive("the member is damaged: its length or checksum is wrong; get the archive again")
    return data


def _inflate(packed: bytes, size: int) -> bytes:
    """Return the unpacked bytes; stop where more comes than was declared: sizes lie."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, size + 1)
    except zlib.error as error:
        raise BadArchive(f"the member is damaged ({error}); get the archive again") from error
    if len(data) > size:
        raise TooLarge(
            f"the member unpacks to more than the {size} bytes that it declares, and was not unpacked further"
        )
    return data


def check(member: Member) -> None:
    """See that a member can be unpacked, from what its directory declares; raises as `unpack` does."""
    if member.flags & ENCRYPTED:
        raise EncryptedDocument("the member needs a password; unpack the archive yourself, and name the folder")
    if member.method not in (STORED, DEFLATED):
        raise BadArchive(f"the member is packed by method {member.method}, not deflate; unpack the archive yourself")
    if max(member.size, member.packed) > LARGEST_DOCUMENT:
        raise TooLarge(f"the member has {member.size} bytes; at most {LARGEST_DOCUMENT} are unpacked")
    if member.size > max(SMALL, MOST_RATIO * member.packed):
        raise TooLarge(
            f"the member would unpack from {member.packed} to {member.size} bytes, more than {MOST_RATIO} to one: "
            "a zip bomb; if it is none, unpack it yourself"
        )


def read_directory(archive: BinaryIO) -> Iterator[Member]:
    """Yield the members of an archive in the order of its directory.

    Raises:
        BadArchive: it is no zip archive, or a damaged one; what was yielded before is sound.
    """
    start, size, shift, number = _find_directory(archive)
    archive.seek(start)
    found = 0
    while archive.tell() < start + size:
        head = archive.read(_ENTRY.size)
        if len(head) < _ENTRY.size or not head.startswith(b"PK\x01\x02"):
            raise BadArchive("the directory of the archive is damaged; get the archive again")
        _, _, _, flags, method, _, _, crc, packed, length, *lengths, _, _, _, offset = _ENTRY.unpack(head)
        raw, extra, _ = (archive.read(part) for part in lengths)
        length, packed, offset = _wide(extra, (length, packed, offset))
        yield Member(decode_name(raw, extra=extra), offset + shift, packed, length, crc, method, flags)
        found += 1
    if (found - number) & FULL16:  # macOS counts no further than 16 bits
        raise BadArchive(f"the archive lists {found} members where it says {number}; get the archive again")


def _find_directory(archive: BinaryIO) -> _Directory:
    """Return where the directory of the archive is: of this one, not of an archive that stands in it.

    A file that is cut off may end in a member that is an archive itself, and two files may have been joined. So an end
    record counts if nothing of another archive stands before its own or behind it: a program may, or blanks.
    """
    length = archive.seek(0, os.SEEK_END)
    before = max(0, length - _END.size - COMMENT)
    archive.seek(before)
    tail = archive.read()
    ends = [found.start() for found in re.finditer(b"PK\x05\x06", tail) if len(tail) - found.start() >= _END.size]
    if not ends:
        raise BadArchive(f"it is no zip archive, or cut off: it {_begins(archive)}, and has no directory at its end")
    first = _first_header(archive)
    refused: list[BadArchive] = []
    for at in reversed(ends):
        *_, comment = _END.unpack_from(tail, at)
        behind = tail[at + _END.size + comment :]
        try:
            found = _directory_before(archive, before + at)
        except BadArchive as error:
            refused.append(error)
            continue
        if found.shift <= first and b"PK\x03\x04" not in behind and (found.shift <= 0 or not behind):
            return found
        refused.append(BadArchive("the archive is cut off behind an archive in it, or two are joined; get it again"))
    raise refused[0]


def _first_header(archive: BinaryIO) -> int:
    """Return where the first local header of the file is; its length if there is none.

    Four bytes alone may also stand in the code of a program that unpacks itself, so what follows them is looked at.
    """
    kept, at = b"", 0
    archive.seek(0)
    while chunk := archive.read(CHUNK):
        kept += chunk
        for found in re.finditer(b"PK\x03\x04", kept[: 4 - _LOCAL.size]):
            _, version, _, method, *_ = _LOCAL.unpack_from(kept, found.start())
            if version & 0xFF <= NEWEST and method <= LAST_METHOD:
                return at + found.start()
        begun = min(len(kept), _LOCAL.size - 1)  # what may be the beginning of a header
        at, kept = at + len(kept) - begun, kept[len(kept) - begun :]
    return at + len(kept)


def _directory_before(archive: BinaryIO, end: int) -> _Directory:
    """Return where the directory is that an end record closes; raises BadArchive if it is not there."""
    archive.seek(end)
    *_, count, size, offset, _ = _END.unpack(archive.read(_END.size))
    archive.seek(max(end - _LOCATOR64.size, 0))
    locator = archive.read(_LOCATOR64.size)
    if end >= _LOCATOR64.size and locator.startswith(b"PK\x06\x07"):
        _, _, where, _ = _LOCATOR64.unpack(locator)
        end = end - _LOCATOR64.size - _END64.size
        archive.seek(max(end, 0))
        record = archive.read(_END64.size)
        if end < 0 or len(record) < _END64.size or not record.startswith(b"PK\x06\x06"):
            raise BadArchive(f"the archive is damaged: its end record is not at {where}; get the archive again")
        *_, count, size, offset = _END64.unpack(record)
    if size > end:
        raise BadArchive("the archive is cut off or damaged: its directory is longer than itself; get it again")
    archive.seek(end - size)
    if size and archive.read(4) != b"PK\x01\x02":
        raise BadArchive("the directory of the archive is damaged; get the archive again")
    return _Directory(end - size, size, end - size - offset, count)


def _begins(archive: BinaryIO) -> str:
    archive.seek(0)
    head = archive.read(8)
    kinds = {b"PK": "begins like one", b"Rar!": "is a RAR archive", b"7z": "is a 7z archive", b"\x1f\x8b": "is gzip"}
    return next((what for magic, what in kinds.items() if head.startswith(magic)), f"begins with {head!r}")


def _wide(extra: bytes, numbers: Sequence[int]) -> Iterator[int]:
    """Yield the numbers of an entry, of which those that are too long for it stand in its zip64 field."""
    at, wide = 0, b""
    while at + 4 <= len(extra):
        field, size = struct.unpack_from("<HH", extra, at)
        if field == 1:
            wide = extra[at + 4 : at + 4 + size]
        at += 4 + size
    for number in numbers:
        if number == FULL32 and len(wide) >= 8:
            number, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        yield number
