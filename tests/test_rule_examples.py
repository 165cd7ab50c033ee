"""Every built-in rule holds on its own examples, and is written as its type demands."""

from __future__ import annotations

import time

import pytest

from figextract import rules
from figextract.check import Checked, check
from figextract.model import Document
from figextract.pipeline import analyse
from figextract.rule_types import TYPES

SECONDS = 20
"""What checking all built-in rules may take, in CPU time."""


@pytest.fixture(scope="module")
def checked() -> tuple[Checked, float]:
    start = time.process_time()
    return check(), time.process_time() - start


def test_every_rule_holds(checked: tuple[Checked, float]) -> None:
    told = [f"{finding.problem}  {finding.text or ''}  {', '.join(finding.between)}" for finding in checked[0].findings]
    assert not told, "\n".join(told)


def test_checking_is_quick(checked: tuple[Checked, float]) -> None:
    assert checked[0].rules == len(rules.load().all)
    assert checked[0].examples > 2 * checked[0].rules
    assert checked[1] < SECONDS


def test_every_type_has_rules() -> None:
    assert {rule.type for rule in rules.load().all} == set(TYPES)


def test_every_rule_is_named_once_and_found() -> None:
    for rule in rules.built_in():
        file, line = rules.place(rule)
        written = (rules.folder() / rule.file).read_text(encoding="utf-8").split("\n")
        assert file == f"rules/{rule.file}"
        assert written[line - 1].strip() == f"[[{rule.type}]]"
        assert rules.as_written(rule).startswith(f"[[{rule.type}]]")


def test_what_the_grammar_names_is_a_rule_or_a_unit() -> None:
    known = rules.load()
    units = {f"{rule.get('kind')}.{rule.get('unit')}" for rule in known.of("unit")}
    units |= {f"money.{rule.get('unit').lower()}" for rule in known.of("unit") if rule.get("kind") == "money"}
    named = set()
    for rule in known.all:
        for example in (*rule.get("examples", ()), *rule.get("counterexamples", ())):
            found = analyse(Document("example", example["text"]), known, explain=True)
            for part in (found.quantities, found.rejected, found.evidence):
                named.update(each.rule for each in part)
    assert named - units <= set(known.by_id)
