"""Rules are data: TOML files of rules, each with examples; this module loads them, lays user files over them, and
gives every stage the rules of its own type. No pattern is compiled here.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its type (the name of its TOML table), its id, where it stands, and its keys as written."""

    type: str
    id: str
    file: str
    keys: dict[str, Any]

    def words(self, key: str = "words") -> tuple[str, ...]:
        """The word list under `key`, empty when the rule has none."""
        return tuple(self.keys.get(key, ()))

    def get(self, key: str, default: Any = None) -> Any:
        return self.keys.get(key, default)


class RulesError(ValueError):
    """Rules that can't be loaded: where, what is wrong, and what to do."""


class Rules:
    """The effective rules in order of file and place; `digest` names them, and stands for them in `==` and `hash`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.all = tuple(rules)
        self.by_id = {rule.id: rule for rule in self.all}
        text = json.dumps([(r.type, r.id, r.keys) for r in self.all], ensure_ascii=False, default=str)
        self.digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, type_: str) -> tuple[Rule, ...]:
        """The rules of one type, in order."""
        return tuple(rule for rule in self.all if rule.type == type_)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and other.digest == self.digest


def folder() -> Path:
    """The folder of the built-in rules: of the checkout, or of the installed package's data."""
    checkout = Path(__file__).resolve().parents[2] / "rules"
    if checkout.is_dir():
        return checkout
    return Path(sysconfig.get_path("data")) / "share" / "figextract" / "rules"


def _read(path: Path) -> list[Rule]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return [
            Rule(type_, keys["id"], path.name, {k: v for k, v in keys.items() if k != "id"})
            for type_, entries in tables.items()
            for keys in entries
        ]
    except OSError as error:
        raise RulesError(f"{path}: can't be read ({error.strerror}); name a TOML file of rules") from error
    except ValueError as error:
        raise RulesError(f"{path}: not TOML in UTF-8: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise RulesError(f"{path}: every rule is a table [[type]] with an id; one is not") from error


@cache
def load(files: tuple[str, ...] = ()) -> Rules:
    """The built-in rules with the user's files laid over them, in the order given."""
    paths: Iterable[Path] = [*sorted(folder().glob("*.toml")), *map(Path, files)]
    rules: dict[str, Rule] = {}
    for path in paths:
        for rule in _read(path):
            rules[rule.id] = rule
    return Rules(tuple(rules.values()))
