"""Walking a source: every report once, whatever else lies there."""

import os
from pathlib import Path

import pytest

from figextract.walk import walk


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("会员3家。", encoding="utf-8")


def sources(folder: Path, **options: list[Path]) -> list[str]:
    return [found.source for found in walk(folder, **options).files]


def test_reports_at_every_depth_in_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.txt", "a/b/c.TXT", "总结.text")
    assert sources(tmp_path) == ["a/b/c.TXT", "a/z.txt", "b.txt", "总结.text"]


def test_a_single_file_whatever_its_suffix(tmp_path: Path) -> None:
    put(tmp_path, "report.2020")
    assert sources(tmp_path / "report.2020") == ["report.2020"]


def test_what_is_no_report_is_skipped_and_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", ".DS_Store", "~$a.docx", "Thumbs.db", ".git/a.txt", "table.csv", "b.csv", "README")
    found = walk(tmp_path)
    assert [file.source for file in found.files] == ["a.txt"]
    assert found.skipped == {"hidden or made by the system": 4, "unknown suffix .csv": 2, "unknown suffix": 1}
    assert found.failures == ()


def test_formats_to_come_are_found_so_that_they_can_be_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.docx", "scan.bin")
    assert sources(tmp_path) == ["a.docx", "scan.bin"]


def test_a_dangling_link_fails_by_name(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    found = walk(tmp_path)
    assert [file.source for file in found.files] == ["a.txt"]
    assert [str(failure) for failure in found.failures] == [
        "gone.txt (read): a link to a file that is not there; mend or remove the link"
    ]


def test_links_that_loop_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "top/a/report.txt")
    (tmp_path / "top/a/up").symlink_to(tmp_path / "top")
    (tmp_path / "top/a/far-up").symlink_to(tmp_path)
    (tmp_path / "top/self.txt").symlink_to("self.txt")
    found = walk(tmp_path / "top")
    assert [file.source for file in found.files] == ["a/report.txt"]
    assert found.failures == ()
    assert found.skipped == {"link that loops": 1}


def test_a_folder_is_entered_once_and_under_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "top/z/report.txt", "elsewhere/other.txt")
    (tmp_path / "top/a").symlink_to("z")
    (tmp_path / "top/b").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "top/c").symlink_to(tmp_path / "elsewhere")
    assert sources(tmp_path / "top") == ["b/other.txt", "z/report.txt"]


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "总结.txt".encode("gb18030")
    with open(raw, "wb") as file:
        file.write(b"3")
    assert sources(tmp_path) == ["%D7%DC%BD%E1.txt"]


def test_two_files_that_would_have_one_name(tmp_path: Path) -> None:
    put(tmp_path, "%FF.txt")
    with open(os.fsencode(tmp_path) + b"/\xff.txt", "wb"):
        pass
    found = walk(tmp_path)
    assert len(found.files) == 1
    assert "another file is called %FF.txt" in found.failures[0].problem


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "pipe" in walk(tmp_path).failures[0].problem


def test_the_output_folder_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "out/b.txt")
    assert sources(tmp_path, leave_out=[tmp_path / "out"]) == ["a.txt"]


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        walk(tmp_path / "nowhere")
