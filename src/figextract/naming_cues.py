"""The cues of naming: words in what names a quantity, told by the rules."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from .cues import compiled, cue_words, either, outside, pattern
from .rules import Rules


class Cues(NamedTuple):
    """Words in what names a quantity."""

    leading: regex.Pattern[str]
    capacity: regex.Pattern[str]
    summed: regex.Pattern[str]
    one: regex.Pattern[str]
    owned: regex.Pattern[str]
    having: regex.Pattern[str]
    ranked: regex.Pattern[str]
    pool: regex.Pattern[str]
    contest: regex.Pattern[str]
    telling: regex.Pattern[str]
    aside: frozenset[str]
    task_measure: frozenset[str]
    own_rise: regex.Pattern[str]
    proportion: regex.Pattern[str]
    bare: frozenset[str]
    beside: regex.Pattern[str]
    of_owner: regex.Pattern[str]
    of_firms: regex.Pattern[str]
    every: regex.Pattern[str]
    made_inside: regex.Pattern[str]
    each_person: regex.Pattern[str]
    of_list: frozenset[str]
    paid: regex.Pattern[str]
    doing: frozenset[str]
    done: regex.Pattern[str]
    all_done: regex.Pattern[str]
    donor: regex.Pattern[str]
    of_area: regex.Pattern[str]
    finished: regex.Pattern[str]
    gained: frozenset[str]
    new: regex.Pattern[str]
    etc: regex.Pattern[str]
    projects: regex.Pattern[str]
    kept_up: regex.Pattern[str]
    ranking: regex.Pattern[str]
    number: regex.Pattern[str]
    called: regex.Pattern[str]
    bearer: regex.Pattern[str]
    worth: frozenset[str]
    far: regex.Pattern[str]
    paced: regex.Pattern[str]
    nth: regex.Pattern[str]
    covering: regex.Pattern[str]
    share: regex.Pattern[str]
    helping: frozenset[str]


@cache
def cues_of(rules: Rules) -> Cues:
    """The cues of some rules, compiled."""
    leading = f"(?!{either(rules, 'indicator.leading.other_word')}){either(rules, 'indicator.leading')}"
    verbs = f"(?:{either(rules, 'rank.verb')}|{either(rules, 'rank.kept')})"
    title = either(rules, "donor.title")
    return Cues(
        leading=compiled(f"(?:{leading}|的)+"),
        capacity=pattern(rules, "frame.yearly", after="$"),
        summed=pattern(rules, "indicator.summed"),
        one=pattern(rules, "indicator.one"),
        owned=pattern(rules, "indicator.owned", after="$"),
        having=pattern(rules, "indicator.having", after="$"),
        ranked=compiled(
            f"{either(rules, 'rank.adverb')}*"
            f"(?:{verbs}(?={either(rules, 'rank.pool_opening')}|[国省市县区首第前“\\d]|$)"
            f"|{either(rules, 'rank.named_pool')})"
        ),
        pool=pattern(rules, "indicator.pool", after="$"),
        contest=pattern(rules, "indicator.contest", after="$"),
        telling=pattern(rules, "indicator.telling", after="$"),
        aside=cue_words(rules, "indicator.aside"),
        task_measure=cue_words(rules, "indicator.task_measure"),
        own_rise=pattern(rules, "phrase.own_rise", after="$"),
        bare=cue_words(rules, "indicator.bare"),
        beside=pattern(rules, "indicator.beside", after="$"),
        of_owner=compiled(
            f"(?:实现|完成)?(?:{either(rules, 'indicator.bare')}|{either(rules, 'indicator.of_owner')})$"
        ),
        of_firms=pattern(rules, "indicator.of_firms", after="$"),
        proportion=pattern(rules, "indicator.proportion", before="(?r)"),
        every=pattern(rules, "head.every"),
        made_inside=compiled(
            f"(?<=[㐀-鿿]){either(rules, 'phrase.made_by')}(?={either(rules, 'phrase.made')}(?:$|占))"
        ),
        each_person=pattern(rules, "indicator.each_person", after="$"),
        of_list=cue_words(rules, "indicator.of_list"),
        paid=pattern(rules, "indicator.paid"),
        doing=cue_words(rules, "indicator.doing"),
        done=pattern(rules, "indicator.done"),
        all_done=compiled(f"{either(rules, 'indicator.all')}(?={either(rules, 'completed')}$)"),
        donor=compiled(
            f"(?:{title}?{either(rules, 'donor.name')}|{title}[㐀-鿿]{{2,3}})(?={either(rules, 'donor.gives')})"
        ),
        of_area=pattern(rules, "indicator.of_area", after="$"),
        finished=pattern(rules, "indicator.finished"),
        gained=cue_words(rules, "indicator.gained"),
        new=pattern(rules, "indicator.new", after="$"),
        etc=compiled(outside(rules, "etc.other_word", "等")),
        projects=pattern(rules, "frame.projects"),
        kept_up=pattern(rules, "indicator.kept_up"),
        ranking=pattern(rules, "indicator.ranking"),
        number=pattern(rules, "entity.number"),
        called=pattern(rules, "indicator.called", after="$"),
        bearer=pattern(rules, "indicator.bearer"),
        paced=pattern(rules, "head.pace", after="$"),
        far=pattern(rules, "indicator.far", after="(?=[，。；])"),
        worth=cue_words(rules, "entity.worth"),
        nth=pattern(rules, "indicator.nth"),
        covering=pattern(rules, "indicator.covering", after="[了到]?$"),
        share=pattern(rules, "indicator.share"),
        helping=cue_words(rules, "indicator.helping"),
    )
