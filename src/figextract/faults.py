"""What is wrong with a rule as it is written, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from figextract.rule_types import TYPES, RuleTable
from figextract.rule_values import Idle, meant, unknown

EXAMPLES = ("examples", "counterexamples", "known_failures")
"""The keys of a rule that hold examples."""
_NO_EXAMPLES = 'it has no examples: give at least one, examples = [{ text = "…", figure = "…" }]'
_SORTS = {"string": "a string", "list": "a list", "bool": "true or false", "int": "a whole number", "dict": "a table"}


_CLOSED = {"cue": "group", "verb": "role", "organisation": "kind", "own_body": "kind", "period_heading": "role"}
"""Keys whose words the code knows: a rule can only have one that a built-in rule has."""


class Fault(NamedTuple):
    """What is wrong with a rule, under which of its keys, and in which example if in one; `fatal`: it can't be used."""

    key: str
    problem: str
    example: int | None = None
    fatal: bool = True


def faults(type_: str, keys: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a table of rules, key by key; nothing when all is well."""
    model = TYPES.get(type_)
    if model is None:
        advice = meant(type_, TYPES) or "; noun, measure_word, unit, name and indicator are the usual ones"
        return [Fault("", f"no type of rule is called {type_}{advice}")]
    try:
        model.model_validate(dict(keys))
    except ValidationError as error:
        return [_told(type_, model, each) for each in error.errors()]
    return []


def _told(type_: str, model: type[RuleTable], error: Mapping[str, Any]) -> Fault:
    """What pydantic says, in plain words."""
    place, sort, given = error["loc"], error["type"], error["input"]
    key = str(place[0]) if place else ""
    example = place[1] if key in EXAMPLES and len(place) > 1 else None
    if sort == "value_error":
        told = error["ctx"]["error"]
        return Fault(key, str(told), example, fatal=not isinstance(told, Idle))
    if sort == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        advice = meant(str(place[-1]), known) or f": a rule of type {type_} has {', '.join(known)}"
        return Fault(key, f"unknown key {place[-1]}{advice}", example)
    if key == "examples" and example is None:
        return Fault("", _NO_EXAMPLES)
    if sort == "missing":
        return Fault("", f"key {place[-1]} is missing", example)
    if sort == "too_short":
        return Fault(key, f"{key} is empty")
    if sort.removesuffix("_type") in _SORTS:
        return Fault(key, f"{key} must be {_SORTS[sort.removesuffix('_type')]}, not {given!r}", example)
    return Fault(key, f"{key} = {given!r}: {error['msg'][0].lower()}{error['msg'][1:]}", example)


def strangers(
    type_: str, keys: Mapping[str, Any], others: Sequence[Mapping[str, Any]], lists: Sequence[str]
) -> list[str]:
    """What a rule names that nobody knows; `others` are the built-in rules of its type, `lists` those of words."""
    found = []
    key = _CLOSED.get(type_)
    if key is not None and isinstance(word := keys.get(key), str):
        known = list(dict.fromkeys(other[key] for other in others if key in other))
        if word not in known:
            found.append(f"{key} = {unknown(word, known)}")
        elif type_ == "cue":
            alike = [other for other in others if other.get(key) == word]
            forms = [form for form in ("words", "patterns", "members") if any(form in other for other in alike)]
            strange = [form for form in ("words", "patterns", "members") if form in keys and form not in forms]
            found += [f'the cues of group "{word}" have no {form}, but {", ".join(forms)}' for form in strange]
    for way in (keys, *keys.get("when", ())) if type_ == "indicator" else ():
        named = [word for key in ("wordings", "entities", "not", "near") for word in way.get(key, ())]
        missing = [word for word in named if word.startswith("@") and word[1:] not in lists]
        found += [f"no indicator_words are called {word}{meant(word[1:], lists)}" for word in missing]
    return found
