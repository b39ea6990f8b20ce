"""The benchmark of forms in a long report."""

from bench.long import measure_report, table
from fixtures.disclosure import disclosure


def test_three_ways_to_read_a_report_are_measured_and_two_find_its_forms() -> None:
    rows = measure_report(disclosure(48, tables=8), repeat=1)
    assert [row.forms for row in rows] == [0, 5, 5]
    assert rows[1].whole < rows[2].whole == 48
    assert all(row.seconds > 0 for row in rows)
    lines = table(rows, 48, markdown=True)
    assert len(lines) == 2 + len(rows)
    assert len({line.count("|") for line in lines}) == 1
