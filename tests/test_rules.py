"""Rules of one's own: laid over the built-in ones, found by a run, recorded, listed; what can't be used is one line."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import figextract as fx
from figextract import rules as rules_
from figextract.cli import figextract
from figextract.rules import Rules, RulesError

WORKSHOP = """
[[noun]]
id = "noun.heritage_workshop"
class = "institution"
words = ["非遗工坊"]
examples = [{ text = "建成非遗工坊12家。", figure = "12家", entity_class = "institution" }]
"""
REPORT = "清水县2024年工作总结\n　　全年建成非遗工坊12家，落实“三抓三促”行动。\n"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(tmp_path: Path, text: str) -> Rules:
    return rules_.load([put(tmp_path / "my.toml", text)])


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(RulesError) as error:
        loaded(tmp_path, text)
    told = str(error.value)
    assert "\n" not in told
    return told.replace(f"{tmp_path}/", "")


def classes(text: str, *files: Path) -> list[Any]:
    return [figure.entity_class for figure in fx.extract(text, rules=files)]


def test_a_rule_is_added(tmp_path: Path) -> None:
    mine = put(tmp_path / "my.toml", WORKSHOP)
    assert classes("建成非遗工坊12家。") == ["site"]
    assert classes("建成非遗工坊12家。", mine) == ["institution"]
    assert rules_.load([mine]).by_id["noun.heritage_workshop"].own


def test_a_run_finds_it_and_records_the_digest(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", REPORT)
    mine = put(tmp_path / "my.toml", WORKSHOP)
    fx.run(tmp_path / "in", tmp_path / "out", rules=[mine])
    digest = rules_.load([mine]).digest
    assert digest != rules_.load().digest
    assert list(fx.load(tmp_path / "out").figures["entity_class"]) == ["institution"]
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["rules"]["digest"] == digest
    (figures,) = (tmp_path / "out" / "figures").iterdir()
    assert pq.read_schema(figures).metadata[b"figextract.rules_digest"].decode() == digest


def test_files_are_laid_over_each_other_in_order(tmp_path: Path) -> None:
    first = put(tmp_path / "1.toml", WORKSHOP)
    other = WORKSHOP.replace("institution", "chamber").replace("words", "override = true\nwords")
    second = put(tmp_path / "2.toml", other)
    assert classes("建成非遗工坊12家。", first, second) == ["chamber"]
    assert classes("建成非遗工坊12家。", tmp_path) == ["chamber"], "a folder: its files in the order of their names"


def test_a_file_beside_the_reports_names_rules(tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", REPORT)
    put(tmp_path / "in" / "figextract.toml", 'rules = ["../my.toml"]')
    put(tmp_path / "my.toml", WORKSHOP)
    fx.run(tmp_path / "in", tmp_path / "out")
    assert list(fx.load(tmp_path / "out").figures["entity_class"]) == ["institution"]
    assert rules_.beside(tmp_path / "in" / "a.txt") == (str(tmp_path / "in" / "../my.toml"),)
    assert rules_.beside(tmp_path) == ()
    put(tmp_path / "in" / "figextract.toml", 'rule = ["my.toml"]')
    with pytest.raises(RulesError, match="can only hold a list"):
        fx.run(tmp_path / "in", tmp_path / "out")


def test_a_rule_is_replaced_where_that_is_meant(tmp_path: Path) -> None:
    text = WORKSHOP.replace("noun.heritage_workshop", "noun.site").replace("words", "override = true\nwords")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rules = loaded(tmp_path, text)
    assert rules.by_id["noun.site"].words() == ("非遗工坊",)
    assert [rule.id for rule in rules.all].count("noun.site") == 1


def test_a_rule_replaced_by_accident_is_told(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"my\.toml:2: noun\.site: its id is taken, by rules/nouns\.toml:\d+"):
        loaded(tmp_path, WORKSHOP.replace("noun.heritage_workshop", "noun.site"))


@pytest.mark.parametrize(
    "text",
    ['[[off]]\nids = ["name.slogan.local"]', '[[name]]\nid = "name.slogan.local"\noff = true'],
    ids=["list", "table"],
)
def test_a_rule_is_switched_off(tmp_path: Path, text: str) -> None:
    rules = loaded(tmp_path, text)
    assert "name.slogan.local" in rules_.load().by_id
    assert "name.slogan.local" not in rules.by_id
    assert "name.slogan.local" in rules.off


def test_mechanisms_are_switched_off(tmp_path: Path) -> None:
    off = put(tmp_path / "my.toml", '[[off]]\nids = ["money.implied", "region.own_area", "grammar.quoted_name"]')
    text = "清水市2023年工作总结\n　　举办“5场讲座”培训12期，协议授信300亿。"
    assert [(figure.text, figure.region) for figure in fx.extract(text)] == [("12期", "清水市"), ("300亿", "清水市")]
    assert [(figure.text, figure.region) for figure in fx.extract(text, rules=[off])] == [("5场", None), ("12期", None)]
    assert "can't be switched off" in refused(tmp_path, '[[off]]\nids = ["grammar.ordinal"]')
    assert "indicators name this list" in refused(tmp_path, '[[off]]\nids = ["words.have"]')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[noun]\n", "my.toml:1: not TOML: expected"),
        ('[noun]\nid = "noun.x"', "my.toml:1: noun is no rule: each begins with its type in two brackets, as [[noun]]"),
        ('[[off]]\nids = ["name.slogans.local"]', 'no rule has this id; did you mean "name.slogan.local"?'),
        (WORKSHOP.replace("[[noun]]", "[[nuon]]"), 'no type of rule is called nuon; did you mean "noun"?'),
        (WORKSHOP.replace('"institution"', '"institute"', 1), '"institute" is not known; did you mean "institution"?'),
        (WORKSHOP.partition("examples")[0], "my.toml:2: noun.heritage_workshop: it has no examples"),
        (WORKSHOP + WORKSHOP, "my.toml:8: noun.heritage_workshop: its id is taken, by line 2 of this file"),
        (WORKSHOP.replace("[[noun]]", "[[name]]"), "name.heritage_workshop: unknown key class"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told.replace("name.heritage", "noun.heritage") in refused(tmp_path, text)


def test_several_problems_are_one_line(tmp_path: Path) -> None:
    told = refused(tmp_path, WORKSHOP.replace("\nclass", "\nclas").replace("\nwords", "\nword"))
    assert told.startswith("my.toml:2: noun.heritage_workshop: key ")
    assert "(and 3 more: figextract check my.toml)" in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"none\.toml: can't be read"):
        rules_.load([tmp_path / "none.toml"])
    with pytest.raises(RulesError, match=r"no \.toml file in this folder"):
        rules_.load([tmp_path])


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    mine = put(tmp_path / "my.toml", WORKSHOP)
    assert classes("建成非遗工坊12家。", mine) == ["institution"]
    put(mine, WORKSHOP.replace("institution", "chamber"))
    assert classes("建成非遗工坊12家。", mine) == ["chamber"]


def test_reasons_and_examples_have_no_part_in_the_digest(tmp_path: Path) -> None:
    plain = loaded(tmp_path, WORKSHOP).digest
    assert loaded(tmp_path, WORKSHOP.replace("words", 'reason = "ours"\nwords')).digest == plain
    assert loaded(tmp_path, WORKSHOP.replace("非遗工坊", "非遗作坊")).digest != plain


def test_the_command_lists_rules_and_prints_one(tmp_path: Path) -> None:
    mine = put(tmp_path / "my.toml", WORKSHOP)
    one = CliRunner().invoke(figextract, ["rules", "noun.heritage_workshop", "--rules", str(mine)])
    assert one.stdout == f"# {mine}:2\n{WORKSHOP.strip()}\n"
    listed = CliRunner().invoke(figextract, ["rules", "noun.", "--rules", str(mine)]).stdout
    assert "noun.site " in listed and str(mine) in listed
    assert (
        CliRunner()
        .invoke(figextract, ["rules", "--own", "--rules", str(mine)])
        .stdout.startswith("noun.heritage_workshop")
    )
    missing = CliRunner().invoke(figextract, ["rules", "nuon.site"])
    assert missing.exit_code == 2
    assert 'did you mean "noun.site"?' in missing.stderr
