"""Ledgers of small reports: what was promised, what was reported a year later, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from figextract.ledger import ledger
from figextract.schema import Tables
from figextract.tables import frame
from tables import Written, figure, report

DISTRICT = {"organisation": "临江区人民政府", "region": "临江区", "region_code": None}


def given(in_year: int, *lines: Any, **more: Any) -> Tables:
    """A government's report of January of a year, on the year before."""
    period = {"period_start": date(in_year - 1, 1, 1), "period_end": date(in_year - 1, 12, 31)}
    about = DISTRICT | {"report_date": date(in_year, 1, 20)} | period | more
    return report(f"{about['organisation']}{in_year}.txt", lines, **about)


def told(text: str, value: float | None, **more: Any) -> Written:
    """The growth of GDP in 2024, in percent, unless said otherwise."""
    year = more.get("year", 2024)
    about = {
        "value": value,
        "indicator": "地区生产总值",
        "indicator_code": "gdp",
        "kind": "ratio",
        "unit": "%",
        "step": 1,
        "statistic": "change",
        "direction": "up",
        "year": year,
        "region": "临江区",
        "modality": "actual",
        "period_kind": "during",
        "period_start": year and date(year, 1, 1),
        "period_end": year and date(year, 12, 31),
    }
    return figure(text, **about | more)


def planned(text: str, value: float | None, **more: Any) -> Written:
    return told(text, value, modality="planned", **more)


JOBS = {
    "indicator": "新增就业",
    "indicator_code": "new_jobs",
    "kind": "count",
    "unit": "人",
    "entity_class": "job",
    "statistic": "increment",
}


P = {"modality": "planned"}
QUARTER = "other scope: only for part of the year (年末): 3%"


def jobs(text: str, value: float | None, **more: Any) -> Written:
    """New jobs in 2024."""
    return told(text, value, **JOBS | more)


def held(*reports: Tables, **options: Any) -> pd.DataFrame:
    """The ledger of these reports."""
    names = ("figures", "sentences", "documents")
    frames = [frame(pa.concat_tables([getattr(t, name) for t in reports]).unify_dictionaries()) for name in names]
    return ledger(*frames, **options)


def entry(promise: Written, *results: Written, before: str = "", **options: Any) -> pd.Series[Any]:
    """The one entry of a promise made in 2024 and what was reported in 2025."""
    first = given(2024, (f"{before}{promise.text}。", promise))
    second = given(2025, *((f"{result.text}。", result) for result in results))
    table = held(first, second, **options)
    assert len(table) == 1, table.to_string()
    return table.iloc[0]


def test_an_entry_has_both_sentences_beside_it() -> None:
    table = held(
        given(2024, ("力争地区生产总值增长6%左右。", planned("6%左右", 6, relation="approx"))),
        given(2025, ("全区地区生产总值增长6.3%。", told("6.3%", 6.3, step=0.1))),
    )
    row = table.iloc[0]
    assert (row["indicator"], row["statistic"], row["region"], row["year"]) == (
        "地区生产总值",
        "change",
        "临江区",
        2024,
    )
    assert (row["promised"], row["reported"], row["status"]) == ("6%左右", "6.3%", "met")
    assert list(row["commitment"]) == ["力争", "左右"]
    assert (row["promised_sentence"], row["reported_sentence"]) == (
        "力争地区生产总值增长6%左右。",
        "全区地区生产总值增长6.3%。",
    )
    assert (row["promised_told"], row["reported_told"]) == (date(2024, 1, 20), date(2025, 1, 20))


@pytest.mark.parametrize(
    ("promise", "result", "status"),
    [
        # exact: no tolerance, more is met
        (planned("14%", 14), told("13.6%", 13.6), "missed"),
        (planned("14%", 14), told("14%", 14), "met"),
        (planned("14%", 14), told("15.2%", 15.2), "met"),
        # 左右: one point for rates
        (planned("5%左右", 5, relation="approx"), told("4.9%", 4.9), "met_within_vagueness"),
        (planned("4.4%左右", 4.4, relation="approx"), told("3.4%", 3.4), "met_within_vagueness"),
        (planned("5%左右", 5, relation="approx"), told("3.9%", 3.9), "missed"),
        (planned("5%左右", 5, relation="approx"), told("5%", 5), "met"),
        # 左右: half a unit of the last digit for amounts
        (jobs("60万人左右", 6e5, relation="approx", step=1e4, **P), jobs("59.5万人", 595000), "met_within_vagueness"),
        (jobs("60万人左右", 6e5, relation="approx", step=1e4, **P), jobs("59.4万人", 594000), "missed"),
        # bounds
        (jobs("5700人以上", 5700, relation="ge", low=5700, **P), jobs("5700人", 5700), "met"),
        (jobs("突破5700人", 5700, relation="gt", low=5700, **P), jobs("5700人", 5700), "missed"),
        (jobs("5700人以上", 5700, relation="ge", low=5700, **P), jobs("5690人", 5690), "missed"),
        (planned("4%以内", 4, relation="le", high=4, direction=None, statistic="level"),
         told("3.7%", 3.7, direction=None, statistic="level"), "met"),
        (planned("4%以内", 4, relation="le", high=4, direction=None, statistic="level"),
         told("4.1%", 4.1, direction=None, statistic="level"), "missed"),
        # a range, a nearly
        (planned("6%—7%", None, relation="range", low=6, high=7), told("6.4%", 6.4), "met"),
        (planned("6%—7%", None, relation="range", low=6, high=7), told("5.8%", 5.8), "missed"),
        (jobs("近6000人", 6000, relation="lt", high=6000, step=1000, **P), jobs("6120人", 6120), "met"),
        (jobs("近6000人", 6000, relation="lt", high=6000, step=1000, **P), jobs("5300人", 5300), "missed"),
        # a decline: further down is better
        (planned("3%", 3, direction="down"), told("3.4%", 3.4, direction="down"), "met"),
        (planned("3%", 3, direction="down"), told("2.1%", 2.1, direction="down"), "missed"),
        (planned("5%", 5), told("1.2%", 1.2, direction="down"), "missed"),
        # a result that is vague itself
        (jobs("5000人", 5000, **P), jobs("超过5000人", 5000, relation="gt", low=5000), "met"),
        (jobs("5000人", 5000, **P), jobs("近5000人", 5000, relation="lt", high=5000), "missed"),
        (jobs("5000人", 5000, **P), jobs("约5000人", 5000, relation="approx", step=1000), "met_within_vagueness"),
        (jobs("5000人", 5000, **P), jobs("4000余人", 4000, relation="gt", low=4000), "not_comparable"),
        (jobs("5000人", 5000, **P), jobs("****人", None, relation="range", low=1000, high=9999), "not_comparable"),
    ],
)  # fmt: skip
def test_the_interval_decides(promise: Written, result: Written, status: str) -> None:
    assert entry(promise, result)["status"] == status


@pytest.mark.parametrize("before", ["城镇登记失业率控制在", "审批时限压缩至"])
def test_less_is_met_where_less_is_better(before: str) -> None:
    level = {"direction": None, "statistic": "level", "indicator_code": None, "indicator": "甲"}
    assert entry(planned("4%", 4, **level), told("3.7%", 3.7, **level), before=before)["status"] == "met"
    assert entry(planned("4%", 4, **level), told("4.2%", 4.2, **level), before=before)["status"] == "missed"


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("力争旅游收入增长5%，确保财政收入增长6%。", ["确保"]),
        ("主要预期目标是：固定资产投资增长12%；财政收入增长6%左右。", ["预期目标", "左右"]),
        ("失业率控制在6%以内。", ["控制在", "以内"]),
        ("财政收入增长6%。", []),
    ],
)
def test_commitment_words_are_those_that_govern_the_figure(sentence: str, words: list[str]) -> None:
    text = next(t for t in ("6%左右", "6%以内", "6%") if t in sentence)
    table = held(given(2024, (sentence, planned(text, 6))))
    assert list(table.iloc[0]["commitment"]) == words


# what is not there, and what is something else


def test_without_a_later_report_it_is_not_reported() -> None:
    row = entry(planned("6%", 6, year=2030))
    assert (row["status"], row["reason"]) == ("not_reported", "there is no later report on 2030")


def test_what_a_later_report_is_silent_on_is_not_reported() -> None:
    row = entry(planned("6%", 6), told("8%", 8, indicator="农林牧渔业增加值", indicator_code="agriculture_value_added"))
    assert (row["status"], row["reason"]) == ("not_reported", "no later report tells of it")


def test_what_is_named_without_a_number_has_its_sentence() -> None:
    first = given(
        2024,
        ("固定资产投资增长6%。", planned("6%", 6, indicator="固定资产投资", indicator_code="fixed_asset_investment")),
    )
    row = held(first, given(2025, "# 一、2024年工作回顾", "固定资产投资稳步增长。")).iloc[0]
    assert (row["status"], row["reason"]) == ("not_reported", "named without a number")
    assert row["reported_sentence"] == "固定资产投资稳步增长。"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (told("300亿元", 300e8, kind="money", unit="CNY", statistic="level"), "other statistic: level, not change"),
        (told("2倍", 2, kind="multiple", unit="倍"), "other unit: 倍, not %"),
        (told("40%", 40, basis="比2019年"), "other scope: only against 比2019年: 40%"),
        (told("7%", 7, region="滨江新区"), "other scope: of 滨江新区"),
        (told("3%", 3, period_start=date(2024, 10, 1), period_text="年末"), QUARTER),
    ],
)  # fmt: skip
def test_another_unit_statistic_or_scope_is_not_comparable(result: Written, reason: str) -> None:
    row = entry(planned("6%", 6), result)
    assert (row["status"], row["reason"]) == ("not_comparable", reason)
    assert row["reported"] == result.text


def test_a_part_by_name_is_not_comparable_with_the_whole() -> None:
    urban = JOBS | {"indicator": "城镇新增就业", "indicator_code": "urban_new_jobs"}
    row = entry(planned("5700人以上", 5700, relation="ge", low=5700, **JOBS), told("5487人", 5487, **urban))
    assert (row["status"], row["reason"]) == ("not_comparable", "other scope: 城镇新增就业")


def test_what_has_no_code_is_the_same_by_its_words() -> None:
    pasture = {
        "indicator": "新建",
        "indicator_code": None,
        "entity": "牧场",
        "kind": "count",
        "unit": "个",
        "statistic": "level",
    }
    assert entry(planned("7个", 7, **pasture), told("8个", 8, **pasture))["status"] == "met"
    assert (
        entry(planned("7个", 7, **pasture), told("8个", 8, **pasture | {"entity": "公园"}))["status"] == "not_reported"
    )


def test_words_that_name_no_one_thing_are_not_held_against_each_other() -> None:
    spent = {"indicator": "投资", "indicator_code": None, "kind": "money", "unit": "CNY", "statistic": "level"}
    row = entry(planned("2亿元", 2e8, **spent), told("3000万元", 3e7, **spent))
    assert (row["status"], row["reason"]) == ("not_reported", "too general to be found again: 投资")


def test_a_report_on_another_year_is_no_report_on_the_year() -> None:
    table = held(
        given(2024, ("力争地区生产总值增长6%。", planned("6%", 6))),
        given(2026, ("全区地区生产总值增长5%。", told("5%", 5, year=2025))),
    )
    assert list(table["reason"]) == ["there is no later report on 2024"]


def test_a_sum_over_years_holds_against_a_sum_over_years() -> None:
    total = {"aggregation": "cumulative", "period_kind": "as_of", "period_start": None, "kind": "money", "unit": "CNY"}
    total |= {"indicator": "帮扶投入", "indicator_code": "aid_investment", "statistic": "level"}
    assert entry(planned("20亿元", 20e8, **total), told("21亿元", 21e8, **total))["status"] == "met"


# which figures are held against each other


def test_the_next_report_counts_and_later_ones_restate() -> None:
    table = held(
        given(2024, ("增长6%。", planned("6%", 6))),
        given(2025, ("增长6.3%。", told("6.3%", 6.3, step=0.1))),
        given(2026, ("2024年增长5.9%。", told("5.9%", 5.9, step=0.1))),
    )
    row = table.iloc[0]
    assert (row["status"], row["reported"], list(row["restated"])) == ("met", "6.3%", ["5.9%"])
    assert (row["restated_value"], row["restated_sentence"]) == (5.9, "2024年增长5.9%。")


def test_only_the_body_that_promised_is_held_to_it() -> None:
    other = DISTRICT | {"organisation": "临江区统计局"}
    table = held(
        given(2024, ("增长6%。", planned("6%", 6))),
        given(2025, ("增长6.3%。", told("6.3%", 6.3)), **other),
    )
    assert list(table["status"]) == ["not_reported"]


def test_what_was_told_before_the_promise_does_not_answer_it() -> None:
    table = held(given(2024, ("增长6%。", planned("6%", 6))), given(2023, ("增长7%。", told("7%", 7))))
    assert list(table["status"]) == ["not_reported"]


def test_a_promise_made_twice_is_one_entry_and_two_statistics_are_two() -> None:
    level = {"kind": "money", "unit": "CNY", "statistic": "level", "direction": None, "step": 1e8}
    table = held(
        given(
            2024,
            (
                "地区生产总值增长6%左右，达到320亿元。",
                planned("6%左右", 6, relation="approx"),
                planned("320亿元", 320e8, **level),
            ),
            ("力争地区生产总值增长6%。", planned("6%", 6)),
        ),
        given(2025, ("增长6%。", told("6%", 6))),
    )
    assert list(zip(table["promised"], table["status"], strict=True)) == [("6%", "met"), ("320亿元", "not_comparable")]


def test_a_condition_is_no_promise() -> None:
    assert held(given(2024, ("力争引进亿元以上项目。", planned("亿元以上", 1e8, role="condition")))).empty


def test_reports_that_contradict_themselves_answer_nothing() -> None:
    row = entry(planned("6%", 6), told("6.3%", 6.3, step=0.1), told("5.1%", 5.1, step=0.1))
    assert (row["status"], row["reported"]) == ("not_comparable", "6.3% / 5.1%")


def test_promises_can_be_chosen() -> None:
    reports = [given(2024, ("增长6%，就业5000人。", planned("6%", 6), planned("5000人", 5000, **JOBS)))]
    assert len(held(*reports)) == 2
    assert list(held(*reports, indicator="地区生产总值")["promised"]) == ["6%"]
    assert len(held(*reports, region="临江区", organisation="临江区人民政府", year=2024)) == 2
    assert held(*reports, year=2025).empty
    assert held(*reports, region="别处").empty
