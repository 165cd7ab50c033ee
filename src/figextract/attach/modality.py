"""The column `modality`: done or true, estimated, or promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import regex

from ..model import Columns, Evidence, Frame, Layout, Quantity, Scope
from ..rules import Rules


@cache
def _patterns(rules: Rules, group: str) -> regex.Pattern[str]:
    found = [p for rule in rules.of("cue") if rule.get("group") == group for p in rule.words("patterns")]
    return regex.compile("|".join(found) or "(?!)")


def attach_modalities(
    text: str, layout: Layout, quantities: Sequence[Quantity], frames: Sequence[Frame], report_date: date | None,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:  # fmt: skip
    """The modality of every quantity, by the words before it in its clause, else by the headings above."""
    found: list[object] = []
    evidence: list[Evidence] = []
    plans = [_plan(text, layout, index, report_date, rules) for index in range(len(layout.headings))]
    spoken: dict[int, tuple[int, int] | None] = {}
    for i, (quantity, frame) in enumerate(zip(quantities, frames, strict=True)):
        sentence = layout.sentences[quantity.sentence]
        heading = next((h for h in sentence.section if plans[h] is not None), None)
        planned = heading is not None and plans[heading] is True
        estimated = _patterns(rules, "estimated").search(text, sentence.start, quantity.start)
        if planned:
            done = _patterns(rules, "done").search(text, frame.segment[0], min(frame.segment[1], quantity.end + 6))
            if done is not None:
                found.append("actual")
                evidence.append(Evidence(i, "modality", *done.span(), "clause", "cue.done"))
                continue
            found.append("planned")
            assert heading is not None
            scope: Scope = "section"
            evidence.append(Evidence(i, "modality", layout.headings[heading].start, layout.headings[heading].end, scope, "cue.plan_section"))
            continue
        cue = _patterns(rules, "planned").search(text, frame.clause[0], quantity.start) or _patterns(
            rules, "aimed"
        ).search(text, sentence.start, quantity.start)
        if estimated is not None:
            found.append("estimated")
            evidence.append(Evidence(i, "modality", *estimated.span(), "sentence", "cue.estimated"))
        elif cue is not None and heading is None:
            found.append("planned")
            evidence.append(Evidence(i, "modality", *cue.span(), "sentence", "cue.planned"))
            spoken[sentence.paragraph] = cue.span()
        else:
            found.append("actual")
    return {"modality": found}, evidence


_YEAR = regex.compile(r"(20\d\d)年?")


def _plan(text: str, layout: Layout, index: int, report_date: date | None, rules: Rules) -> bool | None:
    """Whether a heading speaks of what is to be done; None when it says neither."""
    heading = layout.headings[index]
    written = text[heading.start : heading.end]
    if len(written) > 48 or ("“" in written and len(written) > 30):
        return None
    if _patterns(rules, "review_section").search(written):
        return False
    if _patterns(rules, "plan_section").search(written):
        return True
    year = _YEAR.search(written)
    if year is not None and report_date is not None and report_date.month <= 6:
        return int(year[1]) >= report_date.year
    return None
