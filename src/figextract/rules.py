"""Rules are data: TOML files of rules, each with examples; this module loads them, lays user files over them, and
gives every stage the rules of its own type. No pattern is compiled here.

A user's file adds rules, replaces one that has the same id (`override = true` says that this is meant), or switches
rules off: `off = true` in a table with the id, or `[[off]]` with a list `ids`. What a user's file says is checked
before it is used; the built-in files are checked by the tests.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sysconfig
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from figextract.toml_lines import Lines

BESIDE = "figextract.toml"
"""A file of this name beside the reports names rule files in its list `rules`, relative to itself."""
LISTS = "indicator_words"
"""The type of the rules that indicators name as @have, by the end of their ids."""
_NO_EFFECT = ("reason", "override", "examples", "counterexamples", "known_failures")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its type (the name of its TOML table), its id, where it stands, and its keys as written.

    `file` is the name of a built-in file or, for a rule of a user's `own`, the path of the file.
    """

    type: str
    id: str
    file: str
    keys: dict[str, Any]
    own: bool = False

    def words(self, key: str = "words") -> tuple[str, ...]:
        """The word list under `key`, empty when the rule has none."""
        return tuple(self.keys.get(key, ()))

    def get(self, key: str, default: Any = None) -> Any:
        return self.keys.get(key, default)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of rules, on one line; `fatal` when the rules can't be used so."""

    file: str
    line: int
    rule: str
    text: str
    fatal: bool = True

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"{self.file}:{self.line}", self.rule, self.text)))


class RulesError(ValueError):
    """Rules that can't be loaded: where, what is wrong, and what to do, as a line or as a `Problem`."""


class Rules:
    """The effective rules in order of file and place; `digest` names them.

    What is compiled from them is kept for each object, which `load` makes once: two are equal only if they are one.
    What has no effect on the tables, as reasons and examples, is not part of the digest. `off` are the ids of what is
    switched off: rules, which are then left out, and mechanisms of the grammar.
    """

    def __init__(self, rules: Sequence[Rule], off: Iterable[str] = ()) -> None:
        self.all = tuple(rules)
        self.off = frozenset(off)
        self.by_id = {rule.id: rule for rule in self.all}
        self._by_type: dict[str, list[Rule]] = {}
        for rule in self.all:
            self._by_type.setdefault(rule.type, []).append(rule)
        said = [(r.type, r.id, {key: r.keys[key] for key in r.keys if key not in _NO_EFFECT}) for r in self.all]
        text = json.dumps([said, sorted(self.off)], ensure_ascii=False, default=str)
        self.digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, type_: str) -> tuple[Rule, ...]:
        """The rules of one type, in order."""
        return tuple(self._by_type.get(type_, ()))


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules as read: its rules, the line of each, the ids it switches off with their lines, its problems."""

    rules: tuple[Rule, ...]
    lines: tuple[int, ...]
    off: Mapping[str, int]
    problems: tuple[Problem, ...]


def folder() -> Path:
    """The folder of the built-in rules: of the checkout, or of the installed package's data."""
    checkout = Path(__file__).resolve().parents[2] / "rules"
    if checkout.is_dir():
        return checkout
    return Path(sysconfig.get_path("data")) / "share" / "figextract" / "rules"


def load(files: Sequence[str | os.PathLike[str]] = ()) -> Rules:
    """The built-in rules with the user's files, or folders of files, laid over them in the order given.

    Raises RulesError, with all that must be known in one line, when a file can't be used; warns of a rule that replaces
    another without saying that it is meant to. What was loaded is kept until a file changes.
    """
    return _load(tuple((str(path), *_stamp(path)) for path in user_files(files)))


def user_files(files: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files meant, each once; of a folder its .toml files in the order of their names. Raises RulesError."""
    found: list[Path] = []
    for path in map(Path, files):
        inside = sorted(each for each in path.glob("*.toml") if each.name != BESIDE) if path.is_dir() else [path]
        if not inside:
            raise RulesError(f"{path}: no .toml file in this folder; name a file of rules, or a folder of them")
        found += inside
    return list({path.resolve(): path for path in found}.values())


def beside(source: str | os.PathLike[str]) -> tuple[str, ...]:
    """The rule files that a `figextract.toml` beside the reports names; `source` is a folder or one report in it."""
    home = Path(source) if os.path.isdir(source) else Path(source).parent
    path = home / BESIDE
    if not path.is_file():
        return ()
    said = _parse(path, _text(path))
    files = said.get("rules", [])
    if set(said) - {"rules"} or not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        raise RulesError(f'{path}: it can only hold a list of rule files, rules = ["my.toml"]')
    return tuple(str(home / file) for file in files)


@cache
def built_in() -> tuple[Rule, ...]:
    """The rules that figextract comes with, in order; raises RulesError when they are not in order."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder().glob("*.toml")):
        for rule, _ in _tables(path, _text(path), own=False):
            if rule.id in rules:
                raise RulesError(f"{where(rule)}: the id {rule.id} is taken, by {where(rules[rule.id])}")
            if not rule.get("examples"):
                raise RulesError(f"{where(rule)}: {rule.id} has no examples")
            rules[rule.id] = rule
    return tuple(rules.values())


def place(rule: Rule, words: str = "") -> tuple[str, int]:
    """File and line of a rule, or of some words in it; built-in files are named as `rules/nouns.toml`."""
    path, shown = (Path(rule.file), rule.file) if rule.own else (folder() / rule.file, f"rules/{rule.file}")
    lines = Lines(_text(path))
    table = lines.named(rule.id)
    return shown, lines.text(*table, words) if words else lines.table(*table)


def as_written(rule: Rule) -> str:
    """A rule as its file has it."""
    lines = Lines(_text(Path(rule.file) if rule.own else folder() / rule.file))
    return lines.source(*lines.named(rule.id))


def where(rule: Rule) -> str:
    """File and line of a rule, as `rules/nouns.toml:12`."""
    return "{}:{}".format(*place(rule))


def lay_over(rules: Sequence[Rule], files: Iterable[tuple[str, RuleFile]]) -> tuple[Rules, list[Problem]]:
    """The rules with files laid over them in their order, and what is wrong between them.

    A rule that replaces another stands where the file puts it: behind all that came before.
    """
    from figextract.faults import strangers

    effective, off, problems = {rule.id: rule for rule in rules}, set[str](), []
    for path, file in files:
        for rule, line in zip(file.rules, file.lines, strict=True):
            before = effective.pop(rule.id, None)
            if before is not None and before.type != rule.type:
                text = f"its id is taken, by the [[{before.type}]] in {where(before)}; choose another"
                problems.append(Problem(path, line, rule.id, text))
            elif before is not None and not rule.get("override"):
                text = f"its id is taken, by {where(before)}; choose another, or replace that rule with override = true"
                problems.append(Problem(path, line, rule.id, text, fatal=False))
            elif before is None and rule.get("override"):
                text = f"it has override = true, but no other rule has its id{_meant(rule.id, effective)}"
                problems.append(Problem(path, line, rule.id, text, fatal=False))
            others = [other.keys for other in rules if other.type == rule.type]
            lists = [other.id.rpartition(".")[2] for other in (*effective.values(), *file.rules) if other.type == LISTS]
            strange = strangers(rule.type, rule.keys, others, lists)
            problems += [Problem(path, line, rule.id, text) for text in strange]
            effective[rule.id] = rule
        for id_, line in file.off.items():
            gone = effective.pop(id_, None)
            if gone is None and id_ not in off:
                text = f"it is to be off, but no rule has this id{_meant(id_, effective)}"
                problems.append(Problem(path, line, id_, text))
            elif gone is not None and gone.type == "mechanism" and not gone.get("switch"):
                problems.append(Problem(path, line, id_, "a mechanism that can't be switched off"))
            elif gone is not None and gone.type == LISTS:
                text = "indicators name this list, so it can't be off; replace it, with override = true"
                problems.append(Problem(path, line, id_, text))
            off.add(id_)
    return Rules(tuple(effective.values()), off), problems


def read_file(path: str | os.PathLike[str], *, own: bool = True) -> RuleFile:
    """A file of rules, and everything that is wrong with it by itself; raises RulesError when it can't be read."""
    from figextract.faults import faults

    name = os.fspath(path) if own else Path(path).name
    shown, text = name if own else f"rules/{name}", _text(Path(path))
    lines = Lines(text)
    rules: dict[str, tuple[Rule, int]] = {}
    off: dict[str, int] = {}
    problems: list[Problem] = []
    try:
        tables = list(_tables(Path(path), text, own))
    except RulesError as error:
        return RuleFile((), (), {}, (error.args[0],))
    for rule, number in tables:
        line = lines.table(rule.type, number)
        if rule.type == "off" or rule.get("off") is True:
            ids = rule.get("ids") if rule.type == "off" else [rule.id]
            if not isinstance(ids, list) or not ids or not all(isinstance(id_, str) and id_ for id_ in ids):
                text_ = 'name the rules to be switched off by their ids: ids = ["name.grade"]'
                problems.append(Problem(shown, line, f"[[{rule.type}]]", text_))
            else:
                off |= dict.fromkeys(ids, line)
            continue
        label = rule.id or f"[[{rule.type}]]"
        for fault in faults(rule.type, {key: value for key, value in rule.keys.items() if key != "off"} | _id(rule)):
            at = lines.key(rule.type, number, fault.key) if fault.key else line
            if fault.example is not None:
                example = rule.keys[fault.key][fault.example]
                words = example.get("text", "") if isinstance(example, dict) else ""
                at = lines.text(rule.type, number, str(words)) if words else at
            problems.append(Problem(shown, at, label, fault.problem, fault.fatal))
        if rule.id in rules:
            problems.append(Problem(shown, line, label, f"its id is taken, by line {rules[rule.id][1]} of this file"))
        elif rule.id:
            rules[rule.id] = rule, line
    found = list(rules.values())
    return RuleFile(tuple(rule for rule, _ in found), tuple(line for _, line in found), off, tuple(problems))


@cache
def _load(files: tuple[tuple[str, int, int], ...]) -> Rules:
    if not files:
        return Rules(built_in())
    read = [(path, read_file(path)) for path, *_ in files]
    rules, problems = lay_over(built_in(), read)
    problems = [*(problem for _, file in read for problem in file.problems), *problems]
    fatal = sorted((problem for problem in problems if problem.fatal), key=lambda problem: problem.line)
    if fatal:
        more = f" (and {len(fatal) - 1} more: figextract check {fatal[0].file})" if len(fatal) > 1 else ""
        raise RulesError(f"{fatal[0]}{more}")
    for problem in problems:
        warnings.warn(str(problem), stacklevel=3)
    return rules


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return status.st_mtime_ns, status.st_size


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: not in UTF-8; save it so") from error


def _unreadable(path: Path, error: OSError) -> RulesError:
    return RulesError(f"{path}: can't be read ({error.strerror}); name a TOML file of rules")


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        told = str(error)[: at.start() if at else None]
        raise RulesError(Problem(str(path), line, "", f"not TOML: {told[0].lower()}{told[1:]}")) from error


def _tables(path: Path, text: str, own: bool) -> Iterator[tuple[Rule, int]]:
    """The rules of a file, each with its place among those of its type; raises RulesError on what is no table."""
    file = str(path) if own else path.name
    for type_, entries in _parse(path, text).items():
        if not isinstance(entries, list) or not all(isinstance(keys, dict) for keys in entries):
            told = f"{type_} is no rule: each begins with its type in two brackets, as [[noun]]"
            raise RulesError(Problem(file, Lines(text).table(type_, 0), "", told))
        for number, keys in enumerate(entries):
            id_ = keys.get("id")
            rest = {key: value for key, value in keys.items() if key != "id"}
            yield Rule(type_, id_ if isinstance(id_, str) else "", file, rest, own), number


def _id(rule: Rule) -> dict[str, str]:
    return {"id": rule.id} if rule.id else {}


def _meant(word: str, words: Iterable[str]) -> str:
    from figextract.rule_values import meant

    return meant(word, words)
