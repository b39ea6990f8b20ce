"""Which of two lists belong together, by what they are called: only one of a name meets only one; all else is said."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

Key = Callable[[T], Hashable | None]
"""What a thing is called; None if it has no such name."""


class Group(NamedTuple, Generic[T]):
    """Things of one name, several on one side at least: which belongs to which cannot be told."""

    a: tuple[T, ...]
    b: tuple[T, ...]


class Paired(NamedTuple, Generic[T]):
    """All things of both sides, each once."""

    pairs: tuple[tuple[T, T], ...]
    ambiguous: tuple[Group[T], ...]
    gone: tuple[T, ...]
    """Only on side a."""
    new: tuple[T, ...]
    """Only on side b."""


def _always(_one: object, _other: object) -> bool:
    return True


def find_pairs(
    a: Iterable[T], b: Iterable[T], keys: Sequence[Key[T]], *, may_meet: Callable[[T, T], bool] = _always
) -> Paired[T]:
    """Pair the things of two sides by the first key by which one meets one.

    What remains and has a name, by any of the keys, that is also on the other side is ambiguous. Both sides count
    alike: the sides changed, the pairs are the same.

    Args:
        a: of one side.
        b: of the other.
        keys: from the most telling to the least.
        may_meet: whether two of one name may be a pair at all.
    """
    rest_a, rest_b = [*a], [*b]
    pairs: list[tuple[T, T]] = []
    for key in keys:
        met = [
            (group.a[0], group.b[0])
            for group in _group(rest_a, rest_b, key)
            if len(group.a) == len(group.b) == 1 and may_meet(group.a[0], group.b[0])
        ]
        taken_a, taken_b = {id(one) for one, _ in met}, {id(other) for _, other in met}
        rest_a = [one for one in rest_a if id(one) not in taken_a]
        rest_b = [other for other in rest_b if id(other) not in taken_b]
        pairs += met
    ambiguous: list[Group[T]] = []
    for key in keys:
        for group in _group(rest_a, rest_b, key):
            if any(may_meet(one, other) for one in group.a for other in group.b):
                ambiguous.append(group)
                taken = {id(each) for each in (*group.a, *group.b)}
                rest_a = [one for one in rest_a if id(one) not in taken]
                rest_b = [other for other in rest_b if id(other) not in taken]
    return Paired((*pairs,), (*ambiguous,), (*rest_a,), (*rest_b,))


def _group(a: Iterable[T], b: Iterable[T], key: Key[T]) -> list[Group[T]]:
    """Return the things of each name that is on both sides."""
    named: dict[Hashable, tuple[list[T], list[T]]] = defaultdict(lambda: ([], []))
    for side, things in enumerate((a, b)):
        for thing in things:
            if (name := key(thing)) is not None:
                named[name][side].append(thing)
    return [Group((*one,), (*other,)) for one, other in named.values() if one and other]
