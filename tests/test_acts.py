"""Which figures of a sentence share an event: the figures of each act by their order; the rest are alone."""

from __future__ import annotations

from collections import defaultdict

import pytest

import figextract as fx

SENTENCES = [
    # shares, ranks and plans are of the level that they tell of
    ("茶业税收6.2亿元，占全县税收的31%。", {(0, 1)}),
    ("培育示范茶企22家、居全省第6。", {(0, 1)}),
    ("新茶上市3200吨，完成年度目标的104%。", {(0, 1)}),
    ("新增茶企26家，总数达到180家。", {(0, 1)}),
    ("茶业税收6.2亿元，增长6%，总量居全省第三，增速居全省第五。", {(0, 1, 2, 3)}),
    ("茶叶税收占全县税收的31%，旅游税收占全县税收的12%。", set()),
    # names joined by 分别 go each with its own
    ("红茶、绿茶、白茶产值分别增长6%、5%、4%，分别居全省第三、第六、第八。", {(0, 3), (1, 4), (2, 5)}),
    ("红茶、绿茶销售收入分别达到6亿元、5亿元，增长8%、7%。", {(0, 2), (1, 3)}),
    ("红茶产值5亿元、绿茶产值6亿元，占比分别为12%、15%。", {(0, 2), (1, 3)}),
    ("茶商会18家、果商会36家，均居全省首位。", set()),
    ("红茶产值6亿元、增长5%，均居全省首位。", {(0, 1, 2)}),
    ("引进亿元以上项目3个、千万元以上项目8个。", {(0, 1), (2, 3)}),
    # a result clause without its own subject is of the act before it
    ("建成充电站8座、覆盖85%以上乡镇。", {(0, 1)}),
    ("争取帮扶资金2亿元，扶持茶园项目30个。", {(0, 1)}),
    ("调处商事纠纷36件，为会员企业挽回损失260万元。", {(0, 1)}),
    ("新建幼儿园16所，新增学位3900个。", {(0, 1)}),
    ("基础养老金年人均提高600元，3万名退休人员受益。", {(0, 1)}),
    ("全年投资2.6亿元，新建大棚30座、温室12座。", {(0, 1, 2)}),
    ("累计完成投资2.6亿元，建成大棚30座、温室12座，蔬菜产量达到6万吨。", {(0, 1, 2)}),
    ("累计完成投资2.6亿元，走访商铺36家。", set()),
    # a part is of what it names, a size of the things in its own clause
    ("茶园由6万亩增至9万亩，其中有机茶园由1万亩增至3万亩。", {(0, 1, 2, 3)}),
    ("茶业税收、旅游存款分别增长6%、9%，其中红茶税收增长12%。", {(0, 2)}),
    ("茶业税收、旅游存款分别增长6%、9%，其中接待香客36万人次。", set()),
    ("红茶、绿茶产值分别增长6%、9%，茶业结构持续优化，调整为30∶70。", {(2, 3)}),
    ("东河6万千瓦风电项目完工；年产8000吨茶饮项目开工。", set()),
    ("3000平方米茶市改造、12条茶街整治等工程完工。", set()),
    ("新探明东河超60吨金矿、西河8亿吨级石矿等矿产地36处。", {(0, 1, 2)}),
    ("发展会员860家。其中，茶企会员620家，果企会员30家。", {(1, 2)}),
    ("发放助茶贷款6亿元，占全年贷款的31%。", {(0, 1)}),
    # those who come, and what bodies do together
    ("举办茶艺研修班6期，120名企业家参训。", {(0, 1)}),
    ("26家企业与31个村结对共建，实施项目40个，总投资3亿元。", {(0, 1, 2, 3)}),
    ("组织36家企业参加东河、西河等地茶博会9场，现场销售额1200万元。", {(0, 1, 2)}),
    # another verb with another thing is another act
    ("举办茶艺论坛2届、撰写产业报告3期。", set()),
    ("走访商铺36家，召开茶叙会8次，发放问卷120份。", set()),
    ("投资6亿元的茶城开门营业，全年新增茶园面积12万平方米，茶叶销售额完成23亿元，同比增长8%。", {(2, 3)}),
    ("拥有茶企320家，拥有有效专利560件。", set()),
    ("城镇化率达到65%，形成产业集群3个。", set()),
    ("关停小煤窑36处，融资平台退出12户。", set()),
    ("新成立商会12家，3家商会获评先进。", set()),
    ("重点实施6个茶厂、2万亩茶园、300万株花木等项目建设。", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "acts"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_events(text: str, acts: set[tuple[int, ...]]) -> None:
    found = defaultdict(list)
    for number, figure in enumerate(fx.extract(text)):
        if figure.event is not None:
            found[figure.event].append(number)
    assert {tuple(numbers) for numbers in found.values()} == acts
