"""The output folder: names, whole documents, and the same bytes for the same input."""

from pathlib import Path

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figextract import schema, store
from figextract.schema import Tables
from tables import figure, report

RECIPE = store.recipe("rules")


def tables(source: str = "2020/总结.txt", text: str = "全年捐款3亿元，培训5次。") -> Tables:
    return report(source, [(text, figure("3亿元", value=300000000, kind="money"), figure("5次", value=5))])


def written(out: Path, *sources: str, recipe: store.Recipe = RECIPE) -> None:
    store.prepare(out)
    for source in sources:
        store.write(out, store.encode(tables(source), recipe))


def test_names_tell_the_path_and_are_safe() -> None:
    assert store.name("2020/总结.txt") == "2020__总结.txt-ea158144"
    assert store.name("_x.txt").startswith("x.txt-")
    assert store.name("._/x.txt").startswith("x.txt-")


@given(st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=300))
def test_any_path_has_a_name_that_file_systems_and_dataset_readers_take(source: str) -> None:
    name = store.name(source)
    assert name[0] not in "._"
    assert "/" not in name
    assert len(f".{name}{store.SUFFIX}.12345678.tmp".encode()) <= 255


def test_two_paths_never_share_a_name_by_their_slashes() -> None:
    assert store.name("a/b.txt") != store.name("a__b.txt")


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for out in ("one", "two"):
        written(tmp_path / out, "a.txt")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.parquet"))
    assert len(files) == 4
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_every_file_carries_what_made_it(tmp_path: Path) -> None:
    written(tmp_path, "a.txt")
    digest = RECIPE.run_digest("a.txt", tables("a.txt").documents["digest"][0].as_py())
    for table in store.TABLES:
        path = tmp_path / table / (store.name("a.txt") + store.SUFFIX)
        metadata = pq.read_schema(path).metadata
        assert metadata[b"figextract.schema_version"] == schema.VERSION.encode()
        assert metadata[b"figextract.rules_digest"] == b"rules"
        assert metadata[b"figextract.run_digest"] == digest.encode()
        assert store.run_digest(path) == digest


def test_the_digest_is_found_in_a_footer_longer_than_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "a.txt")
    digest = store.whole(tmp_path, store.name("a.txt"))
    monkeypatch.setattr(store, "FOOTER", 8)
    assert digest is not None
    assert store.whole(tmp_path, store.name("a.txt")) == digest


def test_what_was_counted_comes_back(tmp_path: Path) -> None:
    store.prepare(tmp_path)
    files = store.encode(tables("a.txt"), RECIPE)
    store.write(tmp_path, files)
    counts = files.counts
    assert (counts.figures, counts.kinds, counts.flagged) == (2, {"count": 1, "money": 1}, 0)
    assert store.counts(tmp_path, store.name("a.txt")) == counts


def test_a_folder_of_figures_reads_as_one_table_with_anything(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "b/c.txt")
    (tmp_path / "figures" / ".a.parquet.12345678.tmp").write_bytes(b"half")
    assert pd.read_parquet(tmp_path / "figures")["text"].tolist() == ["3亿元", "5次"] * 2
    assert pq.read_table(tmp_path / "figures").num_rows == 4
    assert ds.dataset(tmp_path / "figures").count_rows() == 4
    assert pq.read_schema(next((tmp_path / "figures").glob("a*"))).field("value").type == schema.NUMBER


@pytest.mark.parametrize("table", store.TABLES)
def test_a_document_is_whole_only_with_its_four_files(tmp_path: Path, table: str) -> None:
    written(tmp_path, "a.txt")
    stem = store.name("a.txt")
    assert store.whole(tmp_path, stem)
    (tmp_path / table / (stem + store.SUFFIX)).unlink()
    assert store.whole(tmp_path, stem) is None


@pytest.mark.parametrize("table", store.TABLES)
def test_files_of_different_runs_are_no_whole_document(tmp_path: Path, table: str) -> None:
    written(tmp_path / "old", "a.txt")
    written(tmp_path / "new", "a.txt", recipe=store.recipe("other rules"))
    file = Path(table, store.name("a.txt") + store.SUFFIX)
    (tmp_path / "new" / file).replace(tmp_path / "old" / file)
    assert store.whole(tmp_path / "old", store.name("a.txt")) is None


def test_files_that_are_not_parquet_have_no_digest(tmp_path: Path) -> None:
    for content in (b"", b"PAR1", b"\xff\xff\xff\xffPAR1", b"text that is longer than a footer"):
        (tmp_path / "x").write_bytes(content)
        assert store.run_digest(tmp_path / "x") is None
    assert store.run_digest(tmp_path) is None
    assert store.run_digest(tmp_path / "gone") is None


def test_a_write_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    written(tmp_path, "a.txt")
    before = store.whole(tmp_path, store.name("a.txt"))
    (tmp_path / "sentences").rename(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        store.write(tmp_path, store.encode(tables("a.txt"), store.recipe("other rules")))
    (tmp_path / "elsewhere").rename(tmp_path / "sentences")
    assert store.whole(tmp_path, store.name("a.txt")) == before
    assert not list(tmp_path.rglob("*.tmp"))


def test_half_written_files_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    written(tmp_path, "a.txt")
    (tmp_path / "figures" / ".b.parquet.12345678.tmp").write_bytes(b"half")
    (tmp_path / ".run.json.12345678.tmp").write_bytes(b"half")
    (tmp_path / ".mine.tmp").write_bytes(b"of somebody else")
    store.prepare(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.tmp")] == [".mine.tmp"]
    assert list(store.stems(tmp_path)) == [store.name("a.txt")]


def test_a_document_is_removed_with_all_its_files(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "b.txt")
    assert store.source(tmp_path, store.name("a.txt")) == "a.txt"
    store.remove(tmp_path, store.name("a.txt"))
    assert list(store.stems(tmp_path)) == [store.name("b.txt")]
    assert store.source(tmp_path, store.name("a.txt")) is None


def test_other_rules_bytes_names_encodings_and_code_are_other_makings() -> None:
    made = [
        RECIPE.run_digest("a.txt", "0"),
        RECIPE.run_digest("a.txt", "1"),
        RECIPE.run_digest("b.txt", "0"),
        store.recipe("other rules").run_digest("a.txt", "0"),
        store.recipe("rules", "gb18030").run_digest("a.txt", "0"),
        store.Recipe("rules", None, RECIPE.version, "other code").run_digest("a.txt", "0"),
    ]
    assert len(set(made)) == 6
