"""What holds for every text whatever: each invariant of the design is a property, tried on texts of all sorts.

    pytest tests/test_invariants.py --hypothesis-profile deep

tries many more texts than CI does, and other ones each time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import cn2an
from hypothesis import given, settings
from hypothesis import strategies as st

import figextract as fx
from conftest import SAMPLES
from figextract import numerals, schema, store
from figextract.clean import clean
from figextract.pipeline import extract_tables
from figextract.read import document
from figextract.schema import Tables
from figextract.segment import MAX_SENTENCE, segment
from writing import RULES, SCALES, decimals, lines, reports, texts, wide

FORMS = numerals.forms_of(RULES)
LARGEST, PLACES = Decimal(10) ** 29, -9
KINDS = schema.ENUMERATIONS["kind"]
NUMBERS = ("value", "low", "high", "scale", "step")
WORDED = ("entity", "indicator", "subject", "region", "basis", "period_text")
UNITS = {kind: {rule.get("unit") for rule in RULES.of("unit") if rule.get("kind") == kind} for kind in KINDS} | {
    "ratio": {"%", "‰", "‱", None},
    "rank": {"位"},
    "score": {"分", None},
}


def extracted(text: str) -> Tables:
    """The tables of a text."""
    return extract_tables(document(text), RULES)


def rows(text: str) -> list[dict[str, Any]]:
    """The figures of a text, a dict each."""
    found: list[dict[str, Any]] = extracted(text).figures.to_pylist()
    return found


def number(text: str) -> numerals.Numeral:
    """The numeral that the whole text is."""
    read = numerals.read(text, 0, FORMS)
    assert read is not None and (read.start, read.end) == (0, len(text))
    return read


# Extraction never raises, positions point at what they say, and the tables fit each other.


@given(texts())
def test_positions_point_at_what_they_say(text: str) -> None:
    tables = extracted(text)
    source: str = tables.documents["text"][0].as_py()
    assert len(source) == len(text)
    for row in (*tables.figures.to_pylist(), *tables.sentences.to_pylist()):
        assert row["start"] < row["end"] <= len(source)
        assert source[row["start"] : row["end"]] == row["text"]
    for row in tables.evidence.to_pylist():
        assert 0 <= row["start"] < row["end"] <= len(source)


@given(texts() | lines())
def test_figures_stand_in_order_each_inside_one_sentence(text: str) -> None:
    tables = extracted(text)
    figures, sentences = tables.figures.to_pylist(), tables.sentences.to_pylist()
    assert all(before["end"] <= after["start"] for before, after in pairwise(figures))
    assert all(before["end"] <= after["start"] for before, after in pairwise(sentences))
    assert [row["sentence_no"] for row in sentences] == list(range(len(sentences)))
    for row in figures:
        sentence = sentences[row["sentence_no"]]
        assert sentence["start"] <= row["start"] < row["end"] <= sentence["end"]
        assert row["sentence"] == sentence["text"]
    counted = [sum(row["sentence_no"] == n for row in figures) for n in range(len(sentences))]
    assert counted == [row["n_figures"] for row in sentences]
    (about,) = tables.documents.to_pylist()
    assert (about["n_figures"], about["n_sentences"]) == (len(figures), len(sentences))


@given(texts())
def test_ids_are_unique_and_refer_to_figures_of_the_document(text: str) -> None:
    tables = extracted(text)
    figures = tables.figures.to_pylist()
    ids = [row["figure_id"] for row in figures]
    assert len(set(ids)) == len(ids)
    assert all(row["parent"] in ids and row["parent"] != row["figure_id"] for row in figures if row["parent"])
    evidence = tables.evidence.to_pylist()
    assert {row["figure_id"] for row in evidence} <= set(ids)
    assert {row["field"] for row in evidence} <= set(tables.figures.column_names)
    far = {(row["figure_id"], row["field"]) for row in evidence if row["scope"] not in ("clause", "sentence")}
    assert far == {(row["figure_id"], field) for row in figures for field in row["inherited"]}


# Values are exact, and say the same thing in each of their columns.


@given(texts())
def test_numbers_are_decimals_that_the_columns_hold(text: str) -> None:
    for figure in fx.extract(text):
        for name in NUMBERS:
            value = getattr(figure, name)
            assert value is None or type(value) is Decimal, name
            if value is not None:
                assert abs(value) < LARGEST and value.normalize().as_tuple().exponent >= PLACES, (name, value)


@given(texts())
def test_value_bounds_and_relation_agree(text: str) -> None:
    for row in rows(text):
        value, low, high, relation = (row[name] for name in ("value", "low", "high", "relation"))
        if row["mask"] is not None or "overlong_number" in row["flags"]:
            assert value is None
        elif relation == "range":
            assert value is None and low is not None and high is not None
        elif value is None:
            assert (relation, high) == ("ge", None) and low is not None
        else:
            assert low == (value if relation in ("eq", "gt", "ge") else None)
            assert high == (value if relation in ("eq", "lt", "le") else None)
        assert low is None or high is None or low <= high


@given(texts())
def test_scale_and_step_fit_the_value(text: str) -> None:
    for row in rows(text):
        scale, step = row["scale"], row["step"]
        assert scale >= 1 and scale.normalize().as_tuple().digits == (1,)
        assert step is None or step > 0
        written = [row[name] for name in ("value", "low", "high") if row[name] is not None]
        if row["mask"] is not None or "overlong_number" in row["flags"]:
            assert step is None
        elif step is not None and row["kind"] != "rank":
            assert all(bound % step == 0 for bound in written), (row["text"], step, written)


@given(texts())
def test_kinds_have_their_units_and_fields(text: str) -> None:
    for row in rows(text):
        kind, unit = row["kind"], row["unit"]
        assert kind == "count" or unit in UNITS[kind], (kind, unit)
        assert kind == "count" or row["entity_class"] is None
        assert (row["statistic"] in ("change", "increment", "gap")) == (row["direction"] is not None)
        assert (row["role"] is None) <= (row["parent"] is None)
        assert (row["period_kind"] is None) == (row["period_text"] is None)
        assert row["period_start"] is None or row["period_end"] is None or row["period_start"] <= row["period_end"]
        assert (row["region_code"] is not None) <= (row["region"] is not None)


# The same text gives the same bytes, and twice the text twice as much.


def written(folder: Path) -> dict[str, bytes]:
    """The bytes of every table below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


@settings(max_examples=settings.default.max_examples // 4)
@given(texts())
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for out in (Path(folder, "one"), Path(folder, "two")):
            store.prepare(out)
            store.write(out, store.encode(extracted(text), store.recipe(RULES.digest)))
        assert written(Path(folder, "one")) == written(Path(folder, "two"))
        assert len(written(Path(folder, "one"))) == len(Tables._fields)


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Sets and hashes are ordered otherwise in each process; the tables are not."""
    sample = SAMPLES / "昆明市工商联2023年工作总结.txt"
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "figextract", "run", sample, tmp_path / seed, "--workers", "1", "--quiet"]
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, check=True)
    assert written(tmp_path / "1") == written(tmp_path / "2")
    assert len(written(tmp_path / "1")) == len(Tables._fields)


@given(reports(), st.integers(1, 40))
def test_blank_lines_before_a_report_move_its_figures_and_change_nothing_else(text: str, blanks: int) -> None:
    moved = {"figure_id", "parent", "start", "end"}
    plain, after = rows(text), rows("\n" * blanks + text)
    assert [{k: v for k, v in row.items() if k not in moved} for row in plain] == [
        {k: v for k, v in row.items() if k not in moved} for row in after
    ]
    assert [row["start"] + blanks for row in plain] == [row["start"] for row in after]


@given(texts())
def test_output_is_in_step_with_the_text(text: str) -> None:
    tables = extracted(text)
    figures = tables.figures.to_pylist()
    assert sum(len(row["text"]) for row in tables.sentences.to_pylist()) <= len(text)
    assert sum(len(row["text"]) for row in figures) <= len(text)
    assert tables.evidence.num_rows <= len(schema.COLUMNS["figures"]) * len(figures)
    for row in figures:
        assert len(row["sentence"]) <= 4 * MAX_SENTENCE
        assert all(len(row[name] or "") <= MAX_SENTENCE for name in WORDED)


# Reading numbers.


@given(decimals(), st.booleans())
def test_digits_keep_their_value_to_the_table(value: Decimal, is_wide: bool) -> None:
    for written in (f"{value}", f"{value:,}"):
        told = f"捐款{wide(written) if is_wide else written}元。"
        assert [row["value"] for row in rows(told)] == [value]


@given(decimals(3), st.sampled_from(sorted(SCALES)), st.sampled_from(("", "余", "多", "来")))
def test_scales_multiply(value: Decimal, scale: str, vague: str) -> None:
    read = number(f"{value}{scale}{vague}")
    assert (read.value, read.scale) == (value * SCALES[scale], SCALES[scale])
    assert read.step == Decimal(1).scaleb(value.as_tuple().exponent) * SCALES[scale]
    assert read.relation == {"": "eq", "来": "approx"}.get(vague, "gt")


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 9))
def test_groups_add_up(hundred_millions: int, ten_thousands: int, thousands: int) -> None:
    value = hundred_millions * 10**8 + ten_thousands * 10**4
    assert number(f"{hundred_millions}亿{ten_thousands}万").value == value
    assert number(f"{ten_thousands}万{thousands}千").value == ten_thousands * 10**4 + thousands * 1000
    assert number(f"{cn2an.an2cn(hundred_millions)}亿{ten_thousands}万").value == value


@given(st.integers(1, 99), st.integers(2, 99))
def test_fractions_are_exact_or_flagged(above: int, below: int) -> None:
    for row in rows(f"民营企业占{cn2an.an2cn(below)}分之{above}。"):
        assert abs(row["value"] * below - 100 * above) <= Decimal("0.0000005") * below
        assert ("rounded" in row["flags"]) == (row["value"] * below != 100 * above)


@given(st.text("0123456789.,*×xX零一二两三十百千万亿几数上余多来点个半", min_size=1, max_size=30))
def test_any_run_of_number_characters_is_read_or_not(text: str) -> None:
    for at in range(len(text)):
        read = numerals.read(text, at, FORMS)
        if read is not None:
            assert read.start == at < read.end <= len(text)
            assert read.low is None or read.high is None or read.low <= read.high


# What the stages before hand on.


@given(texts())
def test_the_clean_text_keeps_where_its_characters_stand(text: str) -> None:
    source = document(text).text
    cleaned = clean(source)
    starts = list(range(len(source))) if cleaned.starts is None else list(cleaned.starts)
    assert len(starts) == len(cleaned.text) <= len(source)
    assert all(before < after for before, after in pairwise(starts))
    assert all(0 <= start < len(source) for start in starts)
    kept = [c for c in cleaned.text if c.isascii() and c.isalnum()]
    assert len(kept) <= len(source)


@given(st.text("全市有企业三家和工商联会员个", max_size=60))
def test_plain_text_is_clean(text: str) -> None:
    assert clean(text).text == text


@given(texts())
def test_every_character_that_shows_stands_in_one_sentence(text: str) -> None:
    cleaned = clean(document(text).text).text
    sentences = segment(cleaned, RULES).sentences
    covered = [False] * len(cleaned)
    for sentence in sentences:
        assert 0 < sentence.end - sentence.start <= MAX_SENTENCE
        assert not any(covered[sentence.start : sentence.end])
        covered[sentence.start : sentence.end] = [True] * (sentence.end - sentence.start)
    assert all(c.isspace() for c, inside in zip(cleaned, covered, strict=True) if not inside)
