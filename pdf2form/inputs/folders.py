"""Folders on this machine: what is below them, and what a pattern matches. Links to folders are followed.

Each real folder is looked through once for a name that was given, so links that lead in a circle end. It goes by its
own path if that is below what was named, else by the path of the link that is met first.
"""

import glob
import os
import re
from collections import deque
from collections.abc import Callable, Iterator

_ANY_DEPTH = re.compile(r"(?:^|(?<=[/\\]))\*\*(?:[/\\]+|$)" if os.sep == "\\" else r"(?:^|(?<=/))\*\*(?:/+|$)")


class Seen:
    """The real folders that one name has led to, each with the path that it goes by."""

    def __init__(self) -> None:
        self._paths: dict[tuple[int, int], str] = {}

    def take(self, path: str) -> bool:
        """Tell whether a folder goes by this path, which it does if it has none yet; raises OSError."""
        found, path = os.stat(path or os.curdir), os.path.normpath(path)  # `./a/` is `a`
        # a file system that does not number its folders gives 0 for each
        return not found.st_ino or self._paths.setdefault((found.st_dev, found.st_ino), path) == path


def walk(folder: str, seen: Seen, closed: Callable[[OSError], object]) -> Iterator[tuple[str, list[str]]]:
    """Yield each folder at and below a path, with the names of its files: what is behind links comes after all else.

    Args:
        folder: of all that was seen before, this alone is looked through again.
        seen: what goes by another path already.
        closed: is told of what cannot be looked through.
    """

    def take(path: str) -> bool:
        try:
            return seen.take(path)
        except OSError as error:
            closed(error)
            return False

    take(folder)
    waiting = deque([folder])
    while waiting:
        links: list[str] = []
        for parent, folders, names in os.walk(waiting.popleft(), onerror=closed):
            yield parent, names
            paths = {name: os.path.join(parent, name) for name in folders}
            links += (path for path in paths.values() if os.path.islink(path))
            folders[:] = [name for name, path in paths.items() if not os.path.islink(path) and take(path)]
        waiting.extend(sorted(links))
        while waiting and not take(waiting[0]):
            waiting.popleft()


def find_matches(pattern: str, seen: Seen) -> list[str]:
    """Return the files and folders that a pattern matches, sorted; of a folder under two paths, one.

    `**` is any number of folders, as for `glob`, which would follow links in a circle as deep as the system lets it.
    """
    matches = {*_expand(pattern)}
    parents = {match: match if os.path.isdir(match) else os.path.dirname(match) for match in matches}
    inside = sorted({*parents.values()}, key=lambda path: (_count_links(path), path))
    first = {parent for parent in inside if _take(seen, parent)}
    return sorted(match for match, parent in parents.items() if parent in first)


def _take(seen: Seen, path: str) -> bool:
    """Tell as `Seen.take`; a folder that is gone meanwhile stays, so that what was in it is missed."""
    try:
        return seen.take(path)
    except OSError:
        return True


def _expand(pattern: str) -> Iterator[str]:
    found = _ANY_DEPTH.search(pattern)
    if not found:
        yield from glob.glob(pattern)
        return
    before, after = pattern[: found.start()], pattern[found.end() :]
    for top in glob.glob(before) if before else [os.curdir]:
        for parent, _ in walk(top, Seen(), lambda _: None):
            below = os.path.join(parent, "").removeprefix(os.path.join(top, ""))
            if any(part.startswith(".") for part in re.split(r"[/\\]", below)):  # as in a shell
                continue
            folder = os.path.join(top, below) if before else below
            if after:
                yield from _expand(glob.escape(folder) + after)
            else:
                yield folder or top
                yield from glob.glob(glob.escape(folder) + "*") if found[0] == "**" else ()


def _count_links(path: str) -> int:
    """Return how many parts of a path are links."""
    count = 0
    while path:
        count += os.path.islink(path)
        path, above = os.path.dirname(path), path
        if path == above:
            break
    return count
