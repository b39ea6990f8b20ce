"""What files are called in a report."""

import pytest

from pdf2form.report.names import find_names


def names(*sources: str) -> list[str]:
    found = find_names(sources)
    return [found[source] for source in sources]


def test_the_folder_that_all_files_share_is_left_out() -> None:
    assert names("/home/me/pdf/2023/a.pdf", "/home/me/pdf/2024/a.pdf") == ["2023/a.pdf", "2024/a.pdf"]
    assert names("C:/Users/me/a.pdf", "C:/Users/me/b/a.pdf") == ["a.pdf", "b/a.pdf"]
    assert names("pdf/2023/a.pdf", "pdf/2024/a.pdf") == ["2023/a.pdf", "2024/a.pdf"]


def test_folders_that_begin_alike_are_not_shared() -> None:
    assert names("/home/me/2023/a.pdf", "/home/me/2024/b.pdf") == ["2023/a.pdf", "2024/b.pdf"]


def test_a_file_alone_keeps_its_name() -> None:
    assert names("/home/me/a.pdf") == ["a.pdf"]


def test_a_folder_without_a_pdf_keeps_its_name_too() -> None:
    assert names("/home/me/pdf", "/home/me/pdf/a.pdf") == ["pdf", "pdf/a.pdf"]


@pytest.mark.parametrize("archive", ["forms.zip", "FORMS.ZIP"])
def test_members_keep_the_name_of_their_archive(archive: str) -> None:
    assert names(f"/home/me/{archive}/in/a.pdf", f"/home/me/{archive}/in/b.pdf") == [
        f"{archive}/in/a.pdf",
        f"{archive}/in/b.pdf",
    ]


def test_addresses_and_the_standard_input_stay_and_share_nothing_with_files() -> None:
    url = "https://example.org/2024/a.pdf"
    assert names("/home/me/a.pdf", "/home/me/b/a.pdf", url, "-") == ["a.pdf", "b/a.pdf", url, "-"]


def test_a_relative_path_beside_them_does_not_bring_the_home_back() -> None:
    assert names("/home/me/2023/a.pdf", "/home/me/2024/a.pdf", "x.pdf") == ["2023/a.pdf", "2024/a.pdf", "x.pdf"]


def test_no_files_have_no_names() -> None:
    assert find_names([]) == {}
