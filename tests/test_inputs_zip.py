"""Archives: every PDF in them is an input of its own, and what cannot be had is said."""

import io
import os
import pickle
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pdf2form.errors import BadArchive, DocumentFault, TooLarge
from pdf2form.inputs import Input, Inputs, Web, find_inputs, members, places, zips
from pdf2form.inputs.members import Member, MemberPlace, read_directory, unpack
from pdf2form.inputs.names import LONGEST_NAME, decode_name, harmless, is_macos, kind

PDF = b"%PDF-1.7 " + bytes(range(256)) * 4


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def raw_named(names: Mapping[bytes, bytes], *, flags: int = 0) -> bytes:
    """Pack under names as they are in bytes, without what `zipfile` does to them."""
    stand_ins = {f"{n:0{len(name)}d}": name for n, name in enumerate(names)}
    data = packed(dict(zip(stand_ins, names.values(), strict=True)))
    for stand_in, name in stand_ins.items():
        data = data.replace(stand_in.encode(), name)
    return patched(data, 8, "<H", flags)


def patched(data: bytes, at: int, layout: str, value: int) -> bytes:
    """Overwrite one number in each entry of the directory; `at` counts from the beginning of the entry."""
    edited = bytearray(data)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into(layout, edited, place + at, value)
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(edited)


def find(path: Path, data: bytes) -> Inputs:
    path.write_bytes(data)
    return find_inputs([str(path)], web=Web(path.parent))


def sources(found: Inputs, path: Path) -> list[str]:
    return [one.source.removeprefix(f"{path}/") for one in found.inputs]


def faults(found: Inputs) -> list[str]:
    return [one.fault.code if one.fault else "" for one in found.inputs]


def read(one: Input) -> bytes:
    assert one.place
    return one.place.read()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.zip"


def test_members_are_inputs_and_other_files_are_counted(path: Path) -> None:
    files = {"b/乙.PDF": b"second", "a.pdf": PDF, "b/notes.docx": b"", "b/x.tar.gz": b"", "b/": b""}
    found = find(path, packed(files))
    assert sources(found, path) == ["a.pdf", "b/乙.PDF"]
    assert [read(one) for one in found.inputs] == [PDF, b"second"]
    assert found.skipped == {".docx": 1, ".tar.gz": 1}


def test_archives_in_archives_are_opened_and_named_in_the_source(path: Path) -> None:
    inner = packed({"名.pdf": PDF, "二.pdf": b"2"})
    stored = packed({"x.pdf": b"x"}, method=zipfile.ZIP_STORED)
    found = find(path, packed({"局/inner.zip": inner, "局/stored.ZIP": stored}))
    assert sources(found, path) == ["局/inner.zip/二.pdf", "局/inner.zip/名.pdf", "局/stored.ZIP/x.pdf"]
    assert [read(pickle.loads(pickle.dumps(one))) for one in found.inputs] == [b"2", PDF, b"x"]


def test_archives_are_found_in_folders_and_by_globs(path: Path) -> None:
    path.write_bytes(packed({"x.pdf": PDF}))
    for name in (str(path.parent), str(path.parent / "*.z?p"), str(path)):
        assert [one.source for one in find_inputs([name], web=Web(path.parent)).inputs] == [f"{path}/x.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("flags", [0, 0x800], ids=["no flag", "flag"])
def test_names_are_decoded_whatever_the_flag_says(path: Path, encoding: str, flags: int) -> None:
    found = find(path, raw_named({"预算\\自评表.pdf".encode(encoding): PDF}, flags=flags))
    assert sources(found, path) == ["预算/自评表.pdf"]
    assert read(found.inputs[0]) == PDF


def test_a_name_that_is_neither_utf8_nor_gbk_is_still_a_name() -> None:
    assert decode_name(b"\xff\xffx.pdf") == "\xa0\xa0x.pdf"


def test_the_extra_field_names_the_entry_for_which_it_was_written() -> None:
    body = b"\x01" + zlib.crc32(b"?.pdf").to_bytes(4, "little") + "名.pdf".encode()
    extra = struct.pack("<HH", 0x7075, len(body)) + body
    assert decode_name(b"?.pdf", extra=extra) == "名.pdf"
    assert decode_name(b"other.pdf", extra=extra) == "other.pdf"


NAME = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(NAME.filter(lambda name: not {*name} & {"/", "\\"}), min_size=1, max_size=4).map("/".join))
@example("../../etc/x.pdf")
@example("/etc/x.pdf")
@example("a//b/./c.pdf")
def test_no_name_of_a_member_leads_out_of_its_archive(name: str) -> None:
    shown = harmless(name)
    assert shown.encode().decode().isprintable() or not shown.isascii()
    assert not {*shown.split("/")} & {"", ".", ".."}
    assert harmless(shown) == shown


@given(NAME)
def test_a_chinese_name_comes_back_from_both_encodings(name: str) -> None:
    assert decode_name(name.encode()) == name.replace("\\", "/")


@given(st.binary(max_size=40))
def test_every_name_of_bytes_has_a_text(raw: bytes) -> None:
    assert harmless(decode_name(raw) or "x").encode()


def test_two_members_of_one_name_are_two_inputs(path: Path) -> None:
    found = find(path, raw_named({b"x.pdf": b"1", b"y.pdf": b"2"}).replace(b"y.pdf", b"x.pdf"))
    assert sources(found, path) == ["x.pdf", "x.pdf#2"]
    assert sorted(map(read, found.inputs)) == [b"1", b"2"]


def test_members_with_very_long_names_are_read_and_their_names_shortened(path: Path) -> None:
    long = "\n" * 60000
    names = [f"{first}{long}/名.pdf" for first in ("a", "b", f"c{long[:4000]}d")]
    found = find(path, packed({"in.zip": packed(dict.fromkeys(names, PDF))}))
    shown = sources(found, path)
    assert [read(one) for one in found.inputs] == [PDF] * 3
    assert {len(name) for name in shown} == {len("in.zip/") + LONGEST_NAME}
    assert ({name[-6:] for name in shown}, len({*shown})) == ({"/名.pdf"}, 3)


def test_what_macos_adds_is_skipped_and_counted(path: Path) -> None:
    found = find(path, packed({"__MACOSX/._a.pdf": b"", "._b.pdf": b"", "a.pdf": PDF, ".DS_Store": b""}))
    assert sources(found, path) == ["a.pdf"]
    assert found.skipped == {"macOS metadata": 2, "without a suffix": 1}
    assert not is_macos("_.pdf")


def test_an_archive_without_pdfs_is_an_input_with_a_fault(path: Path) -> None:
    assert faults(find(path, packed({"a.txt": b""}))) == ["no_pdf"]
    found = find(path, packed({"in.zip": packed({}), "a.pdf": PDF}))
    assert (sources(found, path), faults(found)) == (["a.pdf", "in.zip"], ["", "no_pdf"])


def test_a_member_that_unpacks_to_much_is_refused_before_and_the_others_are_read(path: Path) -> None:
    found = find(path, packed({"bomb.pdf": bytes(members.SMALL + 1), "good.pdf": PDF}))
    assert (sources(found, path), faults(found)) == (["bomb.pdf", "good.pdf"], ["too_large", ""])
    assert faults(find(path, packed({"blank.pdf": bytes(members.SMALL)}))) == [""]


def test_a_member_that_declares_less_than_it_unpacks_to_is_given_up(path: Path) -> None:
    (one,) = find(path, patched(packed({"bomb.pdf": bytes(members.SMALL)}), 24, "<L", 100)).inputs
    with pytest.raises(TooLarge, match="more than the 100 bytes"):
        read(one)


def test_named_limits_hold(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({"a.pdf": b"12", "b.pdf": b"34", "c.pdf": b"5"}, method=zipfile.ZIP_STORED)
    monkeypatch.setattr(zips, "MOST_MEMBERS", 2)
    found = find(path, data)
    assert (sources(found, path), faults(found)) == (["a.pdf", "b.pdf", str(path)], ["", "", "too_large"])
    monkeypatch.setattr(zips, "MOST_MEMBERS", 3)
    monkeypatch.setattr(zips, "LARGEST_ARCHIVE", 3)
    assert faults(find(path, data)) == ["", "too_large", ""]
    monkeypatch.setattr(members, "LARGEST_DOCUMENT", 1)
    assert faults(find(path, data)) == ["too_large", "too_large", ""]
    assert places.LARGEST_DOCUMENT > 1


def test_archives_inside_each_other_are_opened_to_a_depth(path: Path) -> None:
    data = packed({"x.pdf": PDF})
    for depth in range(zips.DEEPEST_ARCHIVE):
        data = packed({f"{depth}.zip": data, f"{depth}.pdf": PDF})
    found = find(path, data)
    assert faults(found).count("too_large") == 1
    assert sources(found, path) == ["2.pdf", "2.zip/1.pdf", "2.zip/1.zip/0.pdf", "2.zip/1.zip/0.zip"]


def test_entries_that_share_their_bytes_are_bounded_by_the_archive(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "SMALL", 1)
    monkeypatch.setattr(zips, "MOST_RATIO", 3)
    data = packed({f"{n}.pdf": PDF for n in range(9)}, method=zipfile.ZIP_STORED)
    assert faults(find(path, data)) == [""] * 9
    end = data.index(b"PK\x01\x02")
    cut = patched(data[len(PDF) * 8 + 8 * 35 : end] + data[end:], 42, "<L", 0)
    assert "too_large" in faults(find(path, cut))


@pytest.mark.parametrize(
    ("at", "layout", "value", "code"),
    [(8, "<H", 0x1, "encrypted"), (10, "<H", 9, "bad_archive"), (20, "<L", 0xFFFFFFF0, "too_large")],
    ids=["password", "deflate64", "packed size"],
)
def test_what_cannot_be_unpacked_is_said_before_it_is_tried(
    path: Path, at: int, layout: str, value: int, code: str
) -> None:
    assert faults(find(path, patched(packed({"a.pdf": PDF}), at, layout, value))) == [code]


@pytest.mark.parametrize(
    ("at", "layout", "value"),
    [(16, "<L", 1), (42, "<L", 7), (42, "<L", 0xFFFFFFFF), (24, "<L", 9999), (20, "<L", 5)],
    ids=["checksum", "place", "place behind the end", "size", "packed size"],
)
def test_a_damaged_member_is_a_fault_of_the_archive(path: Path, at: int, layout: str, value: int) -> None:
    (one,) = find(path, patched(packed({"a.pdf": PDF}), at, layout, value)).inputs
    with pytest.raises(BadArchive):
        read(one)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-30] + data[-22:],
        lambda _: b"<html>no archive</html>",
        lambda _: b"",
        lambda _: b"PK\x05\x06",
        lambda data: data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:],
    ],
    ids=["cut off", "hole in the directory", "web page", "empty", "end only", "locator of nothing"],
)
def test_a_damaged_archive_is_an_input_with_a_fault(path: Path, damage: Callable[[bytes], bytes]) -> None:
    found = find(path, damage(packed({"a.pdf": PDF, "b.pdf": PDF})))
    assert (found.inputs[-1].source, faults(found)[-1]) == (str(path), "bad_archive")


INNER = packed({"x.pdf": b"x"})
OUTER = packed({**{f"{n}.pdf": PDF for n in range(9)}, "inner.zip": INNER, "z.pdf": PDF}, method=zipfile.ZIP_STORED)
CUT = OUTER[: OUTER.index(INNER) + len(INNER)]


@pytest.mark.parametrize(
    "data",
    [
        CUT,
        CUT + b"PK\x03\x04 and the rest of a header",
        b"#!/bin/sh\n" + CUT,
        packed({}).join([OUTER[: OUTER.index(INNER)], b""]),
        OUTER + INNER,
        INNER + OUTER[:-99],
        INNER + CUT,
    ],
    ids=["cut", "cut later", "program", "empty one in it", "two", "one and a cut one", "two cut off"],
)
def test_an_archive_that_is_cut_off_or_joined_is_not_taken_for_the_archive_in_it(path: Path, data: bytes) -> None:
    found = find(path, data)
    assert ([one.source for one in found.inputs], faults(found)) == ([str(path)], ["bad_archive"])


@pytest.mark.parametrize("behind", [bytes(512), b"\r\n", b"PK\x05\x06"], ids=["padding", "line end", "a mark"])
def test_what_stands_behind_an_archive_and_is_none_does_no_harm(path: Path, behind: bytes) -> None:
    assert sources(find(path, INNER + behind), path) == ["x.pdf"]


def test_a_comment_that_is_an_archive_is_a_comment(path: Path) -> None:
    data = OUTER[:-2] + struct.pack("<H", len(INNER)) + INNER
    assert len(find(path, data).inputs) == 11


@pytest.mark.parametrize("chunk", [1, 2, 3, 29, 30, 31, 36])
def test_a_header_is_found_wherever_the_pieces_end(path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "CHUNK", chunk)
    for program in (b"", b"#!/bin/sh\n"):
        assert faults(find(path, program + CUT)) == ["bad_archive"]
        assert sources(find(path, program + INNER), path) == ["x.pdf"]


def test_a_program_in_front_may_name_the_mark_of_a_member(path: Path) -> None:
    assert sources(find(path, b"MZ PK\x03\x04\xff\xff" + bytes(40) + INNER), path) == ["x.pdf"]


def test_a_damaged_directory_gives_what_stands_before_the_damage(path: Path) -> None:
    data = packed({"a.pdf": PDF, "b.pdf": PDF})
    found = find(path, data[: data.rindex(b"PK\x01\x02")] + b"PK??" + data[data.rindex(b"PK\x01\x02") + 4 :])
    assert (sources(found, path), faults(found)) == (["a.pdf", str(path)], ["", "bad_archive"])


def test_an_archive_that_lists_fewer_members_than_it_counts_is_said(path: Path) -> None:
    data = bytearray(packed({"a.pdf": PDF}))
    data[-12:-10] = b"\x02\x00"
    assert faults(find(path, bytes(data))) == ["", "bad_archive"]


@given(st.data())
def test_no_damage_brings_an_error_of_another_kind(data: st.DataObject) -> None:
    archive = bytearray(packed({"a.pdf": PDF, "b/名.pdf": b"2"}))
    for at in data.draw(st.lists(st.integers(0, len(archive) - 1), min_size=1, max_size=4)):
        archive[at] = data.draw(st.integers(0, 255))
    file = io.BytesIO(archive)
    found: list[Member] = []
    try:
        found.extend(read_directory(file))
        read = [unpack(file, member) for member in found]
    except DocumentFault:
        return
    assert {*read} <= {PDF, b"2", b""}


def test_archives_behind_a_program_and_with_long_numbers_are_read(path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, archive.open("a.pdf", "w", force_zip64=True) as file:
        file.write(PDF)
    found = find(path, b"#!/bin/sh\n" + target.getvalue())
    assert [read(one) for one in found.inputs] == [PDF]


def with_long_numbers(data: bytes, offset: int) -> bytes:
    """Write all numbers of an archive of one member into its zip64 field, with another place for its local header."""
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    length, size = struct.unpack_from("<2L", data, at + 20)
    entry = bytearray(data[at:end])
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, 28)
    struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
    entry += struct.pack("<HHQQQ", 1, 24, size, length, offset)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(entry), at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(entry), 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:at] + bytes(entry) + record + locator + last


def test_numbers_in_the_zip64_field_count(path: Path) -> None:
    found = find(path, with_long_numbers(packed({"a.pdf": PDF}), 0))
    assert (faults(found), read(found.inputs[0])) == ([""], PDF)


@pytest.mark.parametrize("outer", ["", "outer.zip"], ids=["file", "memory"])
def test_a_place_that_no_file_can_have_is_damage(path: Path, outer: str) -> None:
    data = with_long_numbers(packed({"a.pdf": PDF}), 2**64 - 1)
    (one,) = find(path, packed({outer: data}) if outer else data).inputs
    with pytest.raises(BadArchive):
        read(one)


def test_a_stamp_needs_no_unpacking_and_changes_with_member_and_archive(path: Path) -> None:
    (one,) = find(path, packed({"a.pdf": PDF})).inputs
    assert isinstance(one.place, MemberPlace)
    stamp = one.place.stamp()
    assert (stamp.size, one.place.stamp()) == (str(len(PDF)), stamp)
    (other,) = find(path, packed({"a.pdf": PDF[::-1]})).inputs
    assert other.place
    assert other.place.stamp() != stamp
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        one.place.stamp()


@pytest.mark.parametrize("name", ["a.rar", "a.7z", "a.tar.gz", "A.TGZ"])
def test_other_archives_are_counted_in_folders_and_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "a.pdf").write_bytes(PDF)
    assert find_inputs([str(tmp_path)], web=Web(tmp_path)).skipped == Counter({kind(name): 1})
    (one,) = find_inputs([str(tmp_path / name)], web=Web(tmp_path)).inputs
    assert one.fault
    assert (one.fault.code, "unpack it" in one.fault.message) == ("bad_archive", True)


def test_a_missing_archive_is_unreachable(path: Path) -> None:
    assert faults(find_inputs([str(path)], web=Web(path.parent))) == ["unreachable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_that_is_called_an_archive_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    (one,) = find_inputs([str(path)], web=Web(path.parent)).inputs
    assert one.fault
    assert (one.fault.code, "pipe or a device" in one.fault.message) == ("unreachable", True)
