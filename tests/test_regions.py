"""Places in a text, the area of a report, and the place that a figure speaks of."""

from __future__ import annotations

import pytest

from figextract import rules as rules_
from figextract.about import describe
from figextract.annotate.organisations import find_organisations
from figextract.annotate.regions import division, find_places, level_of
from figextract.model import Document
from figextract.pipeline import extract_figures
from figextract.segment import segment

RULES = rules_.load()

PLACES = [
    ("贵州省贵阳市南明区新建学校", ["贵州省贵阳市南明区"]),  # names that follow each other downwards are one
    ("沈阳和大连两市", ["沈阳", "大连"]),
    ("黔东南州、恩施州的合作社", ["黔东南州", "恩施州"]),
    ("内蒙古、新疆的客商", ["内蒙古", "新疆"]),
    ("雄安新区的企业", ["雄安新区"]),
    ("在惠水县青石镇柳林村捐建书屋", ["惠水县青石镇柳林村"]),
    ("青石镇、健康办建成大棚", ["青石镇", "健康办"]),
    ("全省上下、我市企业、市内商会", ["全省", "我市", "市内"]),
    ("省外客商和海外侨商", ["省外"]),  # 海外侨商 is a kind of person
    ("××市与*县结对", ["××市", "*县"]),
    ("松江国际物流园区开工", ["松江国际物流园区"]),
    ("支持贵安新区发展", ["贵安新区"]),
    ("主城区企业搬迁", ["主城区"]),
    ("临澧、桃源、石门3县", ["临澧", "桃源", "石门"]),  # short names of counties, in company
    ("社旗县去年脱贫，今年社旗再上台阶", ["社旗县", "社旗"]),  # and once the full name was used
    ("大同小异，长治久安，绿色通道，和平发展", []),
    ("朝阳产业、幸福安康、重庆祝活动", []),
    ("农村公路、乡镇企业、驻村干部、特色小镇", []),
    ("推广西红柿种植，复合肥增产", []),
    ("示范县和县级城市、提高县域水平", []),
    ("各类产业园区、零碳园区、国家级开发区", []),
    ("北京路、上海大街、青岛港", []),
    ("贵阳至南宁的铁路", []),
]

REGIONS = [
    # the place in its clause, else the report's own area
    ("走访企业60家。", "60家", "宜昌市"),
    ("全市有商会86家。", "86家", "宜昌市"),
    ("我市新增岗位8600个。", "8600个", "宜昌市"),
    ("远安县建成大棚260座，带动就业900人。", "900人", "远安县"),
    ("在远安县、当阳市两地建成安置点9个。", "9个", "远安县、当阳市"),
    ("主城区30家老企业退城入园。", "30家", "主城区"),
    ("完成对老城区现有的80万平方米危房的排查。", "80万平方米", "老城区"),
    ("接待8个海外商会来访。", "8个", "海外"),
    # a money figure at the head of an act lies where the act is done
    ("投资860万元，对老城区管网进行改造。", "860万元", "老城区"),
    # a journey's end, not what is done at home afterwards
    ("组织12家企业赴新疆考察，举办讲座6期。", "12家", "新疆"),
    ("组织12家企业赴新疆考察，举办讲座6期。", "6期", "宜昌市"),
    # a place is no place in the name of a body, a road, a project, a quotation
    ("与中国银行武汉分行合作，发放贷款3亿元。", "3亿元", "宜昌市"),
    ("改造北京路、上海大街等8条道路。", "8条", "宜昌市"),
    ("推动远安磷化等12个项目建设。", "12个", "宜昌市"),
    ("开展“大美新疆”推介6场。", "6场", "宜昌市"),
    # what is given outside is the giver's, inside it the place named
    ("为河南抗洪救灾捐款80万元。", "80万元", "宜昌市"),
    ("向远安县捐赠图书8000册。", "8000册", "远安县"),
    # the ranked place, not the pool; a larger area only as a topic
    ("税收总额居湖北省第3位。", "第3位", "宜昌市"),
    ("受表彰企业居前（全省表彰企业90家）。", "90家", "湖北省"),
    # nowhere in particular
    ("产品出口到86个国家和地区。", "86个", None),
    # a topic sentence governs until the next
    ("新城区建设全面加快。完成道路15条。文化事业持续繁荣。举办展览8场。", "15条", "新城区"),
    ("新城区建设全面加快。完成道路15条。文化事业持续繁荣。举办展览8场。", "8场", "宜昌市"),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places_of_a_text(text: str, expected: list[str]) -> None:
    assert [text[place.start : place.end] for place in find_places(text, RULES)] == expected


@pytest.mark.parametrize(("sentence", "figure", "region"), REGIONS)
def test_region_of_a_figure(sentence: str, figure: str, region: str | None) -> None:
    text = f"宜昌市工商联2023年工作总结\n　　{sentence}\n"
    found = {f.text: f.region for f in extract_figures(Document("report.txt", text), RULES)}
    assert found[figure] == region


def test_codes_only_for_the_one_division_of_that_name() -> None:
    assert division("贵阳", None, RULES) == ("520100", "city")
    assert division("朝阳区", None, RULES) is None  # in Beijing and in Changchun
    assert division("朝阳区", "110000", RULES) == ("110105", "county")
    assert division("青石镇", None, RULES) is None
    assert [level_of(code) for code in ("520000", "520100", "520102")] == ["province", "city", "county"]


def test_a_masked_area_and_the_one_above_it() -> None:
    text = "×市工商联工作总结\n　　走访企业130家（全省走访企业900家）。\n"
    regions = [f.region for f in extract_figures(Document("report.txt", text), RULES)]
    assert regions == ["×市", "×省"]


@pytest.mark.parametrize(
    ("text", "organisation", "region"),
    [
        (
            "政府工作报告\n——2023年1月8日在远安县第十九届人民代表大会第二次会议上\n　　建成学校3所。",
            "远安县人民政府",
            "远安县",
        ),
        ("湖北省工商联（总商会）五年工作综述\n　　走访企业3000家。", "湖北省工商联", "湖北省"),
        ("湖北：宜昌市工商联服务企业走深走实\n　　走访企业300家。", "宜昌市工商联", "宜昌市"),
        ("清水市工商联工作总结\n　　走访企业300家。", "清水市工商联", "清水市"),  # no division of the list
        ("五年来，**市工商联勇毅前行。市工商联走访企业300家。", "**市工商联", "**市"),
        ("今天天气很好，走访企业300家。", None, None),
    ],
)
def test_whose_report_it_is(text: str, organisation: str | None, region: str | None) -> None:
    places, bodies = find_places(text, RULES), find_organisations(text, RULES)
    about = describe(text, segment(text, RULES), (None, None, None), places, bodies, RULES)
    assert (about.organisation, about.region) == (organisation, region)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("会同市税务局举办讲座", ["市税务局"]),
        ("受到市委、市政府表彰", ["市委、市政府"]),
        ("与中国建设银行武汉分行签约", ["中国建设银行武汉分行"]),
        ("×医美健康产业集团捐赠设备", ["×医美健康产业集团"]),
        ("资助大学生120名，创造机会", []),
    ],
)
def test_bodies_of_a_text(text: str, bodies: list[str]) -> None:
    assert [text[o.start : o.end] for o in find_organisations(text, RULES)] == bodies
