"""What holds for every figure of every text: the invariants of the tables, over arbitrary and report-like text."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from figextract import rules, schema
from figextract.pipeline import extract_tables
from figextract.read import document
from figextract.schema import Tables

RULES = rules.load()

ALPHABET = (
    "0123456789０１２３．，、。；：！？“”（）()%％‰*×—－~～至到约超余多几数第〇零一二三两十百千万亿兆壹贰叁拾佰"
    "元家户个人名次项年月日季度省市县区个点成倍半分之其中由从增长下降比累计 \u3000\t\n\r\ufeff\ufffd\0ab.@#㎡€¥$聯產個"
)
TEXT = st.one_of(st.text(max_size=200), st.text(st.sampled_from(ALPHABET), max_size=200))

OPENINGS = [
    "",
    "全年",
    "2023年，",
    "截至2022年底，",
    "五年来，",
    "今年，我们将",
    "由",
    "其中，",
    "一、2023年工作回顾\n",
    "（二）",
    "\u3000\u3000",
]
THINGS = [
    "为",
    "会员达",
    "规模以上工业增加值增长",
    "培训",
    "城镇和农村居民人均可支配收入分别为",
    "捐款",
    "四好商会",
    "占",
    "居全省",
    "从",
    "新建",
]
NUMBERS = (
    "3|1,234.5|１２|三十五|3.8万|1万2|25万6千|壹佰|两|数十|3—5|三四十万|***|×|1.2亿至1.5亿|百分之三|三分之二|第3|2万亿|"
    "3、5、8|0|1.|-3|30%|6.5|10∶1|1/3|几百|十余|" + "9" * 50
).split("|")
UNITS = [
    "家",
    "万元",
    "亿美元",
    "%",
    "个百分点",
    "户企业",
    "人次",
    "位",
    "公里",
    "倍",
    "",
    "元/月",
    "平方米",
    "成",
    "番",
    "年",
    "级",
]
ENDS = ["，", "。", "；", "、", "和", "以上", "左右", "\n", "）", "”", "；其中", "增加到", "（同比增长5%）", "。\n二、"]
SENTENCE = st.tuples(*map(st.sampled_from, (OPENINGS, THINGS, NUMBERS, UNITS, ENDS))).map("".join)
REPORT = st.lists(SENTENCE, max_size=12).map("".join)

FIGURE_NUMBERS = ("value", "low", "high", "scale", "step")


def tables(text: str) -> Tables:
    return extract_tables(document(text), RULES)


def check(text: str) -> None:
    made = tables(text)
    (about,) = made.documents.to_pylist()
    source = about["text"]
    figures, sentences, evidence = (t.to_pylist() for t in (made.figures, made.sentences, made.evidence))

    # Positions point into documents.text.
    assert all(source[f["start"] : f["end"]] == f["text"] != "" for f in figures)
    assert all(source[s["start"] : s["end"]] == s["text"] for s in sentences)
    assert all(0 <= e["start"] <= e["end"] <= len(source) for e in evidence)

    # A figure stands within its sentence, apart from the others, in the order of the text, under a name of its own.
    by_number = {s["sentence_no"]: s for s in sentences}
    for figure in figures:
        sentence = by_number[figure["sentence_no"]]
        assert sentence["start"] <= figure["start"] < figure["end"] <= sentence["end"]
        assert figure["sentence"] == sentence["text"]
    assert all(a["end"] <= b["start"] for a, b in pairwise(figures))
    assert all(a["end"] <= b["start"] for a, b in pairwise(sentences))
    ids = [f["figure_id"] for f in figures]
    assert len(set(ids)) == len(ids)
    assert {f["parent"] for f in figures} <= {None, *ids}
    assert {e["figure_id"] for e in evidence} <= set(ids)

    # Values are decimals; the interval holds the value; what is not known is said to be.
    for figure in figures:
        assert all(figure[name] is None or isinstance(figure[name], Decimal) for name in FIGURE_NUMBERS)
        low, value, high = figure["low"], figure["value"], figure["high"]
        assert low is None or high is None or low <= high
        assert value is None or ((low is None or low <= value) and (high is None or value <= high))
        untold = figure["mask"] is not None or "overlong_number" in figure["flags"]
        assert untold or (value, low, high) != (None, None, None)
        assert figure["kind"] != "money" or figure["unit"] is not None or figure["flags"]

    # The counts say what is there, and the types are those of the schema.
    assert about["n_figures"] == len(figures) == sum(s["n_figures"] for s in sentences)
    assert about["n_sentences"] == len(sentences)
    for name in schema.COLUMNS:
        table: pa.Table = getattr(made, name)
        assert table.column_names == [column.name for column in schema.COLUMNS[name]]


@settings(max_examples=300, deadline=None)
@given(TEXT)
@example("")
@example("\n")
@example("\0")
@example("3" * 500)
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=300, deadline=None)
@given(REPORT)
def test_text_of_reports(text: str) -> None:
    check(text)


@settings(max_examples=50, deadline=None)
@given(REPORT, st.integers(0, 40))
def test_lines_before_a_report_move_its_figures_and_change_nothing_else(text: str, blanks: int) -> None:
    plain, moved = tables(text).figures.to_pylist(), tables("\n" * blanks + text).figures.to_pylist()
    told = ("text", "value", "low", "high", "relation", "unit", "kind", "indicator", "entity")
    assert [[f[name] for name in told] for f in plain] == [[f[name] for name in told] for f in moved]
    assert [f["start"] + blanks for f in plain] == [f["start"] for f in moved]


@settings(max_examples=30, deadline=None)
@given(st.one_of(TEXT, REPORT))
def test_the_same_text_gives_the_same_tables(text: str) -> None:
    assert all(a.equals(b) for a, b in zip(tables(text), tables(text), strict=True))


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Sets and hashes are ordered otherwise in each process; the tables are not."""
    source = Path(__file__).parents[1] / "data" / "raw" / "昆明市工商联2023年工作总结.txt"
    digests = set()
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "figextract", "run", str(source), str(out), "--workers", "1", "--quiet"]
        subprocess.run(command, env={"PYTHONHASHSEED": seed}, check=True)
        written = sorted(out.rglob("*.parquet"))
        assert len(written) == len(schema.COLUMNS)
        digests.add(hashlib.sha256(b"".join(file.read_bytes() for file in written)).hexdigest())
    assert len(digests) == 1
