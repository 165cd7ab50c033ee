"""Figures held against gold: what counts as met, as right, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from figextract.cli import figextract
from figextract.score import FIELDS, GoldError, Matched, f1, kinds, read_gold, rows_of, same, score

NOTHING: dict[str, Any] = dict.fromkeys((*FIELDS, "parent", "event", "period_kind", "period_start", "period_end"))


def row(start: int, end: int, **fields: Any) -> dict[str, Any]:
    """A figure that says nothing but what is given."""
    return NOTHING | {"doc": "甲.txt", "start": start, "end": end, "text": f"{start}", "kind": "count"} | fields


def scores(figures: list[dict[str, Any]], gold: list[dict[str, Any]]) -> dict[str, float]:
    return score(gold, figures).scores()


def test_figures_meet_by_the_largest_overlap() -> None:
    matched = score([row(0, 4), row(4, 8), row(20, 22)], [row(0, 5), row(5, 9), row(30, 32)])
    assert [(came["start"], gold["start"]) for came, gold in matched.pairs] == [(0, 0), (5, 4)]
    assert [each["start"] for each in matched.spurious] == [30]
    assert [each["start"] for each in matched.missed] == [20]


def test_precision_recall_and_f1() -> None:
    found = scores([row(0, 2), row(10, 12)], [row(0, 2), row(3, 5), row(6, 8)])
    assert (found["precision"], found["recall"]) == (1 / 2, 1 / 3)
    assert found["detection"] == pytest.approx(0.4)
    assert f1(0, 0, 0) == (0, 0, 0)


def test_documents_are_matched_by_name_and_others_left_out() -> None:
    found = score([row(0, 2)], [row(0, 2), row(0, 2, doc="乙.txt")])
    assert found.counts == (1, 1)


@pytest.mark.parametrize(
    ("field", "came", "gold", "right"),
    [
        ("value", "162.40", "162.4", True),
        ("value", None, "162.4", False),
        ("value", "33.333333", "33.3333334", True),
        ("indicator", "贷款资金", "提供贷款资金", True),
        ("indicator", "贷款", "提供贷款资金总额", False),
        ("entity", "民营企业", "民营 企业", True),
        ("entity", "企", "企业", False),
        ("region", "辽宁", "辽宁省", False),
        ("subject", None, None, True),
        ("unit", "家", "户", False),
        ("direction", None, "up", False),
    ],
)
def test_a_field_is_right(field: str, came: Any, gold: Any, right: bool) -> None:
    assert same(field, row(0, 1, **{field: came}), row(0, 1, **{field: gold})) is right


def test_a_period_is_right_in_kind_and_dates() -> None:
    year = {"period_kind": "during", "period_start": "2023-01-01", "period_end": "2023-12-31"}
    assert same("period", row(0, 1, **year, period_text="全年"), row(0, 1, **year, period_text="2023年"))
    assert not same("period", row(0, 1, **year), row(0, 1, **year | {"period_end": "2023-06-30"}))


def test_core_wants_all_that_a_figure_says_by_itself() -> None:
    gold = [row(0, 2, value="3", unit="家", region="清水市"), row(4, 6, value="3", unit="家")]
    found = scores([row(0, 2, value="3", unit="家"), row(4, 6, value="3", unit="户")], gold)
    assert (found["core"], found["full"]) == (0.5, 0)
    assert (found["acc_unit"], found["acc_region"], found["acc_value"]) == (0.5, 0.5, 1)


def test_mostly_empty_fields_have_an_f1() -> None:
    gold = [row(0, 1, role="part"), row(2, 3, role="from"), *(row(at, at + 1) for at in range(4, 20, 2))]
    found = scores([row(0, 1, role="part"), row(2, 3), *(row(at, at + 1) for at in range(4, 20, 2))], gold)
    assert found["acc_role"] == 0.9
    assert found["f1_role"] == pytest.approx(2 / 3)


def test_links_of_acts_and_parents() -> None:
    gold = [row(0, 1, event=1), row(2, 3, event=1, parent=0), row(4, 5, event=1, parent=0), row(6, 7, event=2)]
    found = scores([row(0, 1, event=9), row(2, 3, event=9, parent=0), row(4, 5), row(6, 7, event=8)], gold)
    assert found["event_links"] == pytest.approx(0.5), "one of three pairs"
    assert found["parent_links"] == pytest.approx(2 / 3)


def test_by_kind() -> None:
    gold = [row(0, 1), row(2, 3, kind="money"), row(4, 5, kind="money")]
    matched = score(gold, [row(0, 1), row(2, 3, kind="money"), row(8, 9, kind="money")])
    assert kinds(gold) == ["money", "count"]
    assert matched.of_kind("count").scores()["detection"] == 1
    assert matched.of_kind("money").scores()["detection"] == 0.5


def test_errors_are_named() -> None:
    matched = score([row(0, 1, unit="家"), row(2, 3)], [row(0, 1, unit="户"), row(4, 5)])
    assert list(matched.errors()) == [
        "missed    甲.txt:2 '2'",
        "spurious  甲.txt:4 '4'",
        "wrong     甲.txt:0 '0' unit: '户', gold '家'",
    ]


def test_rows_of_the_tables() -> None:
    table = [
        {"figure_id": "a", "source": "x/甲.txt", "start": 5, "parent": None, "period_start": None, "period_end": None},
        {"figure_id": "b", "source": "x/甲.txt", "start": 9, "parent": "a", "period_start": None, "period_end": None},
    ]
    assert [(each["doc"], each["parent"]) for each in rows_of(table)] == [("甲.txt", None), ("甲.txt", 5)]


def test_nothing_against_nothing() -> None:
    assert set(Matched([], [], []).scores().values()) == {0}


def test_the_command(samples: Path, tmp_path: Path) -> None:
    gold = Path(__file__).with_name("gold")
    shown = CliRunner().invoke(figextract, ["score", str(gold), str(samples)])
    assert shown.exit_code == 0
    assert shown.output.splitlines()[0].split() == ["gold", "found", "precision", "recall", "detection", "core", "full"]
    told = json.loads(CliRunner().invoke(figextract, ["score", str(gold), str(samples), "--json"]).output)
    rows = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in gold.glob("*.jsonl"))
    assert told["gold"] == rows == sum(kind["gold"] for kind in told["kinds"].values())
    errors = CliRunner().invoke(figextract, ["score", str(gold), str(samples), "--errors"]).output
    assert errors.count("missed  ") == told["gold"] - told["pairs"]
    assert CliRunner().invoke(figextract, ["score", str(tmp_path), str(samples)]).exit_code == 2
    assert CliRunner().invoke(figextract, ["score", str(gold), str(tmp_path / "none")]).exit_code == 2


def test_gold_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"doc": "a"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"a\.jsonl:1: no figure in the fields of the guideline"):
        read_gold([tmp_path])
    with pytest.raises(GoldError, match=r"b\.jsonl: can't be read"):
        read_gold([tmp_path / "b.jsonl"])
