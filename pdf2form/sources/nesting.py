"""Form XObjects inside each other, counted before PDFium draws them: some hundred bytes can ask for 4^20 of them.

PDFium unfolds every form when it loads a page, and nothing stops it. Here only the bytes are read, and only from
above: a form is taken to draw the largest form it names each time it draws anything.
"""

import re
from collections.abc import Iterator

from pdf2form.sources.streams import Stream, unpacked

MOST_FORMS = 100_000
"""Forms that one form may unfold to; PDFium takes 0.1 s for as many. Fixtures have no forms in forms at all."""
LARGEST_FORM = 4_000_000
"""Bytes of a form that are looked at."""
DEEPEST_LOOK = 4
"""References from a form to its resources, to their XObjects, to a form: three."""

_FORM = re.compile(rb"/Subtype\s*/Form\b")
_DRAWS = re.compile(rb"/[^\s/<>\[\]()]+\s+Do\b")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+R\b")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj\b(.*?)(?:endobj|\bstream\b)", re.DOTALL)


def unfolds_too_far(document: bytes, streams: list[Stream]) -> bool:
    """Tell whether the forms of a document may unfold to more than MOST_FORMS."""
    forms = {number: stream for stream in streams if _FORM.search(stream.head) and (number := stream.number)}
    draws = {number: len(_DRAWS.findall(unpacked(document, stream, LARGEST_FORM))) for number, stream in forms.items()}
    bound = 1
    for count in draws.values():
        bound *= max(1, count)
        if bound > MOST_FORMS:
            return _unfolded(draws, _inner(document, streams, forms)) > MOST_FORMS
    return False


def _inner(document: bytes, streams: list[Stream], forms: dict[int, Stream]) -> dict[int, set[int]]:
    """Find which forms each form may draw, through its dictionary and what that refers to."""
    texts = dict(_objects(document, streams))
    inner = {}
    for number, form in forms.items():
        found: set[int] = set()
        seen, heads = {number}, [form.head]
        for _ in range(DEEPEST_LOOK):
            named = {int(name) for head in heads for name in _REFERENCE.findall(head)}
            found |= named & forms.keys()
            heads = [texts[name] for name in named - seen - forms.keys() if name in texts]
            seen |= named
        inner[number] = found
    return inner


def _objects(document: bytes, streams: list[Stream]) -> Iterator[tuple[int, bytes]]:
    """Yield the objects that are no streams, by number, those packed into object streams too."""
    for found in _OBJECT.finditer(document):
        yield int(found[1]), found[2]
    for stream in streams:
        first = re.search(rb"/First\s+(\d+)", stream.head)
        if first and b"/ObjStm" in stream.head:
            plain, start = unpacked(document, stream, LARGEST_FORM), int(first[1])
            index = [int(word) for word in re.findall(rb"\d+", plain[:start])]
            ends = [*index[3::2], len(plain)]
            for number, begin, end in zip(index[::2], index[1::2], ends, strict=False):
                yield number, plain[start + begin : start + end]


def _unfolded(draws: dict[int, int], inner: dict[int, set[int]]) -> int:
    """Count from above how many forms one form unfolds to; forms in a circle are too many."""
    sizes = {number: 1 for number, count in draws.items() if not count or not inner[number]}
    for _ in range(len(draws)):
        ready = [number for number in draws.keys() - sizes.keys() if inner[number] <= sizes.keys()]
        if not ready:
            break
        for number in ready:
            sizes[number] = min(1 + draws[number] * max(sizes[name] for name in inner[number]), MOST_FORMS + 1)
    return max(sizes.values(), default=1) if len(sizes) == len(draws) else MOST_FORMS + 1
