"""Indicator codes from the fields of a figure, and what the rules of indicators hold to."""

from __future__ import annotations

import pytest

from figextract import rules
from figextract.attach.indicator_code import attach_codes
from figextract.rules import Rule, Rules

BUILT_IN = rules.load()
INDICATORS = BUILT_IN.of("indicator")


def code(
    indicator: str | None,
    entity: str | None = None,
    entity_class: str | None = None,
    kind: str | None = None,
    *,
    unit: str | None = None,
    statistic: str = "level",
    role: str | None = None,
    region: str | None = None,
    sentence: str = "",
    using: Rules = BUILT_IN,
) -> str | None:
    kind = kind or ("count" if entity_class else "money")
    columns = ([kind], [unit], [statistic], [indicator], [entity], [entity_class], [role], [region], [sentence])
    codes, deciding = attach_codes(*columns, using)
    assert (codes[0] is None) == (deciding[0] is None)
    return codes[0]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (("地区生产总值",), "gdp"),
        (("全县地区生产总值（现价）",), "gdp"),
        (("人均地区生产总值",), "gdp_per_capita"),
        (("民间投资占固定资产投资比重", None, None, "ratio"), "private_investment"),
        (("进出口总额增速", None, None, "rank"), "trade"),
        (("园区规模以上工业增加值",), None),  # a part is not the whole
        (("工业税收",), None),
        (("成立", "软件业商会", "chamber"), "chambers_new"),
        (("所属", "商会", "chamber"), "chambers"),
        (("走访", "商会", "chamber"), None),
        (("注销", "长期不活动的商会", "chamber"), "chambers_dissolved"),
        (("被认定为全国“四好”商会", "商会", "chamber"), "chambers_good_national"),
        (("被认定为省级“四好”商会", "商会", "chamber"), "chambers_good_regional"),
        (("表彰", "“四好”商会", "chamber"), None),  # of which level is not said
        (("新增", "会员", "person"), "members_new"),
        (("会员总数", "会员", "person"), "members"),
        (("会员数量", None, None, "ratio"), "members"),
        (("结对帮扶", "会员企业", "enterprise"), "aid_enterprises"),
        (("现有", "会员企业", "enterprise"), "member_enterprises"),
        (("举办", "青年企业家研修班", "event"), "trainings"),
        (("举办", "政策宣讲（培训）", "event"), None),  # brackets do not decide
        (("提供", "就业岗位", "job"), "jobs_offered"),
        (("收集", "岗位信息", "job"), None),
        (("授信",), "credit_granted"),
        (("新增贷款授信",), "credit_granted"),  # the longer match wins over 贷款
        (("贷款余额",), "loans_outstanding"),
        (("普惠小微贷款余额",), None),
        (("高新技术企业总数", "高新技术企业", "enterprise"), "high_tech_enterprises"),  # the indicator repeats the noun
        (("高新技术企业数量", None, None, "ratio"), "high_tech_enterprises"),  # a growth rate names it alone
        (("走访", "高新技术企业", "enterprise"), "enterprises_visited"),
        ((None, None), None),
    ],
)  # fmt: skip
def test_indicator_entity_and_class_together_decide(fields: tuple[str, ...], expected: str | None) -> None:
    assert code(*fields, unit="期" if "event" in fields else None) == expected


def test_a_size_that_describes_a_thing_has_no_code() -> None:
    assert code("授信", role="condition") is None


def test_words_of_the_sentence_tell_aid_from_other_spending() -> None:
    assert code("投入资金", sentence="村企结对以来，企业投入资金600万元。") == "aid_investment"
    assert code("投入资金", sentence="医院投入资金600万元。") is None


@pytest.mark.parametrize(
    ("indicator", "region"),
    [
        ("清河地区生产总值", "清河县"),
        ("清河县地区生产总值", "清河县"),
        ("龙湾生产总值", "滨海市龙湾区"),
        ("重庆生产总值", "重庆"),
    ],
)
def test_the_name_of_its_own_region_is_no_part_of_an_indicator(indicator: str, region: str) -> None:
    assert code(indicator, region=region) == "gdp"


def test_the_name_of_another_region_is() -> None:
    assert code("清河地区生产总值", region="柳川县") is None


def test_units_of_an_amount_do_not_bind_its_growth() -> None:
    assert code("高速公路通车里程", kind="measure", unit="km") == "expressway_length"
    assert code("高速公路通车里程", kind="ratio", unit="%", statistic="change") == "expressway_length"
    assert code("高速公路通车里程", kind="money", unit="CNY") is None


def test_a_later_rule_wins_a_tie_so_users_can_override() -> None:
    keys = {"code": "city_output", "name": "市域产出", "nature": "flow", "wordings": ["地区生产总值"]}
    laid_over = Rules([*BUILT_IN.all, Rule("indicator", "my.gdp", "my.toml", keys)])
    assert code("地区生产总值", using=laid_over) == "city_output"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "needs `wordings` or `entities`"),
        ({"wordings": ["*"]}, "needs `wordings`"),
        ({"wordings": ["@nowhere"]}, "@nowhere"),
    ],
)
def test_a_rule_that_cannot_be_read_says_which(keys: dict[str, list[str]], message: str) -> None:
    broken = Rule("indicator", "my.rule", "my.toml", {"code": "x", **keys})
    with pytest.raises(ValueError, match=r"my\.toml: rule my.rule") as caught:
        code("x", using=Rules([broken]))
    assert message in str(caught.value)


def test_there_are_150_indicators_each_with_one_rule() -> None:
    codes = [rule.keys["code"] for rule in INDICATORS]
    assert len(set(codes)) == len(codes) >= 150
    assert all(rule.id == f"indicator.{rule.keys['code']}" for rule in INDICATORS)


@pytest.mark.parametrize("rule", INDICATORS, ids=lambda rule: rule.id)
def test_every_indicator_is_complete(rule: Rule) -> None:
    assert rule.keys["nature"] in ("stock", "flow", "rate")
    assert rule.keys["name"]
    own = rule.keys["code"]
    assert len(rule.keys["examples"]) >= 3
    assert all(example["indicator_code"] == own for example in rule.keys["examples"])
    assert rule.keys["counterexamples"]
    assert all(example["indicator_code"] != own for example in rule.keys["counterexamples"])
    for example in (*rule.keys["examples"], *rule.keys["counterexamples"]):
        assert example["text"].count(example["figure"]) == 1
