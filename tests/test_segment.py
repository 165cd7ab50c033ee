"""Segmentation: title, headings with their nesting, paragraphs, sentences, noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figextract import rules
from figextract.clean import clean
from figextract.segment import segment

RULES = rules.load()


def sentences(text: str) -> list[str]:
    text = clean(text).text
    return [text[s.start : s.end] for s in segment(text, RULES).sentences]


def sections(text: str) -> dict[str, list[str]]:
    """The headings above each sentence that is not itself one."""
    layout = segment(text, RULES)
    heads = [text[h.start : h.end] for h in layout.headings]
    return {text[s.start : s.end]: [heads[h] for h in s.section] for s in layout.sentences if s.block != "heading"}


@pytest.mark.parametrize(
    "text",
    [
        "会员3家。|捐款5万元！",
        "他说：“会员3家。”|捐款5万元。",
        "（其中女企业家6名。）|新增会员9家。",
        "会员发展怎么样？|今年新增40家……",
        "会员3家；捐款5万元。",
    ],
)
def test_where_a_sentence_ends(text: str) -> None:
    assert sentences(text.replace("|", "")) == text.split("|")


def test_a_full_stop_in_a_number_does_not_end_it() -> None:
    assert sentences("增长29。4%，居全省首位。") == ["增长29.4%，居全省首位。"]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    text = clean("一年来，县工商联走访企业一百二十家，为企业解决用工、用地、融资\n等方面的难题45件，受到好评。\n").text
    assert len(sentences(text)) == 1


REPORT = """清水县工商联2023年工作总结
一、2023年工作回顾
（一）组织建设
会员达300家。
1．商会。新建商会6家。
（二）公益事业
捐款80万元。
二、2024年工作打算
培训5期。"""


def test_headings_nest_by_their_markers() -> None:
    review, plans = "一、2023年工作回顾", "二、2024年工作打算"
    assert sections(REPORT) == {
        "清水县工商联2023年工作总结": [],
        "会员达300家。": [review, "（一）组织建设"],
        "1．商会。": [review, "（一）组织建设", "1．商会。"],
        "新建商会6家。": [review, "（一）组织建设", "1．商会。"],
        "捐款80万元。": [review, "（二）公益事业"],
        "培训5期。": [plans],
    }


def test_a_part_without_a_marker_stands_above_the_sections_that_begin_anew() -> None:
    text = "工作报告\n2023年工作回顾\n一、工业\n产值90亿元。\n2024年工作安排\n一、农业\n新建水渠5公里。"
    layout = segment(text, RULES)
    paths = [[text[layout.headings[h].start : layout.headings[h].end] for h in s.section] for s in layout.sentences]
    assert paths[3] == ["2023年工作回顾", "一、工业"]
    assert paths[-1] == ["2024年工作安排", "一、农业"]


def test_the_title_is_the_line_that_names_the_report() -> None:
    layout = segment(REPORT, RULES)
    assert layout.title == 0


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("清水市政府工作报告（2021年2月2日 张三）", True),
        ("关于清水县2020年计划执行情况与2021年计划（草案）的报告", True),
        ("2021年2月2日政府工作报告会议", False),
    ],
)
def test_a_first_line_is_the_title_though_a_date_stands_in_a_bracket_behind_it(line: str, title: bool) -> None:
    layout = segment(f"{line}\n各位代表：\n捐款80万元。", RULES)
    assert (layout.title == 0) is title


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("一、2024年全县上下凝心聚力 克难奋进 交出了一份沉甸甸的经济社会高质量发展答卷", True),
        ("组织建设", True),
        ("一、2023年，全县工商联走访企业60家，培训900人，解决难题45件，发展会员30家。", False),
        ("会员达300家，其中企业会员180家", False),
        ("●服务会员", True),
        ("●2023年工作", True),
        ("●会员增长5%以上", False),
        ("会员达到3.2万名", False),
        ("（一）实施20项工程", True),
    ],
)
def test_what_is_a_heading(line: str, heading: bool) -> None:
    layout = segment(f"工作总结\n{line}\n捐款80万元。", RULES)
    assert bool(layout.headings) is heading


@pytest.mark.parametrize("line", ["上一篇：关于召开会议的通知", "打印本页 关闭窗口", "浏览次数：1203次"])
def test_the_chrome_of_a_page_is_noise(line: str) -> None:
    layout = segment(f"工作总结\n会员达300家。\n{line}", RULES)
    assert [s.block for s in layout.sentences][-1] == "noise"


@given(st.text(st.sampled_from("会员3家。，；！？”“（）\n一、二（三）1． \u3000"), max_size=80))
def test_every_character_but_blanks_is_in_one_sentence(text: str) -> None:
    text = clean(text).text
    spans = [(s.start, s.end) for s in segment(text, RULES).sentences]
    assert spans == sorted(spans)
    left = list(text)
    for start, end in spans:
        assert start < end
        left[start:end] = [" "] * (end - start)
    assert not "".join(left).strip()


def test_a_line_short_beside_the_next_is_not_wrapped() -> None:
    text = clean(
        "清水县2023年统计公报\n2023年，全县经济稳步恢复，"
        + "各项事业全面进步，" * 9
        + "形势向好。\n人数\n14.3\n10.0\n其中"
    ).text
    assert text.count("\n") == 5


def test_the_first_of_wrapped_lines_may_begin_with_a_marker() -> None:
    wrapped = (
        "——农业稳中有进。全县粮食产量达到3.6万吨，社会\n消费品零售总额6亿元，居民收入增长6%，"
        "城乡面貌\n明显改善，各项事业全面进步。"
    )
    assert clean(f"2023年工作总结\n{wrapped}").text.count("\n") == 1
    heading = "（一）全面推进农业农村现代化建设和乡村振兴工作\n粮食产量达到3.6万吨，消费品零售总额增长6%。"
    assert clean(f"2023年工作总结\n{heading}").text.count("\n") == 2


def test_numbers_that_each_have_a_line_are_put_back_into_their_sentence() -> None:
    apart = "全县粮食产量\n3.6\n万吨，居民收入增长\n6%\n左右。新修道路\n12\n公里，改造农房\n300\n户。"
    assert "\n" not in clean(apart).text


def test_a_note_mark_is_no_part_of_a_name() -> None:
    assert clean("地区生产总值[2]180亿元，落实“三个着力”①要求。").text == "地区生产总值180亿元，落实“三个着力”要求。"


def test_columns_that_wide_blanks_part_are_cells() -> None:
    table = "班次　　举办（期）　　培训（人次）\n法务班　　4　　312\n财税班　　6　　705\n合　　计　　10　　1017"
    assert clean(table).text.split("\n")[1:] == ["法务班\t4\t312", "财税班\t6\t705", "合计\t10\t1017"]
    assert clean("教育助学　　3260").text == "教育助学3260"
    assert clean("会员12 345名，捐款3.5 123元").text == "会员12345名，捐款3.5 123元"
