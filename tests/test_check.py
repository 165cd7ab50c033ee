"""`figextract check`: everything that can be wrong with a rule is one line that says where it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from figextract.check import Checked, check
from figextract.cli import figextract
from figextract.runaway import runs_away

WORKSHOP = """[[noun]]
id = "noun.heritage_workshop"
class = "institution"
words = ["非遗工坊"]
examples = [{ text = "建成非遗工坊12家。", figure = "12家", entity_class = "institution" }]
counterexamples = [{ text = "建成水库12座。", figure = "12座", entity_class = "infrastructure" }]
"""
PATTERN = """[[name]]
id = "name.mine"
patterns = ['PATTERN']
examples = [{ text = "落实三抓行动。", none = "三" }]
"""


def checked(tmp_path: Path, text: str) -> Checked:
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return check([path], own=True)


def told(tmp_path: Path, text: str) -> list[str]:
    found = checked(tmp_path, text)
    lines = [str(finding.problem).replace(f"{tmp_path}/", "") for finding in found.findings]
    assert not any("\n" in line for line in lines)
    return lines


def test_a_rule_that_holds(tmp_path: Path) -> None:
    found = checked(tmp_path, WORKSHOP)
    assert (found.rules, found.examples, found.findings, found.notes) == (1, 2, (), ())


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (
            WORKSHOP.replace("建成非遗工坊12家", "建成非遗公坊12家"),
            'my.toml:5: noun.heritage_workshop: expected entity_class = "institution", came "enterprise"',
        ),
        (
            WORKSHOP.replace('"12家"', '"12个"'),
            'my.toml:5: noun.heritage_workshop: "12个" does not stand in "建成非遗工坊12家。"',
        ),
        (
            WORKSHOP.replace('figure = "12家"', 'figure = "12家", kin = "count"'),
            'my.toml:5: noun.heritage_workshop: unknown column kin in an example; did you mean "kind"?',
        ),
        (
            WORKSHOP.replace('figure = "12家"', 'value = 12, figure = "12家", none = "12"'),
            "my.toml:5: noun.heritage_workshop: an example has either `figure`, which must be found, or `none`, "
            "where none may be found",
        ),
        (
            WORKSHOP.replace("words", "word"),
            'my.toml:4: noun.heritage_workshop: unknown key word; did you mean "words"?',
        ),
        (
            WORKSHOP.replace('["非遗工坊"]', '"非遗工坊"'),
            "my.toml:4: noun.heritage_workshop: words must be a list, not '非遗工坊'",
        ),
        (
            WORKSHOP.replace('["非遗工坊"]', '["非遗工坊", "非遺傳習所"]'),
            'my.toml:4: noun.heritage_workshop: "非遺傳習所" never occurs in a text made ready for the rules: '
            'write "非遗传习所"',
        ),
        (
            WORKSHOP.replace('class = "institution"', 'class = "institutes"'),
            'my.toml:3: noun.heritage_workshop: "institutes" is not known; did you mean "institution"?',
        ),
        (
            WORKSHOP.partition("examples")[0],
            "my.toml:1: noun.heritage_workshop: it has no examples: give at least one, "
            'examples = [{ text = "…", figure = "…" }]',
        ),
        (
            WORKSHOP.replace("words", "override = true\nwords"),
            "my.toml:1: noun.heritage_workshop: it has override = true, but no other rule has its id",
        ),
        (WORKSHOP + WORKSHOP, "my.toml:7: noun.heritage_workshop: its id is taken, by line 1 of this file"),
        (
            PATTERN.replace("PATTERN", "(一|一一)+元"),
            "my.toml:3: name.mine: pattern (一|一一)+元 can run away: "
            "no part under + or * may match one text in two ways",
        ),
        (
            PATTERN.replace("PATTERN", "{n}(?:抓"),
            "my.toml:3: name.mine: pattern {n}(?:抓 does not compile: missing )",
        ),
        (
            PATTERN.replace("PATTERN", "三抓"),
            "my.toml:3: name.mine: pattern 三抓 needs {n}, {c} or {d} once, where the number stands",
        ),
        (
            PATTERN.replace("PATTERN", "{n}(抓|促)"),
            "my.toml:3: name.mine: pattern {n}(抓|促) has a group that catches: write (?:…) instead of (…)",
        ),
    ],
    ids=range(15),
)
def test_what_is_wrong_is_one_line(tmp_path: Path, wrong: str, line: str) -> None:
    assert line in told(tmp_path, wrong)


def test_an_id_that_is_taken(tmp_path: Path) -> None:
    (line,) = told(tmp_path, WORKSHOP.replace("noun.heritage_workshop", "noun.site"))
    assert line.startswith("my.toml:1: noun.site: its id is taken, by rules/nouns.toml:")
    assert line.endswith("; choose another, or replace that rule with override = true")
    lines = told(tmp_path, WORKSHOP.replace("noun.heritage_workshop", "unit.money.cny"))
    assert any("its id is taken, by the [[unit]] in rules/units.toml:" in line for line in lines)


def test_words_that_only_the_code_can_know(tmp_path: Path) -> None:
    cue = '[[cue]]\nid = "cue.mine"\ngroup = "planed"\nwords = ["盼"]\n'
    cue += 'examples = [{ text = "盼建3家。", figure = "3家" }]\n'
    assert told(tmp_path, cue) == ['my.toml:1: cue.mine: group = "planed" is not known; did you mean "planned"?']
    (line,) = told(tmp_path, cue.replace("planed", "planned"))
    assert line == 'my.toml:1: cue.mine: the cues of group "planned" have no words, but patterns'


def test_a_failure_shows_the_rule_that_came_between(tmp_path: Path) -> None:
    (finding,) = checked(
        tmp_path, WORKSHOP.replace("建成水库12座", "推进“三抓三促”12座").replace("12座", "三抓", 1)
    ).findings
    assert finding.problem.text.startswith('"12座" does not stand')
    text = "落实“三抓三促”行动。"
    example = f'counterexamples = [{{ text = "{text}", figure = "三抓" }}]'
    (finding,) = checked(tmp_path, WORKSHOP.partition("counterexamples")[0] + example).findings
    assert finding.problem.text == "expected a figure, came none"
    assert text[finding.start : finding.end] == "三抓"
    assert finding.between == ("grammar.quoted_name",)


def test_known_failures_must_fail(tmp_path: Path) -> None:
    known = WORKSHOP + 'known_failures = [{ text = "建成非遗工坊30家。", figure = "30家" }]'
    assert told(tmp_path, known) == [
        "my.toml:7: noun.heritage_workshop: this known failure holds now: move it to the examples"
    ]
    assert not told(tmp_path, known.replace('figure = "30家"', 'figure = "30家", unit = "座"'))


def test_examples_that_show_nothing(tmp_path: Path) -> None:
    lines = told(tmp_path, WORKSHOP.replace("建成非遗工坊12家。", "建成学校12家。"))
    assert lines == ["my.toml:1: noun.heritage_workshop: none of its examples holds one of its words"]
    (note,) = checked(tmp_path, WORKSHOP.replace('"institution"', '"site"')).notes
    assert note.problem.text == "its examples hold without it too; give one that does not"


def test_what_a_rule_does_to_the_built_in_ones_is_told(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(PATTERN.replace("'PATTERN'", "'{n}家', '{n}抓'"), encoding="utf-8")
    assert not check([path], own=True).findings
    found = check([path])
    assert found.rules > 500
    assert any(finding.problem.rule == "measure.jia" for finding in found.findings)
    assert all("name.mine" in finding.between for finding in found.findings if finding.problem.rule == "measure.jia")


def test_what_switching_off_does_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[[off]]\nids = ["qualifier.more"]', encoding="utf-8")
    found = check([path])
    assert not found.findings
    assert any("超过" in (note.text or "") for note in found.notes)


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(WORKSHOP, encoding="utf-8")
    good = CliRunner().invoke(figextract, ["check", "--own", str(path)])
    assert (good.exit_code, good.output) == (0, "1 rule, 2 examples: all hold\n")
    path.write_text(WORKSHOP.replace("建成非遗工坊12家", "建成非遗公坊12家"), encoding="utf-8")
    wrong = CliRunner().invoke(figextract, ["check", "--own", str(path)])
    assert wrong.exit_code == 1
    assert wrong.output.splitlines()[1:] == [
        "    建成非遗公坊⟦12家⟧。",
        "    decided by measure.jia",
        f"{path}:1: noun.heritage_workshop: none of its examples holds one of its words",
        "1 rule, 2 examples: 2 are wrong",
    ]
    path.write_text("[[noun]\n", encoding="utf-8")
    assert CliRunner().invoke(figextract, ["check", str(path)]).exit_code == 1
    assert CliRunner().invoke(figextract, ["check", str(tmp_path / "none.toml")]).exit_code == 2


@pytest.mark.parametrize(
    "pattern",
    ["(?:一|一一)+元", "(?:一+)+元", r"(?:\d+,?)+元", "^(?:非遗|非遗非遗)+$", r"(?:\w+\s?)+：", "(?:.|非)+坊"],
)
def test_patterns_that_run_away(pattern: str) -> None:
    assert runs_away(pattern)


@pytest.mark.parametrize(
    "pattern", ["一+元", r"\d[\d,]*元", "(?:一|二)+元", "(?<=共[^，。]{0,4})家", "[一-龥]*坊", "非遗工坊"]
)
def test_patterns_that_do_not(pattern: str) -> None:
    assert not runs_away(pattern)
