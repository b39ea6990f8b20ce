"""What several tests read and none changes."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from fixtures import departments
from pdf2form.cli import cli


@pytest.fixture(scope="session")
def departments_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of the eight departments; the PDFs lie beside it."""
    folder = tmp_path_factory.mktemp("departments")
    departments.write(folder / "pdf")
    ended = CliRunner().invoke(cli, ["convert", str(folder / "pdf"), "-o", str(folder / "out"), "--jobs", "2"])
    assert ended.exit_code == 3, ended.output
    return folder / "out"
