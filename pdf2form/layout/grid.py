"""Rulings to cells: the geometry of ruled tables, and nothing about their meaning."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pdf2form.page import Box, Ruling

TOLERANCE = 3.0
"""Ends nearer than this to a ruling touch it: half of a double border, and some more. Points."""

SLIVER = 4.5
"""Rulings nearer than this have no row or column between them, since no text is so small: a double border, or the
space between cells that have a border each. Points."""

BROKEN = 4.0
"""A gap in a ruling up to this is a dash or a bad joint, not an opening. Points; rows and columns are wider."""

NARROWEST = 6.0
"""A strip narrower than this beyond the outermost ruling is an overshoot, not a row whose border is missing. Points."""

LEAST, HALF, MOST = 0.2, 0.5, 0.8
"""Shares of a cell's edge that its ruling covers: up to the least there is none, from the most it is whole; between
them the cell is torn, and half decides how it is cut."""

Span = tuple[float, float]
_Runs = tuple[list[tuple[float, Span]], list[tuple[float, Span]]]
"""The flat and the upright runs of one table, each with its place."""


class Cell(NamedTuple):
    """A rectangle of the grid. Rows and columns count from 0, spans from 1."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    torn: bool = False
    """The rulings around it do not make a rectangle, so its extent is not certain."""


class Grid(NamedTuple):
    """The cells of one ruled table in reading order; they never overlap and leave no gap."""

    cells: tuple[Cell, ...]
    xs: tuple[float, ...]
    """Column edges, one more than columns."""
    ys: tuple[float, ...]
    """Row edges, one more than rows."""
    open_head: bool
    """No ruling was printed along the upper edge; it was closed where the upright rulings begin."""
    open_foot: bool
    """No ruling was printed along the lower edge; it was closed where the upright rulings end."""

    @property
    def box(self) -> Box:
        """The outline of the table."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


class _Track(NamedTuple):
    """All pieces of ruling on one straight line: where they run, sorted, never touching."""

    at: float
    runs: tuple[Span, ...]


def find_grids(rulings: Iterable[Ruling]) -> tuple[Grid, ...]:
    """Cut every area that connected rulings span into cells, keeping row and column spans.

    Two neighbouring squares belong to one cell when no ruling runs between them. A region that is no
    rectangle stays in squares that are marked torn: no text is lost, and nothing is guessed.

    Args:
        rulings: of one page, in any order; pieces and duplicates are fine.

    Returns:
        Tables from top to bottom; single rulings, underlines and frames around nothing give none.
    """
    pieces = list(rulings)
    rows = _tracks((r.at, r.start, r.end) for r in pieces if r.axis == "h")
    columns = _tracks((r.at, r.start, r.end) for r in pieces if r.axis == "v")
    grids = (_grid(*part) for part in _connected(rows, columns))
    return tuple(sorted((grid for grid in grids if grid), key=lambda grid: (grid.ys[0], grid.xs[0])))


def _tracks(pieces: Iterable[tuple[float, float, float]]) -> list[_Track]:
    tracks: list[_Track] = []
    near: list[tuple[float, float, float]] = []
    for piece in sorted(pieces):
        if near and piece[0] - near[0][0] > SLIVER:
            tracks.append(_track(near))
            near = []
        near.append(piece)
    return [*tracks, _track(near)] if near else tracks


def _track(near: Sequence[tuple[float, float, float]]) -> _Track:
    # The middle of the outermost pieces, not a mean: doubled or split pieces must not move it.
    return _Track((near[0][0] + near[-1][0]) / 2, _merged((start, end) for _, start, end in near))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    runs: list[Span] = []
    for start, end in sorted(spans):
        if runs and start - runs[-1][1] <= BROKEN:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return tuple(runs)


def _connected(rows: list[_Track], columns: list[_Track]) -> list[tuple[list[_Track], list[_Track]]]:
    """Split the tracks into tables: runs that touch belong together."""
    flat = [(row.at, run) for row in rows for run in row.runs]
    upright = [(column.at, run) for column in columns for run in column.runs]
    parent = list(range(len(flat) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for v, (x, (top, bottom)) in enumerate(upright, len(flat)):
        first = bisect_left(flat, (top - BROKEN,))
        for h in range(first, len(flat)):
            y, (start, end) = flat[h]
            if y > bottom + BROKEN:
                break
            if start - BROKEN <= x <= end + BROKEN:
                parent[root(h)] = root(v)
    parts: dict[int, _Runs] = {}
    for index, run in enumerate([*flat, *upright]):
        parts.setdefault(root(index), ([], []))[index >= len(flat)].append(run)
    return [(_gathered(h), _gathered(v)) for h, v in _with_lone_uprights(list(parts.values()))]


def _with_lone_uprights(parts: list[_Runs]) -> list[_Runs]:
    """Give a table the upright rulings that touch nothing and run from its head to its foot.

    Where a page break leaves the table open, the border beside a cell that spans the whole page is such a one.
    """
    tables = [(flat, list(upright)) for flat, upright in parts if flat and upright]
    lone = [run for flat, upright in parts if not flat for run in upright]
    for _, upright in tables:
        head, foot = min(span[0] for _, span in upright), max(span[1] for _, span in upright)
        upright += [(x, span) for x, span in lone if abs(span[0] - head) <= BROKEN and abs(span[1] - foot) <= BROKEN]
    return tables


def _gathered(runs: Sequence[tuple[float, Span]]) -> list[_Track]:
    by_place: dict[float, list[Span]] = {}
    for at, span in runs:
        by_place.setdefault(at, []).append(span)
    return [_Track(at, tuple(spans)) for at, spans in sorted(by_place.items())]


def _closed(tracks: list[_Track], across: list[_Track]) -> tuple[list[_Track], bool, bool]:
    """Add the outer borders that are not printed: where the crossing rulings run on beyond the last one."""
    first = min(run[0] for track in across for run in track.runs)
    last = max(run[1] for track in across for run in track.runs)
    whole = ((across[0].at, across[-1].at),)
    opening, ending = tracks[0].at - first > NARROWEST, last - tracks[-1].at > NARROWEST
    if opening:
        tracks = [_Track(first, whole), *tracks]
    if ending:
        tracks = [*tracks, _Track(last, whole)]
    return tracks, opening, ending


def _grid(rows: list[_Track], columns: list[_Track]) -> Grid | None:
    columns, _, _ = _closed(columns, rows)
    rows, open_head, open_foot = _closed(rows, columns)
    if len(rows) < 2 or len(columns) < 2:
        return None
    xs, ys = tuple(t.at for t in columns), tuple(t.at for t in rows)
    floors = [_walls(track, xs) for track in rows]
    walls = [_walls(track, ys) for track in columns]
    cells = _cells(floors, walls, xs, ys)
    return Grid(cells, xs, ys, open_head, open_foot)


def _walls(track: _Track, edges: Sequence[float]) -> list[float]:
    """Return for each stretch between two neighbouring edges how much of it the track's ruling covers, 0 to 1."""
    cover = [0.0] * (len(edges) - 1)
    for start, end in track.runs:
        first = max(bisect_right(edges, start + TOLERANCE) - 1, 0)
        last = min(bisect_left(edges, end - TOLERANCE), len(edges) - 1)
        for k in range(first, last):
            low, high = edges[k], edges[k + 1]
            cover[k] += max(0.0, min(end + TOLERANCE, high) - max(start - TOLERANCE, low)) / (high - low)
    return cover


def _cells(
    floors: list[list[float]], walls: list[list[float]], xs: tuple[float, ...], ys: tuple[float, ...]
) -> tuple[Cell, ...]:
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    seen: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row in range(n_rows):
        for col in range(n_cols):
            if (row, col) in seen:
                continue
            bottom, right = _corner(row, col, floors, walls)
            if _is_whole(row, col, bottom, right, floors, walls):
                seen.update((r, c) for r in range(row, bottom) for c in range(col, right))
                box = Box(xs[col], ys[row], xs[right], ys[bottom])
                cells.append(Cell(row, col, bottom - row, right - col, box))
                continue
            region, frayed = _region(row, col, floors, walls)
            seen |= region
            cells += _odd_cells(region, frayed, xs, ys)
    return tuple(sorted(cells))


def _corner(row: int, col: int, floors: list[list[float]], walls: list[list[float]]) -> tuple[int, int]:
    """Go right and down from a square until a ruling stops the way."""
    bottom, right = row + 1, col + 1
    while right < len(walls) - 1 and walls[right][row] < HALF:
        right += 1
    while bottom < len(floors) - 1 and floors[bottom][col] < HALF:
        bottom += 1
    return bottom, right


def _is_whole(row: int, col: int, bottom: int, right: int, floors: list[list[float]], walls: list[list[float]]) -> bool:
    """Whether rulings run all around a rectangle of squares, and none through it: so it is with nearly all cells."""
    around = (
        (row == 0 or min(floors[row][col:right]) >= MOST)
        and (bottom == len(floors) - 1 or min(floors[bottom][col:right]) >= MOST)
        and (col == 0 or min(walls[col][row:bottom]) >= MOST)
        and (right == len(walls) - 1 or min(walls[right][row:bottom]) >= MOST)
    )
    return (
        around
        and all(max(floors[k][col:right]) <= LEAST for k in range(row + 1, bottom))
        and all(max(walls[k][row:bottom]) <= LEAST for k in range(col + 1, right))
    )


def _odd_cells(
    region: set[tuple[int, int]], frayed: bool, xs: tuple[float, ...], ys: tuple[float, ...]
) -> Iterator[Cell]:
    """Yield a region as one cell if it is a rectangle, else as torn squares."""
    top, bottom = min(r for r, _ in region), max(r for r, _ in region) + 1
    left, right = min(c for _, c in region), max(c for _, c in region) + 1
    if len(region) == (bottom - top) * (right - left):
        yield Cell(top, left, bottom - top, right - left, Box(xs[left], ys[top], xs[right], ys[bottom]), frayed)
    else:
        for r, c in region:
            yield Cell(r, c, 1, 1, Box(xs[c], ys[r], xs[c + 1], ys[r + 1]), True)


def _region(
    row: int, col: int, floors: list[list[float]], walls: list[list[float]]
) -> tuple[set[tuple[int, int]], bool]:
    """Collect the squares that no ruling divides from (row, col), and whether a ruling around them is half there."""
    region = {(row, col)}
    frayed = False
    todo = [(row, col)]
    n_rows, n_cols = len(floors) - 1, len(walls) - 1
    while todo:
        r, c = todo.pop()
        for cover, beyond in (
            (floors[r][c], (r - 1, c)),
            (floors[r + 1][c], (r + 1, c)),
            (walls[c][r], (r, c - 1)),
            (walls[c + 1][r], (r, c + 1)),
        ):
            if not (0 <= beyond[0] < n_rows and 0 <= beyond[1] < n_cols):
                continue
            frayed = frayed or LEAST < cover < MOST
            if cover < HALF and beyond not in region:
                region.add(beyond)
                todo.append(beyond)
    return region, frayed
