"""Names as text that every table can hold: paths, and the names that archives give their members.

A name is text and nothing else. No file is ever written under the name of a member.
"""

import os
import re
import zlib
from contextlib import suppress
from pathlib import Path

from pdf2form.errors import in_both
from pdf2form.inputs.places import Input
from pdf2form.record import Fault

MACOS = "macOS metadata"
"""How `__MACOSX/` and `._name` are counted: an archive of macOS has one for each file, with nothing that is printed."""
ARCHIVES = (".tar.gz", ".tar.bz2", ".tar.xz", ".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
"""Suffixes of packed files that are not opened."""
UNICODE_NAME = 0x7075
"""The extra field of a zip entry that holds its name in UTF-8 (Info-ZIP)."""
LONGEST_NAME = 4096
"""Characters of a member's name that are shown: as many as Linux allows a path. The format allows 65535 bytes."""
_LIKE_A_HALF = re.compile(r"\\(?=ud[89a-f][0-9a-f]{2}|x5c)")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def printable(path: str | os.PathLike[str]) -> str:
    """Return a path in characters that every UTF-8 file can hold; bytes that are no UTF-8 become `\\udc..`."""
    return utf8(Path(path).as_posix())


def utf8(text: str) -> str:
    """Return a text without halves of characters; they become `\\udc..`. Two texts never become one.

    So what looks like such a half and is none has `\\x5c` for its backslash. Not to be applied twice.
    """
    if "\\" in text:
        text = _LIKE_A_HALF.sub(r"\\x5c", text)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def kind(path: str) -> str:
    """Return how a file that is passed over is counted: by its suffix, in lower case."""
    lower = path.lower()
    return next((end for end in ARCHIVES if lower.endswith(end)), os.path.splitext(lower)[1]) or "without a suffix"


def faulty(source: str, code: str, message: str) -> Input:
    """Return an input that leads to no bytes."""
    return Input(source, fault=Fault(code=code, message=in_both(code, message)))


def decode_name(raw: bytes, *, extra: bytes = b"") -> str:
    """Return the name of a zip entry, with `/` between its parts.

    Archives made in China say nothing of their encoding, or the wrong thing, so the entry's flag is not asked: what is
    valid UTF-8 is UTF-8 (GBK hardly ever is), the rest is GBK, or else cp437, in which every byte means something.

    Args:
        raw: as the directory has it.
        extra: the extra fields of the entry, of which one may hold the name in UTF-8.
    """
    name = _unicode_name(raw, extra) or _decode(raw)
    return name.replace("\\", "/")  # Windows; after decoding, since GBK has characters that end in this byte


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8", "gbk"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("cp437")


def _unicode_name(raw: bytes, extra: bytes) -> str | None:
    """Return the name that an extra field holds, if it was written for this very entry."""
    at = 0
    while at + 4 <= len(extra):
        field, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        body, at = extra[at + 4 : at + 4 + size], at + 4 + size
        if field == UNICODE_NAME and body[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            return body[5:].decode("utf-8", "replace")
    return None


def harmless(name: str) -> str:
    """Return the name of a member so that, behind the path of its archive, it cannot be taken for another place.

    What would lead elsewhere (`..`, `.`, an empty part) and what no table should hold (control characters) is written
    as in URLs: `../x.pdf` is `%2E%2E/x.pdf`, `/x.pdf` is `%2Fx.pdf`. Of a name longer than LONGEST_NAME, `…`
    stands in place of the middle.
    """
    parts = (
        "%2F" if not part else part.replace(".", "%2E") if part in (".", "..") else part for part in name.split("/")
    )
    joined = "/".join(parts).replace("%2F/", "%2F")
    shown = utf8(_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", joined))
    half = LONGEST_NAME // 2
    return shown if len(shown) <= LONGEST_NAME else f"{shown[: half - 1]}…{shown[-half:]}"


def is_macos(name: str) -> bool:
    """Tell whether a member is what macOS packs beside each file."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._")
