"""Pictures of pages: what is drawn, what is said where nothing can be, and what a harmful PDF may do."""

import io
import os
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

from pdf2form.cli import cli
from pdf2form.convert import convert
from pdf2form.errors import OutputUnwritable
from pdf2form.export.folder import write_record
from pdf2form.inputs import FilePlace, Place
from pdf2form.page import Turn
from pdf2form.report.artists import Artists
from pdf2form.report.drawing import MOST_PIXELS, NOTE, Drawn, Task, draw, draw_page
from pdf2form.report.pictures import FOLDER
from tests.handmade import FIXTURES
from tests.poison import Crashing, Hanging
from tests.reports import PLENTY, Cells, convert_into, file_name, forms, pages, piece, report, tree
from tests.test_sideways import turned

SOUND = FIXTURES / "city-data" / "reportlab-open.pdf"
FLAGGED = FIXTURES / "planted-total" / "reportlab-lines.pdf"
TURNED = {
    FIXTURES / "city-data" / "chromium.pdf": "text",
    FIXTURES / "city-rotated" / "reportlab-bars-270.pdf": "text",
    FIXTURES / "drawn-pages" / "reportlab-turned-180.pdf": "text",
    FIXTURES / "drawn-pages" / "reportlab-turned-90.pdf": "text",
    FIXTURES / "drawn-pages" / "reportlab-cropped-90.pdf": "text",
    FIXTURES / "drawn-pages" / "reportlab-unit.pdf": "text",
    FIXTURES / "long" / "turned" / "source.pdf": "text",
    FIXTURES / "scanned" / "hebei-orchards--reportlab-lines--side-200.pdf": "ocr",
    FIXTURES / "scanned" / "district-library--chromium--upside-200.pdf": "ocr",
}
"""Pages that are drawn upright in many ways, and how they are read."""


def pictures(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(out / "report" / FOLDER).items() if name.endswith(".webp")}


def missing(out: Path) -> dict[str, str | None]:
    """Return why the first page of each file has no picture."""
    return {file: page["missing"] for (file, _), page in reversed(pages(out).items())}


# --- What is drawn ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TURNED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_value_stands_in_its_box_on_the_picture(path: Path, tmp_path: Path) -> None:
    mode = ("--mode", "auto") if TURNED[path] == "ocr" else ()
    out = convert_into(tmp_path / "out", path, options=mode)
    report(out, pictures=PLENTY)
    inked = [found for form in forms(out) for found in boxes(out, form)]
    assert len(inked) > 20
    assert sum(has_ink for has_ink, raw in inked if raw) >= 0.99 * sum(bool(raw) for _, raw in inked)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_content_on_its_side_is_drawn_upright(turn: Turn, tmp_path: Path) -> None:
    (tmp_path / "turned.pdf").write_bytes(turned(SOUND.read_bytes(), turn))
    out = convert_into(tmp_path / "out", tmp_path / "turned.pdf")
    report(out, pictures=PLENTY)
    inked = [has_ink for form in forms(out) for has_ink, raw in boxes(out, form) if raw]
    assert len(inked) > 20
    assert all(inked)


def boxes(out: Path, form: Cells) -> Iterable[tuple[bool, str]]:
    """Yield for each place of a form whether something is printed there, and what was read in it."""
    drawn = {page["page"]: (page, read(out, page["picture"])) for page in form["pages"]}
    for reading in form["readings"].values():
        for number, x0, top, x1, bottom in reading["where"]:
            page, grey = drawn[number]
            scale = grey.shape[1] / page["width"]
            piece_of = grey[round(top * scale) : round(bottom * scale) + 1, round(x0 * scale) : round(x1 * scale) + 1]
            yield bool(piece_of.size) and bool(piece_of.min() < 150), reading["raw"]


def read(out: Path, picture: str) -> npt.NDArray[np.uint8]:
    with Image.open(out / "report" / picture) as image:
        return np.asarray(image.convert("L"))


def test_a_page_is_drawn_finely_enough_to_be_read_and_in_few_bytes(tmp_path: Path) -> None:
    out = convert_into(tmp_path / "out", SOUND)
    report(out, pictures=PLENTY)
    page = pages(out)[SOUND.name, 1]
    assert read(out, page["picture"]).shape[1] == pytest.approx(page["width"] / 72 * 120, abs=1)
    assert all(len(data) < 100_000 for data in pictures(out).values())


def test_only_pages_with_a_form_are_drawn(tmp_path: Path) -> None:
    out = convert_into(tmp_path / "out", FIXTURES / "two-forms", FIXTURES / "bad" / "no-form.pdf")
    report(out, pictures=PLENTY)
    assert {page["picture"] for page in pages(out).values()} == {f"{FOLDER}/{name}" for name in pictures(out)}


def test_a_huge_page_is_drawn_more_coarsely(tmp_path: Path) -> None:
    with pikepdf.open(SOUND) as pdf:
        pdf.pages[0].UserUnit = 10
        pdf.save(tmp_path / "huge.pdf")
    data, entry = (tmp_path / "huge.pdf").read_bytes(), convert(tmp_path / "huge.pdf").pages[0]
    assert entry.width == pytest.approx(5953, abs=5)
    with Image.open(io.BytesIO(draw_page(data, entry, 0))) as image:
        assert 0.99 * MOST_PIXELS < image.width * image.height < 1.01 * MOST_PIXELS


def test_a_page_of_another_shape_than_its_record_is_not_drawn() -> None:
    entry = convert(SOUND).pages[0]
    turned = entry.model_copy(update={"width": entry.height, "height": entry.width})
    assert (bool(draw_page(SOUND.read_bytes(), entry, 0)), draw_page(SOUND.read_bytes(), turned, 0)) == (True, b"")


# --- Where the PDFs are -----------------------------------------------------------------------------------------


def test_archives_and_kept_pdfs_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.write(FLAGGED, "flagged.pdf")
    with zipfile.ZipFile(tmp_path / "2024.zip", "w") as outer:
        outer.write(SOUND, "市/sound.pdf")
        outer.write(tmp_path / "inner.zip", "inner.zip")
    monkeypatch.chdir(tmp_path)
    out = convert_into(tmp_path / "out", "2024.zip")
    report(out, pictures=PLENTY)
    assert missing(out) == {"sound.pdf": None, "flagged.pdf": None}
    kept = convert_into(tmp_path / "kept", "2024.zip", options=["--keep-pdf"])
    os.remove("2024.zip")
    report(out, pictures=PLENTY)
    shutil.rmtree(out / "report")
    report(out, pictures=PLENTY)
    report(kept, pictures=PLENTY)
    assert (missing(out), missing(kept)) == (
        {"sound.pdf": "gone", "flagged.pdf": "gone"},
        {"sound.pdf": None, "flagged.pdf": None},
    )


def test_a_missing_picture_says_why(tmp_path: Path) -> None:
    for name in ("gone", "changed"):
        with pikepdf.open(SOUND) as pdf:
            pdf.docinfo["/Title"] = name
            pdf.save(tmp_path / f"{name}.pdf")
    with pikepdf.open(SOUND) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="geheim"))
    names = [tmp_path / f"{name}.pdf" for name in ("gone", "changed", "locked")]
    out = convert_into(tmp_path / "out", *names, options=["--password", "geheim"])
    names[0].unlink()
    shutil.copy(FLAGGED, names[1])
    counts = report(out, pictures=PLENTY).pictures
    assert missing(out) == {"gone.pdf": "gone", "changed.pdf": "changed", "locked.pdf": "encrypted"}
    assert counts == {"there": 0, "left_out": 0, "missing": len(pages(out))}
    assert piece(out, "about")["pictures"] == counts
    assert b"geheim" not in b"".join(tree(out / "report").values())


def test_what_came_from_stdin_was_not_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = CliRunner().invoke(cli, ["convert", "-", "-o", str(out), "--mode", "text"], input=SOUND.read_bytes())
    assert run.exit_code == 0
    report(out, pictures=PLENTY)
    assert set(missing(out).values()) == {"not_kept"}


# --- The budget, and a second run -------------------------------------------------------------------------------


def test_the_budget_goes_to_forms_with_something_to_look_at_first(tmp_path: Path) -> None:
    out = convert_into(tmp_path / "out", SOUND, FLAGGED, FIXTURES / "seed-service" / "docx.pdf")
    report(out, pictures=PLENTY)
    flagged = next(form for form in forms(out) if file_name(form) == FLAGGED.name)
    size = sum(len(data) for name, data in pictures(out).items() if name.startswith(flagged["doc_id"]))
    counts = report(out, pictures=size).pictures
    assert missing(out) == {SOUND.name: "over_budget", FLAGGED.name: None, "docx.pdf": "over_budget"}
    assert sum(map(len, pictures(out).values())) == size
    assert (counts["there"], counts["missing"]) == (len(pictures(out)), 0)


def test_without_a_budget_there_are_none(tmp_path: Path) -> None:
    out = convert_into(tmp_path / "out", SOUND)
    report(out, pictures=PLENTY)
    report(out, pictures=0)
    assert (missing(out), pictures(out)) == ({SOUND.name: "switched_off"}, {})


def test_a_second_run_draws_nothing_that_is_there_and_all_that_is_not(tmp_path: Path) -> None:
    pdf = shutil.copy(SOUND, tmp_path / "a.pdf")
    out = convert_into(tmp_path / "out", pdf, FLAGGED)
    report(out, pictures=PLENTY)
    first = tree(out / "report")
    os.remove(pdf)  # it cannot be drawn again
    report(out, pictures=PLENTY)
    assert tree(out / "report") == first
    folder = out / "report" / FOLDER
    next(folder.glob(f"{doc_id(out, FLAGGED.name)}-1.webp")).unlink()
    (folder / "x.webp").write_bytes(b"of a document that is gone from OUT")
    report(out, pictures=PLENTY)
    assert tree(out / "report") == first


def doc_id(out: Path, file: str) -> str:
    return next(str(form["doc_id"]) for form in forms(out) if file_name(form) == file)


def test_another_style_is_drawn_anew_where_it_can_be(tmp_path: Path) -> None:
    pdf = shutil.copy(SOUND, tmp_path / "a.pdf")
    out = convert_into(tmp_path / "out", pdf, FLAGGED)
    report(out, pictures=PLENTY)
    first = pictures(out)
    folder = out / "report" / FOLDER
    (folder / NOTE).write_text("of 50 dpi", encoding="utf-8")
    for name in first:
        (folder / name).write_bytes(b"coarse")
    os.remove(pdf)
    report(out, pictures=PLENTY)
    gone = doc_id(out, "a.pdf")
    assert pictures(out) == {name: b"coarse" if name.startswith(gone) else data for name, data in first.items()}
    assert missing(out) == {"a.pdf": None, FLAGGED.name: None}
    shutil.copy(SOUND, pdf)  # it is there again
    report(out, pictures=PLENTY)
    assert pictures(out) == first


# --- Harmful documents ------------------------------------------------------------------------------------------


def tasks(out: Path, *places: Place) -> list[Task]:
    record = convert(SOUND)
    write_record(out, record)
    folder = out / "pictures"
    folder.mkdir()
    sha256 = record.document.sha256
    return [Task(out, sha256, (1,), (place,), "gone", folder / str(n), 8.0) for n, place in enumerate(places)]


def test_a_harmful_document_loses_its_own_picture_only(tmp_path: Path) -> None:
    path = str(SOUND)
    sound = FilePlace(path)
    given = tasks(tmp_path, sound, Hanging(path), Crashing(path), sound)
    for task in given:
        task.folder.mkdir()
    with Artists(2) as artists:
        found = [drawn[0].missing for _, drawn in artists.draw_in_order(given, {})]
    assert found == [None, "timeout", "not_drawn", None]


def test_pages_beside_the_one_that_cannot_be_drawn_are_drawn(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, FilePlace(str(SOUND)))
    task.folder.mkdir()
    first, second = draw(task._replace(pages=(1, 99)))
    assert (first.size, second) == (len(next(task.folder.iterdir()).read_bytes()), Drawn(99, missing="not_drawn"))


class HangingOnce(FilePlace):
    """Leaves a mark at its path, and hangs where there is none yet."""

    def read(self) -> bytes:
        mark = Path(self.path)
        if not mark.exists():
            mark.touch()
            Hanging(self.path).read()
        return SOUND.read_bytes()


def test_behind_the_page_that_a_process_was_lost_with_drawing_goes_on(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, HangingOnce(str(tmp_path / "mark")))
    task.folder.mkdir()
    with Artists(1) as artists:
        ((_, (first, second)),) = artists.draw_in_order([task._replace(pages=(1, 2))], {})
    assert (first, second.missing, second.size > 0) == (Drawn(1, missing="timeout"), None, True)


class Failing(FilePlace):
    """Notes at its path how often it is read, and ends in an error of OpenCV the first two times."""

    def read(self) -> bytes:
        mark = Path(self.path)
        mark.write_bytes(mark.read_bytes() + b"." if mark.exists() else b".")
        if len(mark.read_bytes()) < 3:
            cv2.resize(np.zeros((0, 0)), (1, 1))
        return SOUND.read_bytes()


def test_an_error_that_nobody_expects_costs_one_picture(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, Failing(str(tmp_path / "mark")))
    task.folder.mkdir()
    with Artists(1) as artists:
        ((_, (first, second)),) = artists.draw_in_order([task._replace(pages=(1, 2))], {})
    assert (first, second.missing, second.size > 0) == (Drawn(1, missing="not_drawn"), None, True)


def test_a_picture_that_cannot_be_written_ends_the_report(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, FilePlace(str(SOUND)))
    task.folder.write_bytes(b"no folder")
    with Artists(1) as artists, pytest.raises(OutputUnwritable):
        [*artists.draw_in_order([task], {})]


def test_bytes_that_are_others_now_are_not_drawn(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, FilePlace(str(FLAGGED)))
    assert draw(task) == (Drawn(1, missing="changed"),)
