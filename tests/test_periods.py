"""Time expressions: what is found, what it says, what it governs, and when a report was made."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figextract import rules as rule_files
from figextract.annotate.periods import find_periods
from figextract.annotate.report_time import report_time, report_year
from figextract.clean import clean
from figextract.dates import resolve
from figextract.model import Document
from figextract.pipeline import extract_figures
from figextract.reach import reach
from figextract.rules import Rule
from figextract.segment import segment

RULES = rule_files.load()


def found(text: str) -> list[str]:
    """The texts of all expressions; `(…)` marks a comparison's base, `[…]` what is only covered."""
    brackets = {"base": "({})", "name": "[{}]"}
    return [brackets.get((p.anchor or "").split(" ")[0], "{}").format(p.text) for p in find_periods(text, RULES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年1-6月，2022年度，二〇二一年三月十五日", ["2023年1-6月", "2022年度", "二〇二一年三月十五日"]),
        ("2018—2022年，2023至2024年，2022—2023学年", ["2018—2022年", "2023至2024年", "2022—2023学年"]),
        ("20**年至20**年，×月×日，×-2019年度，20XX年", ["20**年至20**年", "×月×日", "×-2019年度", "20XX年"]),
        ("2023-01-15，2023.1.15，2023/1/15", ["2023-01-15", "2023.1.15", "2023/1/15"]),
        ("4月1日至5日，7、8月，3月上旬，1—11月", ["4月1日至5日", "7、8月", "3月上旬", "1—11月"]),
        (
            "一季度，前三季度，一、二季度，第四季度，今年前8个月",
            ["一季度", "前三季度", "一、二季度", "第四季度", "今年前8个月"],
        ),
        ("今年，去年底，本年度，上年末，明年上半年", ["今年", "去年底", "本年度", "上年末", "明年上半年"]),
        ("截至2020年底，截止目前，到2026年底，力争到2028年", ["截至2020年底", "截止目前", "到2026年底", "到2028年"]),
        (
            "2022年3月以来，2021年起，2019年至今，自2008年成立以来",
            ["2022年3月以来", "2021年起", "2019年至今", "2008年成立以来"],
        ),
        ("6月底前，年底前，2026年前", ["6月底前", "年底前", "2026年前"]),
        ("2020年疫情期间，春节期间，国庆假期，换届以来", ["2020年", "春节期间", "国庆假期", "换届以来"]),
        (
            "五年来，过去五年，近三年，今后五年，5年累计，三年多来",
            ["五年来", "过去五年", "近三年", "今后五年", "5年", "三年多来"],
        ),
        ("“十四五”时期，十三五期间，“十五五”末", ["“十四五”时期", "十三五期间", "“十五五”末"]),
        ("2023年和2024年累计", ["2023年和2024年"]),
        ("2023年、2024年分别", ["2023年", "2024年"]),
        # a base of a comparison dates nothing but a number right behind it
        (
            "比2020年，较上年末，与2019年相比，是2015年的3倍，去年同期",
            ["(2020年)", "(上年末)", "(2019年)", "(2015年)", "(去年)"],
        ),
        # covered, so that no number in them is a figure
        ("三年行动计划，上世纪90年代，下午2点30分，9时", ["[三年行动]", "[上世纪90年代]", "[下午2点30分]", "[9时]"]),
        ("《2020年规划》，“2021年度先进集体”，入选2022中国百强榜", ["[2020年]", "[2021年度]", "[2022]"]),
        # durations, counts and words that only look like dates
        ("连续11年，为期5天，36小时，3个工作日，在党50周年，两年半，每月，月均，年均", []),
        ("项目前期工作，出现在，60岁以上年长者，基本年金，1.6年，2000人，十五个，64月饼", []),
        ("人次年均增长，以上年龄段，健全年度考核，青年中，2019人", []),
    ],
)
def test_expressions_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2023年", "during", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024年2月", "during", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023年前三季度", "during", date(2023, 1, 1), date(2023, 9, 30)),
        ("2023年3月上旬", "during", date(2023, 3, 1), date(2023, 3, 10)),
        ("2021年11月至2022年3月", "during", date(2021, 11, 1), date(2022, 3, 31)),
        ("二○二四年十二月二十一日", "during", date(2024, 12, 21), date(2024, 12, 21)),
        ("2023年底", "as_of", None, date(2023, 12, 31)),
        ("截至2023年6月", "as_of", None, date(2023, 6, 30)),
        ("2022年3月以来", "since", date(2022, 3, 1), None),
        ("“十二五”期间", "during", date(2011, 1, 1), date(2015, 12, 31)),
        ("“十五五”末", "as_of", None, date(2030, 12, 31)),
        ("20**年", "during", None, None),
        ("×-2019年度", "during", None, date(2019, 12, 31)),
    ],
)
def test_own_dates(text: str, kind: str, first: date | None, last: date | None) -> None:
    (period,) = find_periods(text, RULES)
    assert (period.kind, period.first, period.last) == (kind, first, last)


@pytest.mark.parametrize(
    ("text", "report", "year", "expected"),
    [
        ("今年", 2024, 2023, (date(2024, 1, 1), date(2024, 12, 31))),
        ("去年6月", 2024, None, (date(2023, 6, 1), date(2023, 6, 30))),
        ("上半年", 2024, 2023, (date(2023, 1, 1), date(2023, 6, 30))),
        ("上年末", 2024, 2023, (None, date(2022, 12, 31))),
        ("今年以来", 2024, 2023, (date(2024, 1, 1), None)),
        ("2021年3月至今年5月", 2024, None, (date(2021, 3, 1), date(2024, 5, 31))),
        ("全年", 2024, None, None),
    ],
)
def test_dates_that_follow_from_a_year(
    text: str, report: int, year: int | None, expected: tuple[date | None, date | None] | None
) -> None:
    (period,) = find_periods(text, RULES)
    assert resolve(period.anchor or "", report, year) == expected


REPORT = """清水县商会工作报告
（2024年1月10日在清水县商会第三次会员大会上）

各位会员：
　　我代表理事会向大会报告工作，请予审议。
一、2023年工作回顾
　　过去一年，商会凝心聚力，稳步前行，各项工作取得新进展。
（一）服务会员。走访企业60家。全年培训900人。解决难题45件。
（二）壮大队伍。2022年，新增会员30家。注销会员4家。目前，会员达500家，下设分会8个。其中，乡镇分会6个。
（三）公益事业。截至2023年10月底，捐建书屋12间；资助学生80名。
　　由2019年的3万元提高到2023年的9万元，比2021年的5万元增加4万元。
二、2024年工作安排
　　今年，要办好7件实事。
　　力争新建车间2万平方米；6月底前完成20户改造。
"""


@pytest.mark.parametrize(
    ("figure", "text", "year"),
    [
        ("60家", "2023年", 2023),
        ("900人", "全年", 2023),
        ("45件", "2023年", 2023),
        ("30家", "2022年", 2022),
        ("4家", "2022年", 2022),
        ("500家", "目前", 2024),
        ("8个", "目前", 2024),
        ("6个", "目前", 2024),
        ("12间", "截至2023年10月底", 2023),
        ("80名", "截至2023年10月底", 2023),
        ("3万元", "2019年", 2019),
        ("9万元", "2023年", 2023),
        ("5万元", "2021年", 2021),
        ("4万元", "2023年", 2023),
        ("7件", "今年", 2024),
        ("2万平方米", "2024年", 2024),
        ("20户", "6月底前", 2024),
    ],
)
def test_what_governs(figure: str, text: str, year: int) -> None:
    (row,) = [row for row in extract_figures(Document("report.txt", REPORT), RULES) if row.text == figure]
    assert (row.period_text, row.year) == (text, year)


def test_a_heading_that_names_a_year_and_a_plan_hands_over_to_the_plan() -> None:
    text = (
        "一、2025年和“十四五”时期工作回顾\n"
        "　　2025年是极不平凡的一年，全市上下团结奋斗。\n（一）工业。新增企业20家。\n"
        "　　回顾过去五年，我们走过了不平凡的历程。\n（一）城乡。新建公路300公里。\n"
    )
    rows = extract_figures(Document("report.txt", text), RULES)
    assert [(row.text, row.period_start, row.year) for row in rows] == [
        ("20家", date(2025, 1, 1), 2025),
        ("300公里", date(2021, 1, 1), None),
    ]


def test_a_year_behind_a_heading_in_the_line_opens_the_paragraph_also_where_lines_are_lost() -> None:
    lines = [
        "一、工作回顾",
        "“十五”期间，全市上下团结奋斗，各项事业全面进步。" * 9,
        "（一）经济稳步增长，实力明显提升。2005年，出口达到3亿元。税收达到9亿元。",
        "（二）结构持续优化，质量稳步提高。2004年，用电12亿度。用气3亿方。",
    ]
    for text in ("\n".join(lines), lines[0] + "\n" + "".join(lines[1:])):
        rows = extract_figures(Document("report.txt", text), RULES)
        assert [row.year for row in rows] == [2005, 2005, 2004, 2004]


def test_a_report_without_a_dated_title_is_on_the_year_that_it_begins_with() -> None:
    text = "清水县统计局\n2018年，面对复杂形势，全县上下团结奋斗，经济平稳运行。\n一、综合\n全县出口9亿元，增长6%。\n"
    assert [row.year for row in extract_figures(Document("report.txt", text), RULES)] == [2018, 2018]


def test_the_lead_paragraph_governs_only_itself() -> None:
    text = "　　2021年，县商会召开大会，选举理事40名。\n　　县商会走访企业60家，收集建议90条。\n"
    assert [row.period_text for row in extract_figures(Document("news.txt", text), RULES)] == ["2021年", None, None]


@pytest.mark.parametrize(
    ("text", "made", "first", "year"),
    [
        (REPORT, date(2024, 1, 10), date(2023, 1, 1), 2024),
        ("2023年工作总结\n一、主要成绩\n　　走访企业9家。\n", None, date(2023, 1, 1), None),
        (
            "二〇二四年政府工作报告\n——二〇二四年一月八日在县人民代表大会会议上\n　　各位代表：\n",
            date(2024, 1, 8),
            date(2023, 1, 1),
            2024,
        ),
        ("2024年政府工作报告\n一、工作回顾\n　　建成学校3所。\n", None, date(2023, 1, 1), 2024),
        (
            "一、2022年工作回顾\n　　走访企业9家。\n二、2023年工作打算\n　　走访企业20家。\n",
            None,
            date(2022, 1, 1),
            2023,
        ),
        ("清水县商会简介\n　　商会有会员90家，来自各行各业。\n", None, None, None),
    ],
)
def test_report_time(text: str, made: date | None, first: date | None, year: int | None) -> None:
    plain = clean(text).text
    layout, periods = segment(plain, RULES), find_periods(plain, RULES)
    time = report_time(plain, layout, periods, RULES)
    assert time[:2] == (made, first)
    assert report_year(plain, layout, periods, time[0], RULES) == year


PIECES = st.sampled_from(
    [
        *"前近五年来到底至和个从比的，。；、（）《》—1-\n",
        "2023年",
        "6月",
        "×月",
        "20**",
        "今年",
        "上半年",
        "“十四五”",
        "时期",
        "一、",
        "截至",
        "以来",
        "期间",
        "目前",
        "分别",
        "捐款3万元",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_spans_are_slices_in_order(text: str) -> None:
    periods = find_periods(text, RULES)
    at = 0
    for period in periods:
        assert at <= period.start < period.end <= len(text)
        assert text.startswith(period.text, period.start)
        at = period.end
    layout = segment(text, RULES)
    reached = reach(text, layout, periods, report_time(text, layout, periods, RULES), RULES)
    assert len(reached.openers) == len(reached.inherited) == len(layout.sentences)
    assert reached.starts == sorted(reached.starts)


def _examples() -> list[tuple[Rule, dict[str, object]]]:
    own = [rule for rule in RULES.all if rule.file == "periods.toml"]
    return [(rule, example) for rule in own for key in ("examples", "counterexamples") for example in rule.get(key, ())]


@pytest.mark.parametrize(
    ("rule", "example"), _examples(), ids=lambda value: value.id if isinstance(value, Rule) else ""
)
def test_rule_examples(rule: Rule, example: dict[str, str]) -> None:
    rows = extract_figures(Document("example.txt", example["text"]), RULES)
    if "none" in example:
        start = example["text"].index(example["none"])
        assert not [row.text for row in rows if row.start < start + len(example["none"]) and start < row.end]
        return
    (row,) = [row for row in rows if row.text == example["figure"]]
    expected = {key: value or None for key, value in example.items() if key not in ("text", "figure")}
    assert {key: getattr(row, key) for key in expected} == expected
