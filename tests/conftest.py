"""What several tests read and none changes."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings
from playwright.sync_api import Browser

from fixtures import departments
from pdf2form.cli import cli
from pdf2form.export.folder import read_record, write_record
from tests.browser import running
from tests.input_rows import read_inputs

settings.register_profile("untimed", deadline=None)  # a test that shares its machine takes longer, and is no other one
settings.load_profile("untimed")

LINE_ENDS = "甲\u2028乙\u2029丙</script><!--<script>"
"""What no PDF prints and a record may hold all the same: it ends lines and scripts for some readers."""


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Take Ctrl-C, and let started programs take it: shells let what they start in the background ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def departments_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of the eight departments; the PDFs lie beside it."""
    folder = tmp_path_factory.mktemp("departments")
    departments.write(folder / "pdf")
    ended = CliRunner().invoke(cli, ["convert", str(folder / "pdf"), "-o", str(folder / "out"), "--jobs", "2"])
    assert ended.exit_code == 3, ended.output
    return folder / "out"


@pytest.fixture(scope="session")
def report_out(departments_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that OUT with OUT/report; one goal of each form of farming's third project holds LINE_ENDS."""
    out = tmp_path_factory.mktemp("report") / "out"
    shutil.copytree(departments_out, out)
    for row in read_inputs(out):
        record = read_record(out, row.sha256) if "畜禽疫病防控" in row.source else None
        if record:
            form = record.forms[0]
            goal = form.goals[0]
            assert goal.expected
            text = goal.expected.model_copy(update={"raw": LINE_ENDS, "value": LINE_ENDS})
            changed = form.model_copy(update={"goals": (goal.model_copy(update={"expected": text}),)})
            write_record(out, record.model_copy(update={"forms": (changed,)}))
    ended = CliRunner().invoke(cli, ["report", str(out)])
    assert ended.exit_code == 0, ended.output
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; it ends with the module, because its loop must not run beside that of other tests."""
    with running() as started:
        yield started
