"""Who did what a figure tells."""

from __future__ import annotations

import pytest

from figextract import rules as rules_
from figextract.model import Document
from figextract.pipeline import extract_figures

RULES = rules_.load()
OURS = "宜昌市工商联"

SUBJECTS = [
    # elided: the body of the report
    ("走访企业60家。", {"60家": OURS}),
    ("为60家企业解决用工问题。", {"60家": OURS}),
    ("合计捐款捐物300万元。", {"300万元": OURS}),
    # named
    ("全市民营企业捐款300万元。", {"300万元": "全市民营企业"}),
    (
        "全市各级工商联与税务机关开展宣讲32次，惠及企业2万户。",
        {"32次": "全市各级工商联与税务机关", "2万户": "全市各级工商联与税务机关"},
    ),
    ("市领导三次到工商联机关座谈。", {"三次": "市领导"}),
    ("我市安排重点项目105个。", {"105个": "我市"}),
    ("远安县建成大棚260座。", {"260座": "远安县"}),
    # the doers themselves, then what they did
    ("60家企业捐款300万元。", {"60家": None, "300万元": "企业"}),
    ("全市90家会员企业与68个村结对，投入资金3亿元。", {"90家": None, "68个": "会员企业", "3亿元": "会员企业"}),
    # set to work: the organiser for their number, they for what they did
    ("动员60家企业捐款300万元，帮扶村庄8个。", {"60家": OURS, "300万元": "企业", "8个": "企业"}),
    ("组织恒丰集团捐款8万元，捐建书屋一个。", {"8万元": "恒丰集团", "一个": "恒丰集团"}),
    ("推动直属商会成立服务站20家，走访企业60家。", {"20家": "直属商会", "60家": OURS}),
    ("推荐6家商会会长列席会议。", {"6家": OURS}),
    # passives
    ("有6家商会被省工商联认定为示范商会。", {"6家": "省工商联"}),
    ("8名企业家受到市委、市政府表彰。", {"8名": "市委、市政府"}),
    ("6家商会荣获全国先进称号。", {"6家": None}),
    # owners
    ("市工商联所属商会达到86家，其中行业商会30家。", {"86家": "市工商联", "30家": "市工商联"}),
    ("会员总数达到6万名。", {"6万名": OURS}),
    ("新增商会服务站4家。", {"4家": OURS}),
    # nobody: indicators, shares, ranks, states, those who take part
    ("旅游收入达到12亿元，增长8%。", {"12亿元": None, "8%": None}),
    ("城镇新增就业4万人。", {"4万人": None}),
    ("居全省第3位。", {"第3位": None}),
    ("新建的8个超市全部投入使用。", {"8个": None}),
    ("投资3亿元的水厂投入使用。", {"3亿元": None}),
    ("举办讲座6期，参与人员900人。", {"6期": OURS, "900人": None}),
    ("收到60家企业填报的问卷。", {"60家": None}),
]


@pytest.mark.parametrize(("sentence", "expected"), SUBJECTS)
def test_subject_of_a_figure(sentence: str, expected: dict[str, str | None]) -> None:
    text = f"宜昌市工商联2023年工作总结\n　　{sentence}\n"
    found = {f.text: f.subject for f in extract_figures(Document("report.txt", text), RULES)}
    assert {figure: found[figure] for figure in expected} == expected


def test_a_government_is_called_as_its_report_calls_it() -> None:
    head = "政府工作报告\n——2023年1月8日在湖北省第十四届人民代表大会第一次会议上\n"
    text = head + "　　我代表省人民政府报告工作。建成学校300所。\n"
    assert [f.subject for f in extract_figures(Document("report.txt", text), RULES)] == ["省人民政府"]


def test_an_announcement_names_who_does_what_follows() -> None:
    text = "宜昌市工商联工作总结\n　　2024年，全市工商联系统要做好以下工作：\n　　举办培训班20期，走访企业3000家。\n"
    subjects = [f.subject for f in extract_figures(Document("report.txt", text), RULES)]
    assert subjects == ["全市工商联系统", "全市工商联系统"]
