"""The streams of a PDF, checked strictly: PDFium takes what it can of a damaged one, and says nothing.

A compressed stream has a checksum, so one changed byte is found. What is checked: every stream that may be needed to
read a page, those of fonts and Unicode maps too. What is not: images, attachments, metadata; encrypted documents;
filters other than Flate, ASCII85 and ASCIIHex; anything outside of streams. Which page needs a stream is not known.
"""

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

MOST_INFLATED = 256_000_000
"""Bytes of one document that are unpacked at most; what comes after is not checked."""
STEP = 1 << 15
"""Bytes that are unpacked at once; only their checksum is of interest."""
LONGEST_HEAD = 8192
"""Bytes between `obj` and `stream`; dictionaries in the fixtures have at most some 3,000."""
FLATE, ASCII85, HEX = (b"FlateDecode", b"Fl"), (b"ASCII85Decode", b"A85"), (b"ASCIIHexDecode", b"AHx")
KNOWN = {
    *FLATE, *ASCII85, *HEX, b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL", b"CCITTFaxDecode", b"CCF",
    b"JBIG2Decode", b"DCTDecode", b"DCT", b"JPXDecode", b"Crypt",
}  # fmt: skip
"""Filters that the standard names (ISO 32000-1, table 6 and 94)."""
LOST = b"lost"
"""Stands for the dictionary of a stream whose object or whose word `stream` is gone."""
SPACE = b"\0\t\n\f\r "

_SKIPPED = re.compile(rb"/(?:Subtype\s*/(?:Image|XML)|Type\s*/(?:EmbeddedFile|Metadata))\b")
_FILTER = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/[^\s/<>\[\]()]+))")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
_NUMBER = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s*\Z")
_BROKEN_HEX = re.compile(rb"[^0-9A-Fa-f]")


class Stream(NamedTuple):
    """One stream as it stands in the file."""

    number: int | None
    """Its object number, if it has one."""
    head: bytes
    """Its dictionary, cut at LONGEST_HEAD."""
    start: int
    end: int


def find_damage(document: bytes, streams: list[Stream]) -> str | None:
    """Say what is wrong with the first damaged stream of a document; None if none is found."""
    room = MOST_INFLATED
    for stream in streams:
        if _SKIPPED.search(stream.head):
            continue
        data, wrong = _unwrapped(document, stream) if stream.head != LOST else (None, "has lost its beginning")
        if data is not None:
            size, wrong = _inflated(data, room)
            room -= size
        if wrong:
            return f"{f'object {stream.number}' if stream.number else f'the stream at byte {stream.start}'} {wrong}"
        if room <= 0:
            break
    return None


def find_streams(document: bytes) -> list[Stream]:
    """Find the streams of a document from its bytes alone, in their order; none if it is encrypted."""
    return [] if b"/Encrypt" in document else list(_streams(document))


def unpacked(document: bytes, stream: Stream, most: int) -> bytes:
    """Unpack a stream as far as it goes, at most so many bytes; what this module cannot unpack is empty."""
    data, wrong = _unwrapped(document, stream)
    if data is None:
        plain = not wrong and not _FILTER.search(stream.head)
        return document[stream.start : min(stream.end, stream.start + most)] if plain else b""
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""


def _streams(document: bytes) -> Iterator[Stream]:
    done = 0
    while (word := document.find(b"stream", done)) >= 0:
        start = word + 6
        if document[word - 3 : word] == b"end" and document[start : start + 10].lstrip(SPACE).startswith(b"endobj"):
            yield Stream(None, LOST, word, word)
        if document[word - 3 : word] == b"end" or document[start : start + 1] not in (b"\r", b"\n", b" "):
            done = start
            continue
        begin = document.rfind(b"obj", max(done, word - LONGEST_HEAD), word)
        head = document[max(begin, done, word - LONGEST_HEAD) : word]
        if not head.rstrip(SPACE).endswith(b">>"):  # the word stands in a text
            done = start
            continue
        start += 2 if document[start : start + 2] == b"\r\n" else 1
        end = _end(document, head, start)
        number = _number(document, begin)
        yield Stream(number, head if number or begin < 0 else LOST, start, end)
        done = end + 9


def _end(document: bytes, head: bytes, start: int) -> int:
    """Find where a stream ends: where its length says, if `endstream` follows there, else at the next one."""
    if told := _LENGTH.search(head):
        end = start + min(int(told[1]), len(document))
        if document[end : end + 11].lstrip(SPACE).startswith(b"endstream"):
            return end
    end = document.find(b"endstream", start)
    return len(document) if end < 0 else end


def _number(document: bytes, begin: int) -> int | None:
    found = _NUMBER.search(document, max(0, begin - 24), begin) if begin > 0 else None
    return int(found[1]) if found else None


def _unwrapped(document: bytes, stream: Stream) -> tuple[bytes | memoryview | None, str]:
    """Return what Flate packed, without the text filters around it, or None and what is wrong, if anything."""
    found = _FILTER.search(stream.head)
    names = [name.strip(SPACE) for name in (found[1] or found[2]).split(b"/")[1:]] if found else []
    if strange := [name for name in names if name.split(b" ")[0] not in KNOWN]:
        return None, f"has a filter that does not exist, {strange[0][:20]!r}"
    data: bytes | memoryview = memoryview(document)[stream.start : stream.end]
    while names and names[0] in (*ASCII85, *HEX):
        plain = _ascii85(bytes(data)) if names.pop(0) in ASCII85 else _hex(bytes(data))
        if plain is None:
            return None, "has characters that its filter does not know"
        data = plain
    packed = names and names[0] in FLATE and bytes(data[:8]).strip(SPACE)  # some writers pack nothing to nothing
    return (data, "") if packed else (None, "")


def _inflated(data: bytes | memoryview, room: int) -> tuple[int, str]:
    """Unpack to the end; answer how much that was, and what is wrong, if anything."""
    inflater, size = zlib.decompressobj(), 0
    try:
        while not inflater.eof and data and size < room:
            size += len(inflater.decompress(data, STEP))
            data = inflater.unconsumed_tail
        while not inflater.eof and size < room and (more := inflater.decompress(b"", STEP)):
            size += len(more)
    except zlib.error as error:
        return size, f"does not unpack ({str(error).rpartition(': ')[2]})"
    return size, "" if inflater.eof or size >= room else "does not unpack (its end is missing)"


def _ascii85(data: bytes) -> bytes | None:
    """Decode; base64.a85decode takes 50 times as long, a millisecond a page."""
    body = data.translate(None, SPACE).removeprefix(b"<~").partition(b"~")[0].replace(b"z", b"!!!!!")
    pad = -len(body) % 5
    digits = np.frombuffer(body + b"u" * pad, np.uint8).reshape(-1, 5).astype(np.int64) - 33
    words = digits @ np.array([85**4, 85**3, 85**2, 85, 1])
    if ((digits < 0) | (digits > 84)).any() or (words >= 1 << 32).any():
        return None
    plain: bytes = words.astype(">u4").tobytes()
    return plain[: len(plain) - pad]


def _hex(data: bytes) -> bytes | None:
    body = data.translate(None, SPACE).partition(b">")[0]
    return None if _BROKEN_HEX.search(body) else bytes.fromhex((body + b"0" * (len(body) % 2)).decode())
