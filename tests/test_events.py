"""Acts: which figures stand in which row and cell, by small acts written for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import tables
from figextract.cli import figextract
from figextract.events import events
from figextract.tables import load
from tables import figure, report

YUAN = {"kind": "money", "unit": "CNY"}


def acts(tmp_path: Path, *lines: tuple[Any, ...], **asked: Any) -> list[dict[str, Any]]:
    """The acts of a report, without the cells that are null."""
    table = events(load(tables.write(tmp_path / "out", report("甲.txt", lines)), **asked).figures)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{name: cell for name, cell in row.items() if cell is not None} for row in rows]


def cells(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: cell for name, cell in row.items() if name == "money" or name.startswith("n_")} for row in rows]


def firms(text: str, value: int | None = None, **more: Any) -> tables.Written:
    return figure(text, value=value, entity_class="enterprise", **more)


def test_amount_and_beneficiaries_of_one_act_stand_side_by_side(tmp_path: Path) -> None:
    loan = figure("37.5亿元", value=3750000000, **YUAN, event=1, indicator="贷款", year=2021, period_text="2021年")
    helped = firms("680家", 680, event=1, subject="省商会", indicator="发放贷款")
    (row,) = acts(tmp_path, ("省商会协调为680家企业发放贷款37.5亿元。", helped, loan))
    assert [list(row.pop("texts")), len(row.pop("figure_ids"))] == [["680家", "37.5亿元"], 2]
    assert row == {
        "source": "甲.txt",
        "event": 1,
        "row": 1,
        "subject": "省商会",
        "act": "发放贷款",
        "period_text": "2021年",
        "year": 2021,
        "money": 3750000000,
        "currency": "CNY",
        "n_enterprise": 680,
        "sentence": "省商会协调为680家企业发放贷款37.5亿元。",
    }


def test_two_figures_of_one_class_make_two_rows(tmp_path: Path) -> None:
    halls = figure("6个", value=6, entity_class="site", event=3)
    line = ("走访企业40家、规上企业12家和园区6个。", firms("40家", 40, event=3), firms("12家", 12, event=3), halls)
    rows = acts(tmp_path, line)
    assert cells(rows) == [{"n_enterprise": 40, "n_site": 6}, {"n_enterprise": 12}]
    assert [row["row"] for row in rows] == [1, 2]


def test_a_part_stands_behind_its_whole_though_it_is_alone_in_its_class(tmp_path: Path) -> None:
    whole = figure("9亿元", value=900000000, **YUAN, event=1, indicator="发放贷款", subject="商会")
    small = figure("300户", value=300, entity_class="household", event=1, role="part", parent="9亿元", indicator="农户")
    money = figure("2亿元", value=200000000, **YUAN, event=1, role="part", parent="9亿元", indicator="农户贷款")
    rows = acts(tmp_path, ("发放贷款9亿元，其中农户300户2亿元。", whole, small, money))
    assert cells(rows) == [{"money": 900000000}, {"money": 200000000, "n_household": 300}]
    assert [row["act"] for row in rows] == ["发放贷款", "农户贷款"]
    assert [row.get("role") for row in rows] == [None, "part"]
    assert [row["subject"] for row in rows] == ["商会", "商会"]


def test_where_a_rise_started_stands_behind_what_it_reached(tmp_path: Path) -> None:
    start = firms("80家", 80, event=1, role="from", parent="95家", year=2016)
    line = ("会员由80家增至95家。", start, firms("95家", 95, event=1, role="to", year=2021))
    rows = acts(tmp_path, line)
    assert cells(rows) == [{"n_enterprise": 95}, {"n_enterprise": 80}]
    assert [row["year"] for row in rows] == [2021, 2016]


def test_an_average_is_not_added_to_the_amount(tmp_path: Path) -> None:
    loan = figure("9亿元", value=900000000, **YUAN, event=1)
    each = figure("60万元", value=600000, **YUAN, event=1, statistic="average")
    rows = acts(tmp_path, ("向1500户企业放贷9亿元，户均60万元。", firms("1500户", 1500, event=1), loan, each))
    assert cells(rows) == [{"n_enterprise": 1500, "money": 900000000}, {"money": 600000}]
    assert [row.get("role") for row in rows] == [None, "average"]


def test_an_amount_per_person_is_not_added_to_the_amount(tmp_path: Path) -> None:
    pupils = figure("75名", value=75, entity_class="person", event=1)
    each = figure("3000元", value=3000, **YUAN, event=1, per="人")
    rows = acts(tmp_path, ("资助学生75名，每人3000元。", pupils, each))
    assert cells(rows) == [{"n_person": 75}, {"money": 3000}]
    assert rows[1]["role"] == "per"


def test_a_condition_a_rate_and_a_mask_have_no_cell_but_are_told(tmp_path: Path) -> None:
    size = figure("亿元以上", value=10**8, **YUAN, event=1, role="condition", parent="12个")
    projects = figure("12个", value=12, entity_class="project", event=1, indicator="引进")
    rate = figure("8%", value=8, kind="ratio", unit="%", event=1)
    mask = figure("*名", mask="*", low=1, high=9, entity_class="person", event=1)
    rows = acts(tmp_path, ("引进12个亿元以上项目，增长8%，涉及*名专家。", projects, size, rate, mask))
    assert cells(rows) == [{"n_project": 12}]
    assert list(rows[0]["texts"]) == ["12个", "亿元以上", "8%", "*名"]
    assert rows[0]["act"] == "引进"


def test_a_figure_alone_is_an_act_when_somebody_did_it(tmp_path: Path) -> None:
    gift = figure("50万元", value=500000, **YUAN, subject="市商会", indicator="捐款")
    state = figure("2100亿元", value=210000000000, **YUAN, indicator="地区生产总值")
    rows = acts(tmp_path, ("市商会捐款50万元，地区生产总值2100亿元。", gift, state))
    assert [(row["act"], row["money"], "event" in row) for row in rows] == [("捐款", 500000, False)]


def test_money_in_two_currencies_is_not_added_up(tmp_path: Path) -> None:
    yuan = figure("3万元", value=30000, **YUAN, event=1)
    dollars = figure("2万美元", value=20000, kind="money", unit="USD", event=1)
    rows = acts(tmp_path, ("捐款3万元和2万美元。", yuan, dollars))
    assert [(row["money"], row["currency"]) for row in rows] == [(30000, "CNY"), (20000, "USD")]


def test_the_classes_event_and_region_do_not_hide_the_columns(tmp_path: Path) -> None:
    times = figure("9期", value=9, entity_class="event", event=4, region="昆明市")
    towns = figure("5个", value=5, entity_class="region", event=4)
    (row,) = acts(tmp_path, ("在5个县办班9期。", towns, times))
    assert (row["event"], row["region"], row["n_event"], row["n_region"]) == (4, "昆明市", 9, 5)


def test_events_of_equal_number_in_two_documents_and_runs_are_apart(tmp_path: Path) -> None:
    line = ("走访企业40家。", firms("40家", 40, event=1))
    runs = [tables.write(tmp_path / name, report("甲.txt", [line]), report("乙.txt", [line])) for name in "ab"]
    assert len(events(load(runs[0]).figures)) == 2
    assert list(events(load(runs).figures).columns[:2]) == ["run", "source"]
    assert len(events(load(runs).figures)) == 4


def test_exact_numbers_stay_exact(tmp_path: Path) -> None:
    (row,) = acts(tmp_path, ("走访企业40家。", firms("40家", 40, event=1)), exact=True)
    assert str(row["n_enterprise"]) == "40.000000000"


def test_any_selection_of_rows_will_do_but_not_of_columns(tmp_path: Path) -> None:
    out = tables.write(tmp_path / "out", report("甲.txt", [("走访企业40家。", firms("40家", 40, event=1))]))
    figures = load(out).figures
    assert events(figures.query("kind == 'money'")).empty
    assert len(events(pd.concat([figures.head(0), figures]))) == 1
    with pytest.raises(KeyError, match=r"needs the columns subject: give it whole rows of load\(out\)\.figures"):
        events(figures.drop(columns="subject"))


def test_acts_on_the_command_line(tmp_path: Path) -> None:
    loan = figure("9亿元", value=900000000, **YUAN, event=1, indicator="放贷", period_text="全年", modality="planned")
    line = ("商会向1500户企业放贷9亿元。", firms("1500户", 1500, event=1, subject="商会"), loan)
    out = tables.write(tmp_path / "out", report("甲.txt", [line]))
    assert CliRunner().invoke(figextract, ["show", str(out), "--events"]).output.splitlines() == [
        "subject  act   money            counts            period  told",
        "商会     放贷  900,000,000 CNY  1,500 enterprise  全年    planned",
        "    商会向1500户企业放贷9亿元。  (甲.txt)",
    ]
    assert "no acts" in CliRunner().invoke(figextract, ["show", str(out), "--events", "--document", "乙"]).output
