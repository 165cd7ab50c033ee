"""Panels of small reports: each test is a sentence or two with its figures, and the cell that comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from figextract.panel import panel, pivot
from figextract.schema import Tables
from figextract.tables import frame
from tables import Written, figure, report

COUNTY = {"organisation": "青川县人民政府", "region": "青川县", "region_code": "510822"}


def year(of: int, **more: Any) -> dict[str, Any]:
    """The documents row of a government's report on `of`, given in January of the next year."""
    period = {"period_start": date(of, 1, 1), "period_end": date(of, 12, 31)}
    return COUNTY | {"title": f"{of + 1}年政府工作报告", "report_date": date(of + 1, 1, 12)} | period | more


def told(text: str, value: float | None, code: str | None = "gdp", year: int | None = 2024, **more: Any) -> Written:
    """A level of GDP told of the county, in yuan, unless said otherwise."""
    about = {
        "value": value,
        "indicator": "地区生产总值",
        "indicator_code": code,
        "year": year,
        "kind": "money",
        "unit": "CNY",
        "statistic": "level",
        "region": "青川县",
        "region_code": "510822",
        "modality": "actual",
        "period_kind": "during",
        "period_start": year and date(year, 1, 1),
        "period_end": year and date(year, 12, 31),
    }
    return figure(text, **about | more)


def rate(text: str, value: float, **more: Any) -> Written:
    """A growth rate."""
    about = {"kind": "ratio", "unit": "%", "statistic": "change", "direction": "up", "basis": "同比", "step": 0.1}
    return told(text, value, **about | more)


def ask(indicators: Any, *reports: Tables, **options: Any) -> pd.DataFrame:
    """The panel of these reports."""
    names = ("figures", "sentences", "documents")
    frames = [frame(pa.concat_tables([getattr(t, name) for t in reports]).unify_dictionaries()) for name in names]
    return panel(*frames, indicators, **options)


def cell(table: pd.DataFrame, **where: Any) -> pd.Series[Any]:
    """The one row of a panel with these values."""
    for name, wanted in where.items():
        table = table[table[name] == wanted]
    assert len(table) == 1, f"{len(table)} rows for {where}\n{table.to_string()}"
    return table.iloc[0]


def test_a_level_and_its_growth_are_two_series() -> None:
    line = ("全县地区生产总值达到305.2亿元，同比增长5.8%。", told("305.2亿元", 305.2e8), rate("5.8%", 5.8))
    table = ask("地区生产总值", report("a.txt", [line], **year(2024)))
    assert list(table["statistic"]) == ["level", "change"]
    level = cell(table, statistic="level")
    assert (level["indicator"], level["region"], level["year"], level["unit"]) == (
        "地区生产总值",
        "青川县",
        2024,
        "CNY",
    )
    assert (level["value"], level["status"], level["n_sources"]) == (305.2e8, "found", 1)
    assert level["sentence"].startswith("全县地区生产总值")


def test_the_rank_of_an_amount_and_that_of_its_growth_are_two_series() -> None:
    ranked = {"kind": "rank", "unit": "位", "statistic": "rank", "basis": "全市"}
    growth = told("第5位", 5, indicator="地区生产总值增速", **ranked)
    line = ("地区生产总值居全市第9位，地区生产总值增速居全市第5位。", told("第9位", 9, **ranked), growth)
    table = ask("gdp", report("a.txt", [line], **year(2024)))
    assert dict(zip(table["statistic"], table["value"], strict=True)) == {"rank": 9, "growth rank": 5}


@pytest.mark.parametrize("asked", ["gdp", "地区生产总值", "GDP", "经济总量"])
def test_an_indicator_is_asked_for_by_code_name_or_wording(asked: str) -> None:
    table = ask(asked, report("a.txt", [("地区生产总值300亿元。", told("300亿元", 300e8))], **year(2024)))
    assert cell(table)["indicator"] == "地区生产总值"


def test_a_wording_that_no_rule_knows_is_the_indicator_as_written() -> None:
    line = ("县本级产业投资12亿元。", told("12亿元", 12e8, code=None, indicator="县本级产业投资"))
    assert cell(ask("县本级产业投资", report("a.txt", [line], **year(2024))))["value"] == 12e8


def test_a_decline_is_negative() -> None:
    line = (
        "进出口总额下降3%以上。",
        rate("3%以上", 3, code="trade", relation="ge", low=3, high=None, direction="down"),
    )
    found = cell(ask("trade", report("a.txt", [line], **year(2024))))
    assert (found["value"], found["high"], found["relation"]) == (-3, -3, "le")
    assert pd.isna(found["low"])


# several figures for one cell


def test_figures_that_agree_fill_the_cell_with_the_most_precise() -> None:
    lines = [
        ("经济总量达到1.58万亿元。", told("1.58万亿元", 1.58e12, step=1e10)),
        ("全县地区生产总值突破1.5万亿元、达到15811亿元。", told("突破1.5万亿元", 1.5e12, relation="gt", low=1.5e12,
         role="milestone", parent="15811亿元"), told("15811亿元", 1.5811e12, step=1e8)),
    ]  # fmt: skip
    found = cell(ask("gdp", report("a.txt", lines, **year(2024))))
    assert (found["text"], found["status"], found["n_sources"]) == ("15811亿元", "found", 3)
    assert len(set(found["figure_ids"])) == 3
    assert found["figure_ids"][0] == found["figure_id"]


def test_figures_that_disagree_are_a_conflict_and_all_are_shown() -> None:
    lines = [
        ("全县地区生产总值305.2亿元。", told("305.2亿元", 305.2e8, step=1e7)),
        ("地区生产总值迈上306亿元。", told("306亿元", 306e8, step=1e8)),
    ]
    found = cell(ask("gdp", report("a.txt", lines, **year(2024))))
    assert (found["status"], found["text"], found["n_sources"]) == ("conflict", "305.2亿元 / 306亿元", 2)
    assert pd.isna(found["value"])
    assert pd.isna(found["figure_id"])
    assert "迈上" in found["sentence"]


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        (
            {"text": "20.25亿元", "value": 20.25e8, "step": 1e6},
            {"text": "20.3亿元", "value": 20.3e8, "step": 1e7},
            True,
        ),
        ({"text": "3000户", "value": 3000, "step": 1}, {"text": "3001户", "value": 3001, "step": 1}, False),
        ({"text": "3000余户", "value": 3000, "relation": "gt", "low": 3000}, {"text": "3214户", "value": 3214}, True),
        ({"text": "近3000户", "value": 3000, "relation": "lt", "high": 3000}, {"text": "3214户", "value": 3214}, False),
        (
            {"text": "约3.2万", "value": 32000, "relation": "approx", "step": 1000},
            {"text": "32300", "value": 32300},
            True,
        ),
        (
            {"text": "约3.2万", "value": 32000, "relation": "approx", "step": 1000},
            {"text": "32600", "value": 32600},
            False,
        ),
        (
            {"text": "数十家", "value": None, "relation": "range", "low": 20, "high": 99},
            {"text": "86家", "value": 86},
            True,
        ),
    ],
)
def test_intervals_decide_whether_figures_agree(first: dict[str, Any], second: dict[str, Any], agree: bool) -> None:
    lines = [(f"甲{f['text']}。", told(**f)) for f in (first, second)]
    found = cell(ask("gdp", report("a.txt", lines, **year(2024))))
    assert found["status"] == ("found" if agree else "conflict")


def test_a_number_comes_before_a_vague_word() -> None:
    stated = rate("15%以上", 15, relation="ge", low=15, high=None)
    vague = rate("两位数", 10, relation="range", low=10, high=99, step=None)
    line = ("地区生产总值增长15%以上，保持两位数增长。", stated, vague)
    assert cell(ask("gdp", report("a.txt", [line], **year(2024))))["text"] == "15%以上"


def test_growth_on_an_adjusted_base_counts_only_where_there_is_no_other() -> None:
    adjusted = rate("4%", 4, basis="同口径")
    both = ("地区生产总值增长2%（同口径增长4%）。", rate("2%", 2), adjusted)
    assert cell(ask("gdp", report("a.txt", [both], **year(2024))))["value"] == 2
    alone = ("地区生产总值同口径增长4%。", adjusted)
    assert cell(ask("gdp", report("a.txt", [alone], **year(2024))))["value"] == 4


def test_a_figure_of_two_indicators_fills_the_cell_of_each() -> None:
    both = rate("10%", 10, code=None, indicator="地区生产总值、社会消费品零售总额")
    table = ask(["gdp", "retail_sales"], report("a.txt", [("两项均增长10%。", both)], **year(2024)))
    assert [(row.indicator, row.value) for row in table.itertuples()] == [
        ("地区生产总值", 10),
        ("社会消费品零售总额", 10),
    ]


def test_a_figure_of_several_indicators_passes_over_what_is_not_canonical() -> None:
    many = rate("10%", 10, code=None, indicator="地区生产总值、机器人产量、社会消费品零售总额")
    table = ask(["gdp", "retail_sales"], report("a.txt", [("三项均增长10%。", many)], **year(2024)))
    assert list(table["value"]) == [10, 10]


def test_what_joins_an_indicator_with_another_thing_fills_no_cell() -> None:
    both = rate("10%", 10, code=None, indicator="机器人产量、社会消费品零售总额")
    table = ask("retail_sales", report("a.txt", [("两项均增长10%。", both)], **year(2024)))
    assert list(table["status"]) == ["not_mentioned"]


def test_an_amount_of_two_indicators_is_neither_s() -> None:
    both = told("30亿元", 3e9, code=None, indicator="一般公共预算收入、社会消费品零售总额")
    table = ask("retail_sales", report("a.txt", [("两项共30亿元。", both)], **year(2024)))
    assert list(table["status"]) == ["not_mentioned"]


def test_counts_in_one_unit_are_one_series() -> None:
    jobs = {
        "code": "urban_new_jobs",
        "indicator": "城镇新增就业",
        "kind": "count",
        "unit": "人",
        "statistic": "increment",
    }
    lines = [
        ("城镇新增就业3200人。", told("3200人", 3200, **jobs, entity_class="job")),
        ("上年城镇新增就业人员3000人。", told("3000人", 3000, **jobs, entity_class="person", year=2023)),
    ]
    table = ask("urban_new_jobs", report("a.txt", lines, **year(2024)))
    assert list(zip(table["year"], table["value"], strict=True)) == [(2023, 3000), (2024, 3200)]


def test_reports_that_tell_the_same_are_sources_of_one_cell() -> None:
    line = ("全县地区生产总值305.2亿元。", told("305.2亿元", 305.2e8))
    table = ask("gdp", report("a.txt", [line], **year(2024)), report("b.txt", [line], **year(2024)))
    assert cell(table)["n_sources"] == 2


# what never fills the cell of a whole


def only(written: Written, *others: Written, asked: str = "gdp", **options: Any) -> pd.Series[Any]:
    """The cell of a report with one sentence."""
    line = ("".join(w.text for w in (*others, written)) + "。", *others, written)
    return cell(ask(asked, report("a.txt", [line], **year(2024)), **options), year=2024)


def test_a_size_that_describes_things_is_no_level() -> None:
    found = only(told("千亿元", 1e11, role="condition"))
    assert (found["status"], found["reason"]) == ("not_mentioned", "only as a size of other things: 千亿元")


def test_a_part_is_not_its_whole() -> None:
    whole = told("105个", 105, code="projects_signed", kind="count", unit="个", entity_class="project")
    part = told(
        "28个", 28, code="projects_signed", kind="count", unit="个", entity_class="project", role="part", parent="105个"
    )
    found = only(part, whole, asked="projects_signed")
    assert (found["text"], found["n_sources"]) == ("105个", 1)


def test_a_part_with_an_indicator_of_its_own_fills_its_own_cell() -> None:
    whole = told("305亿元", 305e8)
    part = told("60亿元", 60e8, code="primary_value_added", indicator="一产增加值", role="part", parent="305亿元")
    assert only(part, whole, asked="primary_value_added")["value"] == 60e8


def test_a_figure_of_several_years_is_not_the_year_s() -> None:
    span = {"period_start": date(2021, 1, 1), "period_end": date(2024, 12, 31), "period_text": "四年来"}
    found = only(told("900亿元", 900e8, code="private_investment", year=None, **span), asked="private_investment")
    assert (found["status"], found["reason"]) == ("not_mentioned", "only over 四年来 that is no single year: 900亿元")
    assert found["sentence"] == "900亿元。"


def test_a_running_total_of_a_flow_is_not_the_year_s_but_a_stock_s_is() -> None:
    until = {"aggregation": "cumulative", "period_kind": "as_of", "period_start": None}
    assert only(told("20亿元", 20e8, code="donations", **until), asked="donations")["status"] == "not_mentioned"
    assert only(told("120家", 120, code="chambers", kind="count", **until), asked="chambers")["status"] == "found"


def test_part_of_a_year_is_not_the_year() -> None:
    half = told("150亿元", 150e8, period_end=date(2024, 6, 30), period_text="上半年")
    assert only(half)["reason"] == "only for part of the year (上半年): 150亿元"


def test_growth_against_an_earlier_year_is_not_the_year_s() -> None:
    assert only(rate("80%", 80, basis="比2014年"))["reason"] == "only against 比2014年: 80%"
    assert only(rate("5%", 5, basis="比2023年"))["status"] == "found"
    assert only(told("9亿元", 9e8, statistic="increment", basis="比2021年"))["status"] == "not_mentioned"


def test_the_figure_of_a_park_is_the_park_s() -> None:
    park = told("40亿元", 40e8, region="滨河产业园", region_code=None, region_level="other")
    table = ask("gdp", report("a.txt", [("园区40亿元。", park)], **year(2024)))
    assert cell(table, region="滨河产业园")["value"] == 40e8
    assert cell(table, region="青川县")["reason"] == "only of 滨河产业园: 40亿元"


@pytest.mark.parametrize(
    ("subject", "status"),
    [
        ("华信集团", "not_mentioned"),
        ("川北商会", "not_mentioned"),
        ("各级商会", "found"),
        ("全县民营企业", "found"),
        ("青川县人民政府", "found"),
    ],
)
def test_what_one_firm_gives_is_not_what_the_region_gives(subject: str, status: str) -> None:
    assert only(told("500万元", 500e4, code="donations", subject=subject), asked="donations")["status"] == status


def test_a_chamber_reports_its_own_figures() -> None:
    own = told("500万元", 500e4, code="donations", subject="青川县茶业商会")
    one = report("a.txt", [("捐款500万元。", own)], **year(2024) | {"organisation": "青川县茶业商会"})
    assert cell(ask("donations", one))["status"] == "found"


def test_a_narrower_indicator_is_not_the_wider() -> None:
    jobs = {"kind": "count", "unit": "人", "entity_class": "job", "statistic": "increment", "code": None}
    found = only(told("3000人", 3000, indicator="商贸领域新增就业", **jobs), asked="新增就业")
    assert (found["status"], found["reason"]) == ("not_mentioned", "only in 商贸领域新增就业: 3000人")


def test_a_multiple_of_an_earlier_year_is_no_level() -> None:
    line = told("2.35倍", 2.35, kind="multiple", unit="倍", code="gdp", indicator="地区生产总值")
    assert only(line, asked="gdp")["status"] == "not_mentioned"


def test_the_rise_of_a_share_is_not_the_growth_of_the_amount() -> None:
    line = rate("2.1个百分点", 2.1, unit="pp", kind="points", indicator="地区生产总值占全省比重")
    found = only(line, asked="gdp")
    assert (found["status"], found["reason"]) == ("not_mentioned", "only of its share: 2.1个百分点")


def test_an_average_told_without_the_word_stands_with_those_that_have_it() -> None:
    line = told("2.4万元", 24000, code="income_urban", indicator="城镇居民可支配收入")
    assert only(line, asked="income_urban")["statistic"] == "average"


# a figure told in a later report


def test_a_starting_point_fills_its_own_year_and_says_when_it_was_told() -> None:
    share = {"code": "urbanization", "indicator": "城镇化率", "kind": "ratio", "unit": "%"}
    line = (
        "城镇化率从2020年的51.2%提高到2024年的55%。",
        told("51.2%", 51.2, role="from", parent="55%", year=2020, period_text="2020年", **share),
        told("55%", 55, role="to", period_text="2024年", **share),
    )
    table = ask("城镇化率", report("a.txt", [line], **year(2024)))
    assert cell(table, year=2024)["text"] == "55%"
    before = cell(table, year=2020)
    assert (before["text"], before["told"], before["reason"]) == (
        "51.2%",
        date(2025, 1, 12),
        "told by a later report, on 2024",
    )


def test_a_starting_point_without_a_year_of_its_own_fills_nothing() -> None:
    start = told("51%", 51, role="from", parent="55%", year=2021, period_text="四年来", kind="ratio", unit="%")
    table = ask("gdp", report("a.txt", [("51%", start)], **year(2024)))
    assert list(table["year"]) == [2024]
    assert list(table["status"]) == ["not_mentioned"]


# promised, estimated, done


def test_promised_and_done_are_two_cells() -> None:
    lines = [
        ("地区生产总值增长5.8%。", rate("5.8%", 5.8)),
        ("今年增长6%左右。", rate("6%左右", 6, year=2025, relation="approx", modality="planned")),
    ]
    table = ask("gdp", report("a.txt", lines, **year(2024)))
    assert cell(table, year=2025)["modality"] == "planned"
    done = ask("gdp", report("a.txt", lines, **year(2024)), modality="actual")
    assert list(done["year"]) == [2024]


def test_a_cell_that_holds_only_a_promise_says_so() -> None:
    line = ("2024年力争增长6%。", rate("6%", 6, modality="planned"))
    found = cell(ask("gdp", report("a.txt", [line], **year(2024)), modality="actual"))
    assert (found["modality"], found["status"], found["reason"]) == ("actual", "not_mentioned", "only planned: 6%")


# empty cells


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("固定资产投资保持平稳增长。", "said_without_number"),
        ("地区生产总值、固定资产投资、财政收入均居全市第一。", "said_without_number"),
        ("2024年，全县固定资产投资实现正增长。", "said_without_number"),
        ("民间固定资产投资、固定资产投资等指标居全市前列。", "said_without_number"),
        ("设备投资占固定资产投资比重提高。", "not_mentioned"),
        ("居民收入增速高于固定资产投资增速。", "not_mentioned"),
        ("工业固定资产投资不断扩大。", "not_mentioned"),
        ("持续扩大固定资产投资。", "not_mentioned"),
        ("固定资产投资项目库进一步充实。", "not_mentioned"),
        ("民间固定资产投资稳步增长。", "not_mentioned"),
        ("道路建设进展顺利。", "not_mentioned"),
    ],
)
def test_an_empty_cell_says_whether_the_indicator_is_named(sentence: str, status: str) -> None:
    found = cell(ask("固定资产投资", report("a.txt", ["# 一、2024年工作回顾", sentence], **year(2024))))
    assert found["status"] == status
    if status == "said_without_number":
        assert found["sentence"] == sentence


def test_an_empty_cell_says_whether_there_is_a_report() -> None:
    lines = [("城镇化率从2020年的51.2%提高到55%。", told("51.2%", 51.2, role="from", year=2020, period_text="2020年"))]
    table = ask(["gdp", "固定资产投资"], report("a.txt", lines, **year(2024)))
    assert cell(table, indicator="固定资产投资", year=2020)["reason"] == "there is no report on it"
    assert cell(table, indicator="固定资产投资", year=2024)["reason"] == "no sentence names it"


def test_a_mention_counts_for_the_year_it_speaks_of() -> None:
    lines = [
        "# 二、2025年工作安排",
        "今年，民间投资要继续增长。",
        ("地区生产总值增长6%。", rate("6%", 6, year=2025, modality="planned")),
    ]
    table = ask(["民间投资", "gdp"], report("a.txt", lines, **year(2024)))
    assert cell(table, indicator="民间投资", year=2025)["status"] == "said_without_number"
    assert cell(table, indicator="民间投资", year=2024)["status"] == "not_mentioned"


def test_an_indicator_named_among_targets_is_a_target() -> None:
    sentence = "2024年的主要目标是：地区生产总值增长6%，固定资产投资合理增长。"
    lines = [(sentence, rate("6%", 6, modality="planned"))]
    table = ask(["gdp", "固定资产投资"], report("a.txt", lines, **year(2024)))
    statuses = {row["modality"]: row["status"] for _, row in table[table["indicator"] == "固定资产投资"].iterrows()}
    assert statuses == {"actual": "not_mentioned", "planned": "said_without_number"}


def test_a_word_for_two_indicators_names_both() -> None:
    lines = ["# 一、2024年工作回顾", "城乡居民收入与经济增长同步。"]
    table = ask(["income_urban", "income_rural"], report("a.txt", lines, **year(2024)))
    assert set(table["status"]) == {"said_without_number"}


def test_a_series_without_its_level_says_what_there_is() -> None:
    one = report("a.txt", [("地区生产总值305亿元。", told("305亿元", 305e8))], **year(2024))
    other = report("b.txt", [("地区生产总值增长5%。", rate("5%", 5, year=2023))], **year(2023))
    missing = cell(ask("gdp", one, other), statistic="level", year=2023)
    assert (missing["status"], missing["reason"]) == ("not_mentioned", "only as change in %: 5%")
    assert missing["sentence"] == "地区生产总值增长5%。"


# other keys, other forms


def test_by_organisation_takes_only_what_is_told_of_its_own_area() -> None:
    count = {"code": "chambers", "kind": "count", "unit": "家", "entity_class": "chamber"}
    lines = [
        ("所属商会达到42家。", told("42家", 42, **count)),
        ("其中竹园镇商会3家。", told("3家", 3, region="竹园镇", region_code=None, **count)),
    ]
    found = cell(ask("商会数", report("a.txt", lines, **year(2024)), by=("organisation", "year")))
    assert (found["organisation"], found["text"], found["unit"]) == ("青川县人民政府", "42家", "家")


def test_by_source_every_cell_has_the_report_it_is_asked_of() -> None:
    first = report("a.txt", [("地区生产总值300亿元。", told("300亿元", 300e8))], **year(2024))
    table = ask("gdp", first, report("b.txt", ["道路建设进展顺利。"], **year(2024)), by=("source", "year"))
    assert list(table.columns).count("source") == 1
    assert dict(zip(table["source"], table["status"], strict=True)) == {"a.txt": "found", "b.txt": "not_mentioned"}


def test_masked_places_of_two_reports_are_two_places() -> None:
    masked = {"region": "**市", "region_code": None}
    parts = [report(f"{n}.txt", [("30亿元。", told(t, v, **masked))], **year(2024) | masked) for n, t, v in
             [("a", "30亿元", 30e8), ("b", "30亿元", 31e8)]]  # fmt: skip
    assert list(ask("gdp", *parts)["region"]) == ["**市 (a.txt)", "**市 (b.txt)"]


def test_a_place_with_a_code_has_one_name() -> None:
    lines = [("青川305亿元。", told("305亿元", 305e8, region="青川"))]
    assert cell(ask("gdp", report("a.txt", lines, **year(2024))))["region"] == "青川县"


def test_the_wide_form_has_a_column_for_each_series() -> None:
    lines = [
        ("全县地区生产总值达到305.2亿元，同比增长5.8%。", told("305.2亿元", 305.2e8), rate("5.8%", 5.8)),
        ("今年增长6%左右。", rate("6%左右", 6, year=2025, relation="approx", modality="planned")),
    ]
    long = ask("gdp", report("a.txt", lines, **year(2024)))
    wide = pivot(long)
    assert list(wide.columns) == ["region", "year", "modality", "地区生产总值 level CNY", "地区生产总值 change %"]
    assert wide.values.tolist()[0] == ["青川县", 2024, "actual", 305.2e8, 5.8]
    assert pivot(long, "text").iloc[1, -1] == "6%左右"


def test_wrong_calls_say_what_can_be_asked() -> None:
    one = report("a.txt", [("305亿元。", told("305亿元", 305e8))], **year(2024))
    with pytest.raises(ValueError, match="choose among region, year"):
        ask("gdp", one, by=("province",))
    with pytest.raises(ValueError, match="actual, estimated, planned"):
        ask("gdp", one, modality="done")
    with pytest.raises(ValueError, match="name at least one indicator"):
        ask([], one)
