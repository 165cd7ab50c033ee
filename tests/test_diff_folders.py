"""Two folders of reports, run and compared: every change, as written down beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

import figextract as fx

OLD = {
    "县商会2022年工作总结.txt": """县商会2022年工作总结

一、服务企业

全年走访企业31家，收集问题86个。为412家企业协调贷款9.5亿元。
举办培训班12期，培训1300人次。

二、公益事业

商会捐款260万元，资助学生75名。向学校捐赠图书4200册，向医院捐赠口罩3.5万只。
""",
    "市工商联工作报告.txt": "市工商联2021年工作报告\n\n2021年，走访企业540家，新增会员820名。\n",
    "通讯/第一期.txt": "招商活动\n\n签约项目14个，协议金额33亿元。\n",
    "旧简报.txt": "简报\n\n召开座谈会9场。\n",
    "空.txt": "",
}
NEW = {
    "县商会2022年工作总结.txt": """县商会2022年工作总结

一、服务企业

举办培训班12期，培训1300人次。
全年走访企业32家。收集各类问题86个。为412家企业协调贷款9.5亿元。新增会员企业44家。

二、公益事业

商会捐款260万元。向学校捐赠图书4200册，向医院捐赠口罩3.5万只。
""",
    "市工商联工作报告.txt": "市工商联2022年工作报告\n\n2022年，走访企业610家，新增会员790名。\n",
    "通讯/2022/第一期.txt": "招商活动\n\n签约项目14个，协议金额33亿元。\n",
    "新简报.txt": "新闻\n\n参加展会3场。\n",
    "空.txt": "",
}
DOCUMENTS = {
    ("县商会2022年工作总结.txt", "县商会2022年工作总结.txt"): "edited",
    ("市工商联工作报告.txt", None): "lost",
    (None, "市工商联工作报告.txt"): "gained",
    ("通讯/第一期.txt", "通讯/2022/第一期.txt"): "renamed",
    ("旧简报.txt", None): "lost",
    (None, "新简报.txt"): "gained",
    ("空.txt", "空.txt"): "same",
}
CHANGES = {
    ("moved", "12期", "12期", "order"),
    ("moved", "1300人次", "1300人次", "order"),
    ("changed", "31家", "32家", "text"),
    ("changed", "31家", "32家", "value"),
    ("gained", None, "44家", None),
    ("lost", "75名", None, None),
    ("lost", "540家", None, None),
    ("lost", "820名", None, None),
    ("gained", None, "610家", None),
    ("gained", None, "790名", None),
    ("lost", "9场", None, None),
    ("gained", None, "3场", None),
}
COUNTS = {"same": 8, "changed": 1, "moved": 2, "gained": 4, "lost": 4}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The output folders of both versions."""
    outs = []
    for name, texts in (("old", OLD), ("new", NEW)):
        folder = tmp_path_factory.mktemp(name)
        for source, text in texts.items():
            (folder / source).parent.mkdir(parents=True, exist_ok=True)
            (folder / source).write_text(text, encoding="utf-8")
        outs.append(tmp_path_factory.mktemp(f"out-{name}"))
        fx.run(folder, outs[-1], workers=1)
    return outs[0], outs[1]


def test_every_change_is_as_written_down(runs: tuple[Path, Path]) -> None:
    result = fx.diff(*runs, fields=["text", "value", "order"])
    rows = result.changes.astype(object).where(result.changes.notna(), None)
    columns = ["status", "text_old", "text_new", "field"]
    told = {row for row in rows[columns].itertuples(index=False, name=None) if row[3] not in ("low", "high")}
    assert told == CHANGES
    assert result.counts == COUNTS


def test_documents_are_paired_as_written_down(runs: tuple[Path, Path]) -> None:
    table = fx.diff(*runs).documents
    table = table.astype(object).where(table.notna(), None)
    assert dict(zip(zip(table.old, table.new, strict=True), table.status, strict=True)) == DOCUMENTS
    notes = dict(zip(table.old, table.note, strict=True))
    assert "is the report of another year (2022; this one 2021), no edit of it" in notes["市工商联工作报告.txt"]
    assert notes["旧简报.txt"] is None


def test_the_other_way_round_gained_is_lost(runs: tuple[Path, Path]) -> None:
    there, back = fx.diff(*runs), fx.diff(*reversed(runs))
    turned = {"gained": "lost", "lost": "gained"}
    assert {turned.get(status, status): count for status, count in back.counts.items()} == there.counts
    columns = ["status", "text_old", "text_new", "field", "old", "new", "sentence_old", "sentence_new", "cause"]
    mirror = ["status", "text_new", "text_old", "field", "new", "old", "sentence_new", "sentence_old", "cause"]
    mirrored = [(turned.get(row[0], row[0]), *row[1:]) for row in back.changes[mirror].astype(str).to_numpy().tolist()]
    assert sorted(map(tuple, there.changes[columns].astype(str).to_numpy().tolist())) == sorted(mirrored)


def test_a_run_and_itself(runs: tuple[Path, Path]) -> None:
    assert not fx.diff(runs[0], runs[0])
    assert fx.diff(runs[0], runs[0]).changes.empty
