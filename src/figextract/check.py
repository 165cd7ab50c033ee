"""Check: every rule against its own examples, and everything that is wrong with how it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import regex

from figextract import rules as rules_
from figextract.clean import clean
from figextract.model import Document
from figextract.pipeline import analyse, extract_figures
from figextract.rule_values import NUMBERS, SLOTS
from figextract.rules import Problem, Rule, Rules
from figextract.schema import Figure

Example = Mapping[str, Any]

_ABOUT_WORDS = ("denominator", "measure_word", "name", "noun", "qualifier", "unit", "verb")
"""Types of rules of whose examples one must hold one of their words or patterns."""
_BY_ITSELF = ("kind", "value", "low", "high", "relation", "unit", "per", "mask", "scale", "step", "rule")
_DECIDED_BY = dict.fromkeys(("period_kind", "period_start", "period_end", "year"), "period_text")
_DECIDED_BY |= {"region_code": "region", "region_level": "region", "direction": "statistic", "entity_class": "entity"}
"""The column whose evidence decided one that has none of its own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a rule; of one of its examples also the text, the stretch that it is about, and the ids of the rules
    that decided it otherwise."""

    problem: Problem
    text: str | None = None
    start: int = 0
    end: int = 0
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, rules and examples counted; what is wrong; and what is only worth knowing."""

    rules: int
    examples: int
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]


class _Failure(NamedTuple):
    """Why an example does not hold: what was expected and what came, where, and the rules that made it so."""

    problem: str
    start: int
    end: int
    between: tuple[str, ...]


def check(files: Sequence[str | os.PathLike[str]] = (), *, own: bool = False) -> Checked:
    """Checks the built-in rules; or the rules of some files, and that the built-in ones still hold with them.

    With `own` the examples of the built-in rules are left out. Raises RulesError when a file is no TOML of rules.
    """
    paths = rules_.user_files(files)
    if not paths:
        read = [rules_.read_file(path, own=False) for path in sorted(rules_.folder().glob("*.toml"))]
        return _checked(rules_.load().all, (), rules_.load(), [problem for file in read for problem in file.problems])
    found = [(str(path), rules_.read_file(path)) for path in paths]
    rules, problems = rules_.lay_over(rules_.built_in(), found)
    problems += [problem for _, file in found for problem in file.problems]
    broken = {problem.rule for problem in problems if problem.fatal}
    rules = Rules([rule for rule in rules.all if not (rule.own and rule.id in broken)], rules.off)
    others = () if own or broken else tuple(rule for rule in rules.all if not rule.own)
    return _checked([rule for rule in rules.all if rule.own], others, rules, problems)


def _checked(mine: Sequence[Rule], others: Sequence[Rule], rules: Rules, problems: Sequence[Problem]) -> Checked:
    """What comes of rules and their problems; examples of `others` count only where they hold without the user's, and
    only as notes where they fail because a rule was replaced or switched off."""
    findings = [Finding(problem) for problem in sorted(problems, key=lambda problem: (problem.file, problem.line))]
    for rule in mine:
        findings += _failures(rule, rules)
        if rule.type in _ABOUT_WORDS and not any(_holds_a_word(rule, example) for example in rule.get("examples")):
            problem = Problem(*rules_.place(rule), rule.id, "none of its examples holds one of its words")
            findings.append(Finding(problem))
    before = rules_.load()
    meant = Rules([rule for rule in rules.all if not rule.own or rule.get("override")], rules.off)
    notes = []
    for rule in others:
        failures = list(_failures(rule, rules, known_too=False))
        known = {failure.text for failure in _failures(rule, before)} if failures else set()
        news = [failure for failure in failures if failure.text not in known]
        expected = {failure.text for failure in _failures(rule, meant)} if news else set()
        findings += [failure for failure in news if failure.text not in expected]
        notes += [failure for failure in news if failure.text in expected]
    for rule in mine:
        if rule.own and not rule.get("override") and not any(_failures(rule, before)):
            text = "its examples hold without it too; give one that does not"
            notes.append(Finding(Problem(*rules_.place(rule), rule.id, text, fatal=False)))
    examples = sum(1 for rule in (*mine, *others) for _ in _examples(rule))
    return Checked(len(mine) + len(others), examples, tuple(findings), tuple(notes))


def _examples(rule: Rule) -> Iterator[tuple[Example, bool]]:
    """The examples of a rule, and whether each is to hold."""
    for example in (*rule.get("examples", ()), *rule.get("counterexamples", ())):
        yield example, True
    for example in rule.get("known_failures", ()):
        yield example, False


def _failures(rule: Rule, rules: Rules, known_too: bool = True) -> Iterator[Finding]:
    """The examples that do not hold and, with `known_too`, the known failures that do."""
    for example, is_to_hold in _examples(rule):
        text = example["text"]
        failure = _failure(example, rules)
        if is_to_hold and failure:
            problem = Problem(*rules_.place(rule, text), rule.id, failure.problem)
            yield Finding(problem, text, failure.start, failure.end, failure.between)
        elif known_too and not failure and not is_to_hold:
            words = "this known failure holds now: move it to the examples"
            yield Finding(Problem(*rules_.place(rule, text), rule.id, words), text)


def _failure(example: Example, rules: Rules) -> _Failure | None:
    """Why an example does not hold, if it does not."""
    document = Document("example", example["text"])
    try:
        figures = extract_figures(document, rules)
    except Exception as error:
        return _Failure(f"the text can't be extracted: {type(error).__name__}: {error}", 0, 0, ())
    if "none" in example:
        return _unwanted(example, figures)
    found = [figure for figure in figures if figure.text == example["figure"]]
    if not found:
        return _missed(example, figures, document, rules)
    wrong = min((_differences(example, figure, figures) for figure in found), key=len)
    if not wrong:
        return None
    figure = next(figure for figure in found if _differences(example, figure, figures) == wrong)
    told = "; ".join(f"expected {column} = {_shown(example[column])}, came {_shown(wrong[column])}" for column in wrong)
    return _Failure(told, figure.start, figure.end, _deciding(document, rules, figures.index(figure), wrong))


def _unwanted(example: Example, figures: Sequence[Figure]) -> _Failure | None:
    for match in regex.finditer(regex.escape(example["none"]), example["text"]):
        for figure in figures:
            if figure.start < match.end() and match.start() < figure.end:
                told = f"expected no figure, came {figure.text} ({figure.kind})"
                return _Failure(told, *match.span(), (figure.rule,))
    return None


def _missed(example: Example, figures: Sequence[Figure], document: Document, rules: Rules) -> _Failure:
    start = document.text.index(example["figure"])
    end = start + len(example["figure"])
    over = [figure for figure in figures if figure.start < end and start < figure.end]
    if over:
        told = f"expected the figure {example['figure']}, came {', '.join(figure.text for figure in over)}"
        return _Failure(told, start, end, tuple(dict.fromkeys(figure.rule for figure in over)))
    analysis = analyse(document, rules, explain=True)
    rejected = [(each, *analysis.clean.source_span(each.start, each.end)) for each in analysis.rejected]
    between = tuple(dict.fromkeys(each.rule for each, first, last in rejected if first < end and start < last))
    return _Failure("expected a figure, came none", start, end, between)


def _differences(example: Example, figure: Figure, figures: Sequence[Figure]) -> dict[str, Any]:
    """The columns that are not as the example expects, with what they hold; a parent is expected as its text."""
    texts = {each.figure_id: each.text for each in figures}
    wrong = {}
    for column, expected in example.items():
        if column in ("text", "figure"):
            continue
        came = getattr(figure, column)
        if column == "parent":
            came = texts.get(came)
        if not (came is None if expected == "" else _same(column, came, expected)):
            wrong[column] = came
    return wrong


def _same(column: str, came: Any, expected: Any) -> bool:
    if column in NUMBERS:
        return came is not None and came == Decimal(str(expected))
    return bool(came == expected)


def _shown(value: Any) -> str:
    return "nothing" if value is None or value == "" else f'"{value}"' if isinstance(value, str) else str(value)


def _deciding(document: Document, rules: Rules, number: int, columns: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that decided some columns of a figure."""
    analysis = analyse(document, rules)
    fields = {_DECIDED_BY.get(column, column) for column in columns}
    found = [each.rule for each in analysis.evidence if each.figure == number and each.field in fields]
    if any(column in _BY_ITSELF for column in columns):
        found.append(analysis.quantities[number].rule)
    return tuple(dict.fromkeys(found))


def _holds_a_word(rule: Rule, example: Example) -> bool:
    text = clean(example["text"]).text
    words = [word for key in ("words", "before", "after") for word in rule.words(key)]
    patterns = list(rule.words("patterns"))
    for slot in SLOTS:
        patterns = [pattern.replace(slot, ".+?") for pattern in patterns]
    return any(word in text for word in words) or any(regex.search(pattern, text) for pattern in patterns)
