"""`figextract explain`: why a number is or is no figure, and what decided each field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import figextract as fx
from figextract import rules as rules_
from figextract.cli import figextract
from figextract.explain import FigureError, Number, explain, explain_figure
from figextract.read import document

TEXT = "清水市工商联2023年工作总结\n　　全年召开第三届茶业论坛，为20家以上企业争取贷款1.5亿元，落实“3+2”模式。"


def numbers(text: str) -> dict[str, Number]:
    return {number.text: number for passage in explain(document(text), rules_.load()) for number in passage.numbers}


def invoke(*call: str, text: str | None = None) -> str:
    result = CliRunner().invoke(figextract, ["explain", *call], input=text)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_number_is_told_with_the_rule_that_decides() -> None:
    told = {text: (number.columns is not None, number.because[-1].rule) for text, number in numbers(TEXT).items()}
    assert told == {
        "2023年": (False, "period.calendar"),
        "第三": (False, "grammar.ordinal"),
        "20家以上": (True, "measure.jia"),
        "1.5亿元": (True, "unit.money.cny"),
        "3+2”": (False, "grammar.quoted_name"),
    }


def test_a_rule_is_told_with_its_reason_and_place() -> None:
    because = numbers(TEXT)["第三"].because[0]
    assert because.type == "mechanism"
    assert because.reason is not None and because.reason.startswith("第 and a number say which one")
    file, _, line = (because.where or "").partition(":")
    assert file == "rules/grammar.toml" and int(line) > 1


def test_what_holds_a_number_that_is_no_figure() -> None:
    assert numbers("学习贯彻党的十九大精神。")["十九大"].within == "十九大"
    assert numbers("落实“3+2”模式。")["3+2”"].within == "“3+2”"
    assert numbers("截至2023年底，会员20家。")["2023年底"].within == "截至2023年底"


def test_every_field_has_its_evidence() -> None:
    clues = {clue.column: (clue.words, clue.scope) for clue in numbers(TEXT)["20家以上"].clues}
    assert clues["entity"] == ("企业", "clause")
    assert clues["relation"] == ("以上", "clause")
    assert clues["region"] == ("清水市", "title")
    assert clues["subject"] == ("清水市工商联", "title")
    codes = {clue.column: clue.because.rule for clue in numbers("全年捐款50万元。")["50万元"].clues}
    assert codes["indicator_code"] == "indicator.donations"


def test_evidence_points_into_the_source() -> None:
    text = "全年為 20 餘家企業爭取貸款(dài kuǎn)1.5億元。"
    for number in numbers(text).values():
        assert text[number.start : number.end] == number.text
        for clue in number.clues:
            assert text[clue.start : clue.end] == clue.words


def test_what_lost_to_a_longer_word() -> None:
    assert numbers("新增256个班次。")["256个班次"].lost == (("个", "measure.ge"),)
    assert numbers("铺设管线5公里。")["5公里"].lost == ()
    assert ("十九大", "name.ordinal_meeting") in numbers("十九大以来新建12所学校。")["十九大以来"].lost


def test_a_tree_on_the_terminal() -> None:
    lines = invoke(TEXT).splitlines()
    assert lines[0] == "清水市工商联2023年工作总结"
    assert lines[1].startswith("└── 2023年  no figure: a time expression  period.calendar rules/periods.toml:")
    assert any(line.startswith("├── 20家以上  count 20 家  measure.jia rules/measure_words.toml:") for line in lines)
    assert any("│   ├── entity 企业  ← 企业 (clause)  noun.enterprise rules/nouns.toml:" in line for line in lines)
    assert any(line.startswith("└── 3+2” in “3+2”  no figure: What stands in short quotes") for line in lines)


def test_json_has_every_column() -> None:
    (passage,) = (json.loads(line) for line in invoke("捐款8亿元。", "--json").splitlines())
    (number,) = passage["numbers"]
    assert (passage["text"], number["text"], number["start"]) == ("捐款8亿元。", "8亿元", 2)
    assert number["columns"]["value"] == "800000000"
    assert number["columns"]["region"] is None
    assert number["clues"][0]["because"]["rule"] == "grammar.indicator"


def test_a_file_and_standard_input(tmp_path: Path) -> None:
    report = tmp_path / "报告.txt"
    report.write_bytes(TEXT.encode("gb18030"))
    assert invoke(str(report)) == invoke(text=TEXT) == invoke(TEXT)
    (tmp_path / "figextract.toml").write_text('rules = ["my.toml"]', encoding="utf-8")
    (tmp_path / "my.toml").write_text('[[off]]\nids = ["grammar.quoted_name"]', encoding="utf-8")
    assert "no figure: What stands in short quotes" not in invoke(str(report))


def test_a_figure_of_the_tables(samples: Path) -> None:
    row = fx.load(samples).arrow("figures").to_pylist()[0]
    passage = explain_figure(samples, row["figure_id"][:12])
    (number,) = passage.numbers
    text = fx.read(Path(__file__).parents[1] / "data" / "raw" / row["source"]).text
    assert (passage.source, number.text) == (row["source"], row["text"])
    assert text[passage.start : passage.start + len(passage.text)] == passage.text
    assert text[number.start : number.end] == number.text
    assert all(text[clue.start : clue.end] == clue.words for clue in number.clues)
    assert number.columns is not None and number.columns["value"] == row["value"]
    assert row["text"] in invoke(str(samples), row["figure_id"])


def test_a_figure_that_is_not_there(samples: Path) -> None:
    with pytest.raises(FigureError, match="no figure"):
        explain_figure(samples, "zzz")
    with pytest.raises(FigureError, match=r"\d+ figures have an id that begins with .*; give more of it"):
        explain_figure(samples, fx.load(samples).figures.figure_id[0][0])


@pytest.mark.parametrize(
    ("call", "told"),
    [(["none.txt"], "there is no none.txt"), ([str(Path(__file__).parent)], "give the id of one of its figures")],
)
def test_wrong_calls(call: list[str], told: str) -> None:
    result = CliRunner().invoke(figextract, ["explain", *call])
    assert result.exit_code == 2
    assert told in result.stderr


def test_text_cannot_draw_on_the_terminal() -> None:
    assert "\x1b" not in invoke("捐款8亿元\x1b[31m[red]红[/red]。")
    assert "[red]" in invoke("捐款8亿元，[red]红[/red]。")
