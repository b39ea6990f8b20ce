"""What files are called in a report: who publishes it does not publish where they lay on his disk."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import takewhile

from pdf2form.inputs.urls import is_url

_FROM_ROOT = re.compile("/|[A-Za-z]:/")


def find_names(sources: Iterable[str]) -> Mapping[str, str]:
    """Return each source without the folder that all files share; URLs and the standard input stay as they are.

    What is left tells files of one name apart. Paths from the root share a folder of their own: a single relative path
    beside them changes nothing.

    Args:
        sources: as inputs.csv has them.
    """
    given = set(sources)
    files = {source for source in given if source != "-" and not is_url(source)}
    rooted = {source for source in files if _FROM_ROOT.match(source)}
    shorter = _without_shared(rooted) | _without_shared(files - rooted)
    return {source: shorter.get(source, source) for source in given}


def _without_shared(files: Collection[str]) -> dict[str, str]:
    steps = {source: source.split("/") for source in files}
    # column by column: the first, second … folder of every file, as deep as the shallowest lies
    columns = zip(*(_folders(parts) for parts in steps.values()), strict=False)
    shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    return {source: "/".join(parts[shared:]) for source, parts in steps.items()}


def _folders(parts: list[str]) -> list[str]:
    """Return the folders above a file; an archive is none: its name is part of what its members are called."""
    return [*takewhile(lambda part: not part.lower().endswith(".zip"), parts[:-1])]
