"""OUT/.index.sqlite: the tables, and beside them what makes forms comparable. All that compares or searches reads it.

It holds the tables of the contract as they are, and a few more:

* `entities` (kind, key, name, code): departments and units; `printed_names` (kind, printed, key) leads to them, and
  `own` (kind, key) has those that aliases.csv calls bodies of their own.
* `facts`: one row for each form, see FACTS.
* `words`: in which forms a term stands, see `search`.
* `disputed` (form_id, subject): readings that a mismatch is about, or was recomputed from.
* `differences`: the findings with the result mismatch or rounding, see DIFFERENCES.

It is made anew whenever OUT has changed, and can be deleted.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from pdf2form.compare.entities import FILE as ALIASES
from pdf2form.compare.entities import Alias, Entities, Kind, find_entities, fold, read_aliases, take_apart
from pdf2form.compare.search import add_words
from pdf2form.errors import UsageFault
from pdf2form.export.edition import find_edition
from pdf2form.export.folder import find_stats, holding, read_record
from pdf2form.export.inputs import InputRows, open_inputs
from pdf2form.export.sqlite import open_sqlite
from pdf2form.export.tables import write_tables
from pdf2form.record import VERSION

FILE = ".index.sqlite"

LAYOUT = "5"
"""Of the database; another one is made anew."""

FACTS = """
CREATE TABLE facts AS
WITH money AS (
  -- The first row of its kind: the form's own total. Rows below it are parts of it, and are not added to it.
  SELECT form_id, line, annual_budget_yuan, executed_yuan, initial_budget_yuan, rate
  FROM funding WHERE kind = 'total' AND line = (
    SELECT MIN(line) FROM funding AS first WHERE first.form_id = funding.form_id AND first.kind = 'total'
  )
), doubts AS (
  SELECT form_id, COALESCE(subject, '') AS subject FROM diff WHERE result = 'doubt'
), doubted AS (
  SELECT money.form_id,
    annual_budget_yuan IS NOT NULL AND EXISTS (
      SELECT 1 FROM doubts WHERE doubts.form_id = money.form_id AND doubts.subject IN (
        '', '/money_unit', '/funding', '/funding/' || line, '/funding/' || line || '/annual_budget'
      )
    ) AS budget,
    executed_yuan IS NOT NULL AND EXISTS (
      SELECT 1 FROM doubts WHERE doubts.form_id = money.form_id AND doubts.subject IN (
        '', '/money_unit', '/funding', '/funding/' || line, '/funding/' || line || '/executed'
      )
    ) AS executed
  FROM money
)
SELECT
  forms.form_id, forms.doc_id, documents.name AS file, forms.page_first, forms.page_last, forms.template,
  forms.year, forms.project, forms.department, forms.unit, department.key AS department_key, unit.key AS unit_key,
  money.initial_budget_yuan AS initial_budget, money.annual_budget_yuan AS budget, money.executed_yuan AS executed,
  money.rate,
  COALESCE(doubted.budget, 0) AS budget_doubted, COALESCE(doubted.executed, 0) AS executed_doubted,
  COALESCE(doubted.budget OR doubted.executed, 0) AS money_doubted,
  COALESCE(money.annual_budget_yuan, money.executed_yuan) IS NOT NULL AND EXISTS (
    SELECT 1 FROM disputed WHERE disputed.form_id = money.form_id AND (
      disputed.subject = '/funding/' || money.line || '/annual_budget' AND money.annual_budget_yuan IS NOT NULL
      OR disputed.subject = '/funding/' || money.line || '/executed' AND money.executed_yuan IS NOT NULL
      OR disputed.subject = '/funding/' || money.line || '/rate'
    )
  ) AS money_disputed,
  forms.total_score IS NOT NULL AND EXISTS (
    SELECT 1 FROM doubts WHERE doubts.form_id = forms.form_id AND doubts.subject IN ('', '/total', '/total/score')
  ) AS score_doubted,
  forms.total_weight, forms.total_score, forms.grade,
  CASE WHEN forms.total_score IS NULL THEN NULL
       ELSE forms.total_score >= COALESCE(forms.total_weight, 100) END AS full_marks,
  forms.verdict = 'clean' AS clean, forms.passed, forms.rounding, forms.mismatches, forms.unchecked, forms.remarks,
  (SELECT COUNT(*) FROM diff WHERE diff.form_id = forms.form_id AND diff.result = 'doubt') AS doubts,
  forms.doubts AS doubted, forms.corrected, forms.duplicate_of,
  (SELECT COUNT(*) FROM indicators WHERE indicators.form_id = forms.form_id) AS indicators,
  EXISTS (SELECT 1 FROM readings WHERE readings.form_id = forms.form_id AND readings.source = 'ocr') AS scanned
FROM forms
LEFT JOIN documents USING (doc_id)
LEFT JOIN money USING (form_id)
LEFT JOIN doubted USING (form_id)
LEFT JOIN printed_names AS department ON department.kind = 'department' AND department.printed = forms.department
LEFT JOIN printed_names AS unit ON unit.kind = 'unit' AND unit.printed = forms.unit
ORDER BY forms.form_id
"""
"""One row for each form. Money in yuan, NULL where no unit is printed; rate in percent. `full_marks` and `clean` are 0
or 1. An amount is doubted with its unit, its row and its form; `money_doubted` is 1 where one of the two is, and
`money_disputed` where one of them, or their rate, takes part in a mismatch: only of what is in a sum. Sums leave out
the forms that have a `duplicate_of`."""

DIFFERENCES = """
CREATE TABLE differences AS
SELECT
  diff.rowid AS finding, diff.form_id, diff.rule, diff.rule_set, diff.result, diff.subject, diff.label,
  diff.printed, diff.recomputed, diff.difference,
  CASE WHEN diff.difference IS NULL THEN 'text'
       WHEN diff.subject LIKE '/funding/%/rate' THEN 'percent'
       WHEN diff.subject LIKE '/funding/%/score' OR diff.subject LIKE '/funding/%/weight' THEN 'points'
       WHEN diff.subject LIKE '/funding/%' THEN 'money'
       WHEN diff.subject LIKE '/indicators/%' OR diff.subject LIKE '/total/%' THEN 'points' END AS measure,
  diff.message_en, diff.message_zh, diff.page, diff.x0, diff.top, diff.x1, diff.bottom
FROM diff
WHERE diff.result IN ('mismatch', 'rounding')
ORDER BY ABS(diff.difference) DESC NULLS LAST, diff.form_id, diff.subject
"""
"""Printed against recomputed, the largest first; `finding` is the rowid in `diff`. Points, percent and money do not
compare with each other: `measure` says which of them it is; money is in the unit of its form. What differs in words
(a grade) has no difference, and is last."""

_KEYS = """
CREATE INDEX funding_form ON funding (form_id);
CREATE INDEX goals_form ON goals (form_id);
CREATE INDEX indicators_form ON indicators (form_id);
CREATE INDEX readings_form ON readings (form_id);
CREATE INDEX diff_form ON diff (form_id);
CREATE INDEX documents_id ON documents (doc_id);
CREATE TABLE entities (kind TEXT, key TEXT, name TEXT, code TEXT, PRIMARY KEY (kind, key));
CREATE TABLE printed_names (kind TEXT, printed TEXT, key TEXT, PRIMARY KEY (kind, printed));
CREATE TABLE own (kind TEXT, key TEXT);
CREATE TABLE disputed (form_id TEXT, subject TEXT, PRIMARY KEY (form_id, subject)) WITHOUT ROWID;
"""

_NAMES = """
SELECT 'department', department, COUNT(*) FROM forms WHERE department IS NOT NULL GROUP BY department
UNION ALL SELECT 'unit', unit, COUNT(*) FROM forms WHERE unit IS NOT NULL GROUP BY unit
"""


@contextmanager
def open_index(out: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of an OUT folder for reading, made anew if the folder has changed since.

    Rows are `sqlite3.Row`.

    Raises:
        UsageFault: OUT has not been filled, or aliases.csv cannot be understood.
        OutputHeld: a run writes into OUT, and the database is not of what it holds.
        OutputUnwritable: the database cannot be written.
    """
    with open_inputs(out) as inputs:
        if not inputs:
            raise UsageFault(f"{out}: has no inputs.csv; name a folder that pdf2form convert has filled to the end")
        edition = _find_edition(out, inputs)
        if not _is_of(out / FILE, edition):
            aliases = read_aliases(out)
            with holding(out):
                complete = partial(_complete, out=out, aliases=aliases, edition=edition)
                write_tables(out, inputs, [partial(open_sqlite, file=FILE, complete=complete)])
    with closing(sqlite3.connect(f"{(out / FILE).absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        yield database


def _find_edition(out: Path, inputs: InputRows) -> str:
    """Return what differs when the database would."""
    return f"{LAYOUT} {find_stats(out).get(ALIASES)} {find_edition(out, inputs, version=VERSION)}"


def _is_of(path: Path, edition: str) -> bool:
    """Whether the database is there, and made of this edition."""
    if not path.exists():
        return False
    with (
        suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found,
    ):
        row = found.execute("SELECT edition FROM made").fetchone()
        return bool(row and row[0] == edition)
    return False


def _complete(database: sqlite3.Connection, *, out: Path, aliases: Sequence[Alias], edition: str) -> None:
    """Add what is made of the rows of the tables."""
    database.executescript(_KEYS)
    names: dict[tuple[Kind, str], int] = {(kind, name): count for kind, name, count in database.execute(_NAMES)}
    found = find_entities(names, aliases)
    _add_entities(database, found)
    own = {(alias.kind, take_apart(alias.name)) for alias in aliases if fold(alias.name) == fold(alias.entity)}
    rows = {(kind, key) for (kind, name), key in found.keys.items() if (kind, take_apart(name)) in own}
    database.executemany("INSERT INTO own VALUES (?, ?)", sorted(rows))
    database.executemany("INSERT OR IGNORE INTO disputed VALUES (?, ?)", _find_disputed(database, out))
    database.executescript(f"{FACTS}; CREATE UNIQUE INDEX facts_form ON facts (form_id)")
    database.executescript(f"{DIFFERENCES}; CREATE INDEX differences_form ON differences (form_id)")
    add_words(database)
    database.execute("CREATE TABLE made (edition TEXT)")
    database.execute("INSERT INTO made VALUES (?)", [edition])


def _find_disputed(database: sqlite3.Connection, out: Path) -> Iterator[tuple[str, str]]:
    """Yield form and pointer of what a mismatch is about or was recomputed from; only the records say the latter."""
    found = database.execute(
        "SELECT DISTINCT sha256 FROM documents WHERE doc_id IN (SELECT doc_id FROM forms WHERE mismatches > 0)"
    ).fetchall()
    for (sha256,) in found:
        record = read_record(out, sha256)
        for form in record.forms if record else ():
            for finding in form.findings:
                if finding.result == "mismatch":
                    yield from ((form.form_id, pointer) for pointer in (finding.subject, *finding.inputs))


def _add_entities(database: sqlite3.Connection, found: Entities) -> None:
    rows = ((entity.kind, entity.key, entity.name, entity.code) for entity in found.known)
    database.executemany("INSERT INTO entities VALUES (?, ?, ?, ?)", rows)
    printed = ((kind, name, key) for (kind, name), key in found.keys.items())
    database.executemany("INSERT INTO printed_names VALUES (?, ?, ?)", printed)
