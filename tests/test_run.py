"""A folder at a time: what is done, kept, failed, skipped and removed, and what the output folder holds after it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import figextract as fx
from figextract import batch, store
from figextract.batch import Run, RunError
from figextract.rules import RulesError
from figextract.walk import Found

TEXT = "全市会员企业3600余家。\n去年组织捐款2.5亿元，培训5次。\n"


def put(folder: Path, **texts: str | bytes) -> Path:
    """A source folder with a .txt file for each name, besides those that it has."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def states(run: Run) -> dict[str, str]:
    return {outcome.source: outcome.state for outcome in run.outcomes}


def record(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return told


def bytes_of(out: Path) -> dict[str, str]:
    """Digest of every file that counts, by its path: two output folders are the same when these are."""
    files = [path for path in out.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_report_gets_four_files_and_a_row_in_run_json(tmp_path: Path) -> None:
    source = put(tmp_path / "in", a=TEXT, b=TEXT.encode("gb18030"))
    done = fx.run(source, tmp_path / "out")
    assert states(done) == {"a.txt": "made", "b.txt": "made"}
    assert sum(counts.characters for counts in done.done) == 2 * len(TEXT)
    assert len(list((tmp_path / "out").rglob("*.parquet"))) == 8
    told = record(tmp_path / "out")
    assert told["state"] == "finished"
    assert [(row["source"], row["state"], row["characters"]) for row in told["documents"]] == [
        ("a.txt", "done", len(TEXT)),
        ("b.txt", "done", len(TEXT)),
    ]


def test_one_report_alone(tmp_path: Path) -> None:
    put(tmp_path, a=TEXT, b=TEXT)
    assert states(fx.run(tmp_path / "a.txt", tmp_path / "out")) == {"a.txt": "made"}
    again = fx.run(tmp_path / "b.txt", tmp_path / "out", prune=True)
    assert again.left == ()
    assert len(list(store.stems(tmp_path / "out"))) == 2


def test_the_same_input_gives_the_same_bytes_whatever_the_number_of_workers(tmp_path: Path) -> None:
    source = put(tmp_path / "in", **{f"d{n}": TEXT * n for n in range(1, 6)})
    fx.run(source, tmp_path / "one", workers=1)
    fx.run(source, tmp_path / "two", workers=2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_only_what_changed_is_done_again(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", a=TEXT, b=TEXT), tmp_path / "out"
    fx.run(source, out)
    before = bytes_of(out)
    assert states(fx.run(source, out)) == {"a.txt": "kept", "b.txt": "kept"}
    assert bytes_of(out) == before
    put(source, b=TEXT + "完。")
    assert states(fx.run(source, out)) == {"a.txt": "kept", "b.txt": "made"}
    assert states(fx.run(source, out, force=True)) == {"a.txt": "made", "b.txt": "made"}
    assert states(fx.run(source, out, encoding="utf-8")) == {"a.txt": "made", "b.txt": "made"}


def test_what_is_kept_is_counted_like_what_is_made(tmp_path: Path) -> None:
    source = put(tmp_path / "in", a=TEXT)
    assert fx.run(source, tmp_path / "out").done == fx.run(source, tmp_path / "out").done


@pytest.mark.parametrize("table", store.TABLES)
def test_a_document_that_lost_a_file_is_repaired(tmp_path: Path, table: str) -> None:
    source, out = put(tmp_path / "in", a=TEXT), tmp_path / "out"
    fx.run(source, out)
    before = bytes_of(out)
    next((out / table).glob("*.parquet")).unlink()
    assert states(fx.run(source, out)) == {"a.txt": "made"}
    assert bytes_of(out) == before


def test_other_rules_bring_the_output_up_to_date_and_say_so(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", a=TEXT), tmp_path / "out"
    rules = tmp_path / "my.toml"
    rules.write_text(
        '[[title]]\nid = "test.title"\nwords = ["快讯"]\nexamples = [{text = "捐款3亿元。", figure = "3亿元"}]\n',
        encoding="utf-8",
    )
    assert fx.run(source, out).renewed is None
    changed = fx.run(source, out, rules=[rules])
    assert states(changed) == {"a.txt": "made"}
    assert changed.renewed == "made with other rules"
    assert record(out)["rules"]["files"] == ["my.toml"]
    assert fx.run(source, out, rules=[rules]).renewed is None


def test_documents_that_left_the_source_are_told_and_removed_when_asked(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", a=TEXT, b=TEXT), tmp_path / "out"
    fx.run(source, out)
    (source / "b.txt").unlink()
    assert fx.run(source, out).left == ("b.txt",)
    assert record(out)["left"] == ["b.txt"]
    assert len(list(store.stems(out))) == 2
    assert fx.run(source, out, prune=True).left == ("b.txt",)
    assert list(store.stems(out)) == [store.name("a.txt")]
    assert record(out)["left"] == []


def test_what_fails_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", good=TEXT, binary=os.urandom(5000), pdf=b"%PDF-1.4"), tmp_path / "out"
    (source / "gone.txt").symlink_to("nowhere.txt")
    (source / "old.docx").write_bytes(b"PK\x03\x04")
    (source / "scan.bin").write_bytes(b"\0\1\2")
    done = fx.run(source, out)
    assert states(done) == {
        "good.txt": "made",
        **dict.fromkeys(("binary.txt", "gone.txt", "old.docx", "pdf.txt", "scan.bin"), "failed"),
    }
    failed = {row["source"]: row for row in record(out)["documents"] if row["state"] == "failed"}
    assert failed["scan.bin"]["problem"] == "not a text"
    assert failed["old.docx"]["advice"] == "open it and save it as plain text (.txt, UTF-8)"
    assert {row["stage"] for row in failed.values()} == {"read"}


def test_a_document_that_fails_now_keeps_what_was_written_before(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", a=TEXT), tmp_path / "out"
    fx.run(source, out)
    put(source, a=b"%PDF-1.4")
    assert states(fx.run(source, out, prune=True)) == {"a.txt": "failed"}
    assert store.whole(out, store.name("a.txt"))


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    source = put(tmp_path / "in")
    with open(os.fsencode(source) + b"/" + "总结.txt".encode("gb18030"), "wb") as file:
        file.write(TEXT.encode())
    assert states(fx.run(source, tmp_path / "out")) == {"%D7%DC%BD%E1.txt": "made"}


def test_odd_texts_are_done(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        "empty": b"",
        "digits": "捐款" + "9" * 100_000 + "元。",
        "brackets": "（" * 50_000 + "3家" + "）" * 50_000,
        "nul": "会员企业\0\0003家。",
        "surrogate": "会员\ud8003家。".encode("utf-8", "surrogatepass"),
        "bom": "会员3家。".encode("utf-16"),
    }
    done = fx.run(put(tmp_path / "in", **texts), tmp_path / "out")
    assert done.failures == []
    assert next(o.counts for o in done.outcomes if o.source == "empty.txt") == store.Counts(0, 0, {}, 0)


@pytest.mark.parametrize("source", ["nowhere", "empty", "only-hidden"])
def test_nothing_to_do_is_a_wrong_call_and_makes_no_folder(tmp_path: Path, source: str) -> None:
    put(tmp_path / "empty")
    put(tmp_path / "only-hidden", **{".hidden": TEXT})
    with pytest.raises(RunError, match="name"):
        fx.run(tmp_path / source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_calls_that_are_wrong(tmp_path: Path) -> None:
    source = put(tmp_path / "in", a=TEXT)
    with pytest.raises(RunError, match="can't write to"):
        fx.run(source, source / "a.txt")
    with pytest.raises(RunError, match="no encoding is called klingon"):
        fx.run(source, tmp_path / "out", encoding="klingon")
    with pytest.raises(RulesError, match=r"none\.toml: can't be read"):
        fx.run(source, tmp_path / "out", rules=["none.toml"])
    (tmp_path / "bad.toml").write_text("[[unit]\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"bad\.toml:1: not TOML"):
        fx.run(source, tmp_path / "out", rules=[tmp_path / "bad.toml"])
    assert not (tmp_path / "out").exists()


def test_an_output_folder_inside_the_source(tmp_path: Path) -> None:
    source = put(tmp_path / "in", a=TEXT)
    fx.run(source, source / "out")
    again = fx.run(source, source / "out")
    assert states(again) == {"a.txt": "kept"}
    assert again.skipped == {}


def test_a_second_run_into_the_same_folder_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = put(tmp_path / "in", a=TEXT)
    monkeypatch.setattr(batch, "PATIENCE", 0.1)
    code = (
        "import sys, figextract.batch as b, pathlib\n"
        "with b._alone(pathlib.Path(sys.argv[1])):\n"
        "    print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"locked\n"
        with pytest.raises(RunError, match="another run is writing"):
            fx.run(source, tmp_path / "out")
        other.communicate()
    assert states(fx.run(source, tmp_path / "out")) == {"a.txt": "made"}


def test_progress_is_told_of_every_document(tmp_path: Path) -> None:
    source = put(tmp_path / "in", a=TEXT, b=TEXT * 3, c=b"%PDF-1.4")
    seen: list[batch.Progress] = []
    fx.run(source, tmp_path / "out", watch=seen.append)
    assert [progress.documents for progress in seen] == [1, 2, 3]
    last = seen[-1]
    assert (last.all_documents, last.failed, last.characters) == (3, 1, 4 * len(TEXT))
    assert last.bytes == last.all_bytes == sum(path.stat().st_size for path in source.iterdir())


def test_chunks_hold_every_file_once_and_shrink_to_the_end() -> None:
    sizes = [900_000, 50, *[40_000] * 200, *[100] * 300]
    files = [Found(f"/{n}", str(n), size) for n, size in enumerate(sizes)]
    chunks = batch._chunks(files, 2)
    assert sorted(found.source for chunk in chunks for found in chunk) == sorted(map(str, range(len(sizes))))
    assert max(map(len, chunks)) <= batch.MOST_DOCUMENTS
    totals = [sum(found.size for found in chunk) for chunk in chunks]
    assert max(totals) <= batch.LARGEST_CHUNK
    assert totals[-1] < 100_000
