"""What changed between two runs: every figure same, changed, moved, gained or lost, as written down here beforehand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import tables
from figextract.cli import figextract
from figextract.diff import Diff, diff
from figextract.tables import OutputError, load
from tables import figure, report

MONEY = {"kind": "money", "unit": "CNY"}
VISIT = "全年走访企业31家，收集问题86个。"
LOAN = "为412家企业协调贷款9.5亿元。"
TRAIN = "举办培训班12期。"
JOBS = "招聘会提供岗位5800个，达成意向730人。"


def visit(firms: str = "31家", cases: str = "86个", sentence: str = VISIT) -> tuple[object, ...]:
    return (
        sentence.replace("31家", firms).replace("86个", cases),
        figure(firms, value=firms[:-1], entity_class="enterprise", indicator="走访"),
        figure(cases, value=cases[:-1], entity_class="case", indicator="收集问题"),
    )


def loan(**more: object) -> tuple[object, ...]:
    firms = figure("412家", value=412, entity_class="enterprise", event=1)
    return (LOAN, firms, figure("9.5亿元", value=950000000, indicator="贷款", event=1, **MONEY, **more))


def train(**more: object) -> tuple[object, ...]:
    return (TRAIN, figure("12期", value=12, entity_class="event", indicator="举办培训班", **more))


def jobs() -> tuple[object, ...]:
    return (
        JOBS,
        figure("5800个", value=5800, entity_class="job", indicator="提供岗位"),
        figure("730人", value=730, entity_class="person", indicator="达成意向"),
    )


def compared(
    tmp_path: Path, old: list[object], new: list[object], rules: tuple[str, str] = ("r", "r"), **asked: object
) -> Diff:
    """The diff of one report in two versions, held against its mirror image."""
    sides = []
    for number, (lines, made) in enumerate(zip((old, new), rules, strict=True)):
        out = tmp_path / f"side{number}"
        sides.append(tables.write(out, report("甲.txt", lines), rules=made))
    return mirrored(*sides, **asked)


def mirrored(old: Path, new: Path, **asked: object) -> Diff:
    there, back = diff(old, new, **asked), diff(new, old, **asked)
    assert rows(there.changes) == rows(turned(back.changes))
    turn = {"gained": "lost", "lost": "gained"}
    assert there.counts == {turn.get(status, status): count for status, count in back.counts.items()}
    return there


def turned(changes: pd.DataFrame) -> pd.DataFrame:
    names = {name: name.replace("_old", "_new") if "_old" in name else name.replace("_new", "_old") for name in changes}
    changes = changes.rename(columns=names | {"old": "new", "new": "old"})
    for name in ("status", "evidence"):
        changes[name] = changes[name].astype(object).replace({"gained": "lost", "lost": "gained"})
    return changes


def rows(changes: pd.DataFrame) -> list[str]:
    return sorted(
        json.dumps(row, sort_keys=True, default=str)
        for row in changes.astype(object).where(changes.notna(), None).to_dict("records")
    )


def told(result: Diff) -> list[str]:
    """Each change in short: its sign, the figure, and the field with both values."""
    lines = []
    for change in result.changes.astype(object).where(result.changes.notna(), None).itertuples():
        text = change.text_new or change.text_old
        if change.text_old and change.text_new and change.text_old != change.text_new:
            text = f"{change.text_old}→{change.text_new}"
        sign = {"gained": "+", "lost": "-", "changed": "~", "moved": ">"}[change.status]
        lines.append(f"{sign}{text}" + (f" {change.field} {change.old}→{change.new}" if change.field else ""))
    return lines


def test_a_run_and_itself_do_not_differ(tmp_path: Path) -> None:
    result = compared(tmp_path, [visit(), loan()], [visit(), loan()])
    assert not result
    assert result.changes.empty
    assert result.counts == {"same": 4, "changed": 0, "moved": 0, "gained": 0, "lost": 0}


def test_sentences_inserted_and_deleted(tmp_path: Path) -> None:
    result = compared(tmp_path, [visit(), loan()], [train(), visit()])
    assert told(result) == ["+12期", "-412家", "-9.5亿元"]
    assert set(result.changes.cause) == {"text"}
    assert result.counts["same"] == 2


def test_a_number_corrected_in_an_edited_sentence(tmp_path: Path) -> None:
    result = compared(tmp_path, [visit(), loan()], [visit(firms="32家"), loan()])
    assert told(result) == [
        "~31家→32家 text 31家→32家",
        "~31家→32家 value 31→32",
        "~31家→32家 low 31→32",
        "~31家→32家 high 31→32",
    ]
    assert set(result.changes.cause) == {"text"}
    assert result.fields == {"text": 1, "value": 1}


def test_words_edited_around_figures_leave_them_the_same(tmp_path: Path) -> None:
    result = compared(tmp_path, [visit()], [visit(sentence="全年共走访民营企业31家，收集各类问题86个。")])
    assert told(result) == []
    assert list(result.documents.status) == ["edited"]
    assert result


def test_a_figure_dropped_from_a_sentence(tmp_path: Path) -> None:
    short = ("全年走访企业31家。", figure("31家", value=31, entity_class="enterprise", indicator="走访"))
    assert told(compared(tmp_path, [visit()], [short])) == ["-86个"]


def test_a_sentence_split_in_two_and_two_merged(tmp_path: Path) -> None:
    one = ("全年走访企业31家。", figure("31家", value=31, entity_class="enterprise", indicator="走访"))
    two = ("收集问题86个。", figure("86个", value=86, entity_class="case", indicator="收集问题"))
    assert told(compared(tmp_path, [visit(), loan()], [one, two, loan()])) == []


def test_sentences_reordered(tmp_path: Path) -> None:
    result = compared(tmp_path, [train(), visit(), loan()], [visit(), loan(), train()])
    assert told(result) == [">12期 order 0→2"]
    assert set(result.changes.cause) == {"text"}


def test_a_sentence_moved_under_another_heading(tmp_path: Path) -> None:
    old = ["# 一、服务", visit(), train(), "# 二、宣传", jobs()]
    new = ["# 一、服务", visit(), "# 二、宣传", train(), jobs()]
    assert told(compared(tmp_path, old, new)) == [">12期 section 一、服务→二、宣传"]


def test_a_heading_that_is_reworded_moves_nothing(tmp_path: Path) -> None:
    old, new = ["# 一、服务企业发展", visit()], ["# 一、服务民营企业发展", visit()]
    assert told(compared(tmp_path, old, new)) == []


def test_equal_figures_in_one_sentence_are_told_apart_by_the_words_around_them(tmp_path: Path) -> None:
    def line(*parts: str) -> tuple[object, ...]:
        return ("，".join(parts) + "。", *(figure("5家", value=5, indicator=part[:4]) for part in parts))

    old = line("培育示范企业5家", "建立调解商会5家", "命名教育基地5家")
    assert told(compared(tmp_path, [old], [line("培育示范企业5家", "命名教育基地5家")])) == ["-5家"]
    lost = diff(tmp_path / "side0", tmp_path / "side1").changes.iloc[0]
    assert lost.start_old == old[0].index("5家", 10)


def test_two_versions_without_a_sentence_in_common(tmp_path: Path) -> None:
    result = compared(tmp_path, [visit()], [jobs()])
    assert sorted(told(result)) == sorted(["-31家", "-86个", "+5800个", "+730人"])
    assert sorted(result.documents.status) == ["gained", "lost"]
    assert "another text" in result.documents.note[0]


@pytest.mark.parametrize(("old", "new", "expected"), [([], [train()], "+12期"), ([train()], [], "-12期")])
def test_an_empty_side(tmp_path: Path, old: list[object], new: list[object], expected: str) -> None:
    assert told(compared(tmp_path, old, new)) == [expected]


def test_two_empty_runs(tmp_path: Path) -> None:
    assert not mirrored(tables.write(tmp_path / "a"), tables.write(tmp_path / "b"))


def test_a_change_of_rules_is_told_from_a_change_of_text(tmp_path: Path) -> None:
    before = train(period_text="全年", evidence={"period_text": "# 一、2021年工作"[2:]})
    after = train(period_text="2021年", year=2021, evidence={"period_text": "2021年"})
    heading = "# 一、2021年工作"
    result = compared(tmp_path, [heading, before], [heading, after], rules=("one", "two"))
    assert told(result) == ["~12期 period_text 全年→2021年", "~12期 year None→2021"]
    assert list(result.changes.cause) == ["rules", "rules"]
    assert result.changes.evidence[0] == "moved"
    assert result.changes.evidence_new[0] == "2021年"


def test_rules_and_text_changed_at_once(tmp_path: Path) -> None:
    old = [loan(), visit()]
    new = [loan(modality="planned"), visit(firms="32家")]
    result = compared(tmp_path, old, new, rules=("one", "two"))
    assert dict(zip(result.changes.text_new, result.changes.cause, strict=True)) == {
        "9.5亿元": "rules",
        "32家": "text or rules",
    }


def test_a_longer_span_is_the_same_figure(tmp_path: Path) -> None:
    old = ("新增会员超过20家。", figure("20家", value=20))
    new = ("新增会员超过20家。", figure("超过20家", value=20, relation="gt", low=20))
    result = compared(tmp_path, [old], [new], rules=("one", "two"))
    assert told(result) == [
        "~20家→超过20家 text 20家→超过20家",
        "~20家→超过20家 high 20→None",
        "~20家→超过20家 relation eq→gt",
    ]


def test_parents_and_acts_are_compared_through_the_figures_they_name(tmp_path: Path) -> None:
    def act(part: str | None, event: int | None) -> tuple[object, ...]:
        whole = figure("40家", value=40, event=7)
        return (
            "现有商会40家，其中行业商会15家。",
            whole,
            figure("15家", value=15, role="part", parent=part, event=event),
        )

    inserted = ["新的一段。", visit()]
    assert told(compared(tmp_path / "moved", [act("40家", 7)], [*inserted, act("40家", 7)])) == ["+31家", "+86个"]
    result = compared(tmp_path / "changed", [act("40家", 7)], [act(None, None)], rules=("one", "two"))
    assert told(result) == ["~40家 event 15家→None", "~15家 parent 40家→None", "~15家 event 40家→None"]


def test_renamed_and_edited_documents(tmp_path: Path) -> None:
    long = [visit(), loan(), train(), jobs()]
    old = tables.write(tmp_path / "old", report("甲.txt", long), report("乙.txt", [train()]))
    new = tables.write(tmp_path / "new", report("2022/甲.txt", [*long[:3], "完。"]), report("丙.txt", [train()]))
    result = mirrored(old, new)
    documents = result.documents.set_index("new")
    assert list(documents.status) == ["renamed", "renamed"]
    assert documents.old["丙.txt"] == "乙.txt"
    assert list(documents.edited) == [True, False]
    assert told(result) == ["-5800个", "-730人"]


def test_two_years_of_one_report_are_no_edit_of_each_other(tmp_path: Path) -> None:
    def year(number: int, firms: int) -> object:
        lines = [(f"{number}年走访企业{firms}家。", figure(f"{firms}家", value=firms)), "谢谢大家！"]
        return report("报告.txt", lines, title=f"市工商联{number}年工作报告", organisation="市工商联")

    result = mirrored(tables.write(tmp_path / "old", year(2021, 31)), tables.write(tmp_path / "new", year(2022, 40)))
    assert sorted(told(result)) == ["+40家", "-31家"]
    assert set(result.changes.cause) == {"document"}
    assert "the report of another year (2022; this one 2021), no edit of it" in result.text()


def test_filters(tmp_path: Path) -> None:
    old = tables.write(tmp_path / "old", report("甲.txt", [loan()]), report("乙.txt", [train()]))
    new = tables.write(
        tmp_path / "new", report("甲.txt", [loan(modality="planned", region="市")]), report("乙.txt", []), rules="2"
    )
    assert told(diff(old, new)) == ["-12期", "~9.5亿元 region None→市", "~9.5亿元 modality None→planned"]
    assert told(diff(old, new, fields=["modality"], document="甲")) == ["~9.5亿元 modality None→planned"]
    assert told(diff(old, new, kind="count")) == ["-12期"]
    assert diff(old, new, kind="money", fields=["value"]).counts == dict.fromkeys(
        ["changed", "moved", "gained", "lost"], 0
    ) | {"same": 1}
    with pytest.raises(ValueError, match="no field is called colour: name any of aggregation, "):
        diff(old, new, fields=["colour"])
    with pytest.raises(ValueError, match="no kind is called cash: name one of money, "):
        diff(old, new, kind="cash")


def test_what_a_document_says_of_itself(tmp_path: Path) -> None:
    old = tables.write(tmp_path / "old", report("甲.txt", [train()], organisation="市商会"))
    new = tables.write(tmp_path / "new", report("甲.txt", [train()], organisation="市工商联"), rules="2")
    result = mirrored(old, new)
    assert result and result.changes.empty
    assert list(result.documents.about[0]) == ["organisation: 市商会 → 市工商联"]


def test_each_side_is_one_run(tmp_path: Path) -> None:
    one, other = tables.write(tmp_path / "a"), tables.write(tmp_path / "b")
    with pytest.raises(OutputError, match="one side has 2"):
        diff(one, load([one, other]))


def test_text_json_parquet_and_page(tmp_path: Path) -> None:
    evil = ("<script>alert(1)</script>企业31家。", figure("31家", value=31))
    result = compared(tmp_path, [evil], [(evil[0].replace("31", "32"), figure("32家", value=32))])
    assert result.text().splitlines()[2:5] == [
        "documents   1 edited",
        "figures     1 changed (text 1, value 1)",
        "because of  text 1",
    ]
    for name in ("d.json", "d.parquet", "d.html"):
        result.write(tmp_path / name)
    written = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert written["figures"] == {"same": 0, "changed": 1, "moved": 0, "gained": 0, "lost": 0}
    assert [each["field"] for each in written["changes"][0]["fields"]] == ["text", "value", "low", "high"]
    assert pd.read_parquet(tmp_path / "d.parquet").field.tolist() == ["text", "value", "low", "high"]
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "<mark><del>31</del></mark><mark>家</mark>" in page and "<mark><ins>32</ins></mark>" in page
    assert "http" not in page
    with pytest.raises(ValueError, match=r"written as \.parquet, \.html or \.json"):
        result.write(tmp_path / "d.pdf")


def called(*arguments: object) -> Result:
    return CliRunner().invoke(figextract, [str(argument) for argument in arguments])


def test_the_command_ends_like_diff(tmp_path: Path) -> None:
    old = tables.write(tmp_path / "old", report("甲.txt", [visit()]))
    new = tables.write(tmp_path / "new", report("甲.txt", [visit(firms="32家")]))
    assert called("diff", old, old).exit_code == 0
    changed = called("diff", old, new, "--html", tmp_path / "d.html", "--parquet", tmp_path / "d.parquet")
    assert changed.exit_code == 1
    assert "value: 31 → 32" in changed.output
    assert (tmp_path / "d.html").exists() and len(pd.read_parquet(tmp_path / "d.parquet")) == 4
    assert json.loads(called("diff", old, new, "--json").output)["fields"] == {"text": 1, "value": 1}
    assert called("diff", old, new, "--kind", "money").output.splitlines()[3] == "figures     none"
    wrong = called("diff", old, tmp_path / "none")
    assert (wrong.exit_code, wrong.output) == (
        2,
        f"Error: there is no {tmp_path}/none: make it with `figextract run REPORTS {tmp_path}/none`\n",
    )
    assert called("diff", old).exit_code == 2
    for option in ("--html", "--parquet"):
        wrong = called("diff", old, new, option, tmp_path / "none" / "d")
        assert (wrong.exit_code, wrong.output) == (2, f"Error: there is no folder {tmp_path}/none to write d into\n")
    assert called("diff", old, new, "--fields", "colour").exit_code == 2
