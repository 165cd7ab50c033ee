"""About: what a document says of itself: whose report it is, of which area, of when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex

from .annotate.regions import Level, division, full_name
from .cues import either
from .model import About, Layout, Organisation, Place, Scope
from .rules import Rule, Rules

_HEAD = 1500
_NEAR_TITLE = 120
"""So near to its beginning a report names whose it is."""
_BARE = 2
"""A name no longer than this (商会) is nobody's."""
_TITLE_LONGEST = 60
_LEVELS: dict[str, Level] = {"省": "province", "市": "city", "州": "city", "盟": "city"}

_NO_TITLE = regex.compile(r"—|[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d+[、．.]")
"""Begins a dateline, or a heading of the text."""

_DASHES = regex.compile(r"[—-]{1,3}\s*")

ReportTime = tuple[date | None, date | None, date | None]
"""Date of the report, first and last day of the time it reports on."""


@dataclass(frozen=True, slots=True)
class _Cues:
    meeting: regex.Pattern[str]
    in_title: regex.Pattern[str]
    in_meeting: regex.Pattern[str]
    speaks_for: regex.Pattern[str]
    congress: regex.Pattern[str]
    own_place: regex.Pattern[str]
    nation: regex.Pattern[str]
    nation_body: regex.Pattern[str]
    levels: Mapping[str, frozenset[str]]
    own_level: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    meeting, of_title = either(rules, "about.meeting"), either(rules, "about.of_title")
    levels = {word: frozenset(found) for rule in rules.of("own_level") for word, found in rule.get("levels").items()}
    areas = f"[{''.join(levels)}]" if levels else "(?!)"
    first, within = either(rules, "about.not_first"), either(rules, "about.not_within")
    name = f"(?P<name>(?!{first})(?:(?!{within})[㐀-鿿]){{2,6}}?(?P<suffix>{areas}))"
    return _Cues(
        meeting=regex.compile(f"在(?:中国共产党)?(?=[^，。\\n]{{2,16}}?{meeting})"),
        in_title=regex.compile(f"(?:(?<![㐀-鿿《])|(?<=[年度]))在?{name}(?={of_title})"),
        in_meeting=regex.compile(f"在{name}(?={meeting})"),
        speaks_for=regex.compile(f"代表(?=[^，。]{{1,20}}?{either(rules, 'about.speaks_for')})"),
        congress=regex.compile(either(rules, "about.congress")),
        own_place=regex.compile(either(rules, "about.own_place")),
        nation=regex.compile(either(rules, "about.nation")),
        nation_body=regex.compile(either(rules, "about.nation_body")),
        levels=levels,
        own_level=regex.compile(f"[我本]?({areas})(?![㐀-鿿]*{areas})"),
    )


@cache
def kin(rules: Rules) -> regex.Pattern[str]:
    """Finds at the end of a name what bodies of the same kind are called (省人民政府, 全市工商联系统)."""
    words = {word for rule in rules.of("own_body") for word in rule.words("kin")}
    return regex.compile(f"({'|'.join(map(regex.escape, words)) or '(?!)'})(?:系统|组织)?$")


_IN_SHORT = ("工商业联合会", "工商联")
"""A federation's full name is written once, its short one from then on."""


def describe(
    text: str,
    layout: Layout,
    time: ReportTime,
    places: Sequence[Place],
    organisations: Sequence[Organisation],
    rules: Rules,
) -> About:
    """Title, body and area of the report that a clean text is; what it does not say is None."""
    title = title_span(text, layout)
    head = _head(text, layout)
    own = [place for place in places if place.name is not None]
    area = _area(text, title, head, own, organisations, _cues(rules))
    region = area.name if area is not None else None
    code, level = (area.code, area.level) if area is not None else (None, None)
    if region is not None and area is not None:
        known = division(region, None, rules)
        if known is not None:
            code, level = known
            full = full_name(known[0], rules)
            region = full if full is not None and full in text else region
    body = _body(text, title, _subtitle(text, layout, title), head, organisations, rules, region)
    itself = _cues(rules).own_level.match(body) if body is not None else None
    if itself and level not in _cues(rules).levels[itself[1]]:
        area = _only_one(text, own, itself[1], _cues(rules))
        # without one it is of a county that is not named: 记者从县工商联获悉, 河南省…
        region, code, level = (area.name, area.code, area.level) if area is not None else (None, None, None)
    if body is not None and region is not None and body[0] == region[-1] and body not in region:
        body = region + body[1:]
    if region is None:
        of_body, of_speech = _cues(rules).nation_body, _cues(rules).nation
        if (body is not None and of_body.match(body)) or of_speech.search(text, *head):
            region, level = "全国", "other"
    shown = "".join(text[title[0] : title[1]].split()) if title is not None else None
    return About(shown, body, region, code, level, *time)


def title_span(text: str, layout: Layout) -> tuple[int, int] | None:
    """Where the title stands: the title that segmentation found, else a first line short enough to be one."""
    if layout.title is not None:
        paragraph = layout.paragraphs[layout.title]
        return paragraph.start, paragraph.end
    for paragraph in layout.paragraphs[:8]:
        if paragraph.block == "noise":
            continue
        line = text[paragraph.start : paragraph.end]
        titled = len(line) <= _TITLE_LONGEST and line[-1] not in "。：；，" and _NO_TITLE.match(line) is None
        return (paragraph.start, paragraph.end) if titled else None
    return None


def _subtitle(text: str, layout: Layout, title: tuple[int, int] | None) -> int | None:
    """Where the subtitle begins to speak that stands in dashes right below the title: ——清水市总商会…综述."""
    below = next((p for p in layout.paragraphs if title is not None and p.start >= title[1]), None)
    dashes = _DASHES.match(text, below.start, below.end) if below is not None else None
    return dashes.end() if dashes is not None else None


def body_as_written(text: str, about: About, organisations: Sequence[Organisation], rules: Rules) -> str | None:
    """The name that the report itself uses most for the body whose report it is (省人民政府, 市工商联)."""
    if about.organisation is None:
        return None
    name = about.organisation
    short = name.replace(*_IN_SHORT)
    forms = Counter(form for form in (text[o.start : o.end] for o in organisations) if short.endswith(form))
    name = short if forms and short != name else name
    forms = forms or Counter(form for form in (text[o.start : o.end] for o in organisations) if name.endswith(form))
    if (tail := kin(rules).search(name)) is not None:
        forms = Counter({form: n for form, n in forms.items() if len(form) > len(tail[1]) and form.endswith(tail[1])})
    return max(forms, key=lambda form: (forms[form], len(form))) if forms else name


def where_named(text: str, layout: Layout, names: Sequence[str | None]) -> tuple[tuple[int, int], Scope] | None:
    """Where the first of the names stands first, in the title if it is there."""
    title = title_span(text, layout)
    for name in names:
        at = text.find(name, *title) if name and title is not None else -1
        if name and at >= 0:
            return (at, at + len(name)), "title"
        at = text.find(name) if name else -1
        if name and at >= 0:
            return (at, at + len(name)), "document"
    return None


def _head(text: str, layout: Layout) -> tuple[int, int]:
    """The first lines that are the report's own."""
    starts = [p.start for p in layout.paragraphs if p.block != "noise"]
    start = starts[0] if starts else 0
    return start, min(len(text), start + _HEAD)


def _area(
    text: str,
    title: tuple[int, int] | None,
    head: tuple[int, int],
    places: Sequence[Place],
    organisations: Sequence[Organisation],
    cues: _Cues,
) -> Place | None:
    """The place of the body in the title, of the meeting that hears the report, of the body that acts."""
    divisions = [place for place in places if place.level != "other"]
    bodies = [o for o in organisations if o.kind in ("federation", "government") and not _heads_article(text, o)]

    def of_bodies(start: int, end: int) -> list[Place]:
        spans = [(o.start, o.end) for o in bodies if start <= o.start < end]
        return [p for p in divisions if any(a <= p.start and p.end <= b for a, b in spans)]

    if title is not None:
        named = of_bodies(*title) or [p for p in divisions if title[0] <= p.start < title[1]]
        if named:
            return named[0]
    for match in cues.meeting.finditer(text, *head):
        for place in divisions:
            if match.end() <= place.start <= match.end() + 6:
                return place
    hearing = next((p for p in divisions if head[0] <= p.start < head[1] and cues.congress.match(text, p.end)), None)
    if hearing is not None:
        return hearing  # 新华社甲市电 乙省第十一届人民代表大会…
    unlisted = cues.in_title.search(text, *title) if title is not None else None
    unlisted = unlisted or cues.in_title.search(text, head[0], min(head[1], head[0] + _NEAR_TITLE))
    unlisted = unlisted or cues.in_meeting.search(text, *head)
    if unlisted is not None:
        level = _LEVELS.get(unlisted["suffix"], "county")
        start, end = unlisted.span("name")
        return Place(start, end, unlisted["name"], None, level, "place.unlisted")
    spoken = of_bodies(*head)
    acting = of_bodies(0, len(text)) + [place for place in divisions if place.rule == "place.mask"]
    if acting:
        counts = Counter(place.name for place in acting)
        best = max(counts, key=lambda name: (counts[name], any(p.name == name for p in spoken)))
        return next(place for place in acting if place.name == best)
    first = [place for place in divisions if head[0] <= place.start < head[0] + 200]
    return first[0] if first else None


def _only_one(text: str, places: Sequence[Place], suffix: str, cues: _Cues) -> Place | None:
    """The only place of the body's level that the text names in full, where it tells of it (实现青岛市生产总值…)."""
    alike = [p for p in places if p.level in cues.levels[suffix] and text[p.end - 1] == suffix]
    told = next((place for place in alike if cues.own_place.match(text, place.end)), None)
    return told if told is not None and len({place.name for place in alike}) == 1 else None


@cache
def _own_bodies(rules: Rules) -> tuple[tuple[Rule, regex.Pattern[str]], ...]:
    return tuple((rule, regex.compile(rule.get("title", ""))) for rule in rules.of("own_body"))


def _body(
    text: str,
    title: tuple[int, int] | None,
    subtitle: int | None,
    head: tuple[int, int],
    organisations: Sequence[Organisation],
    rules: Rules,
    region: str | None,
) -> str | None:
    heading = text[title[0] : title[1]] if title is not None else ""
    heading = "".join(heading.split())
    for rule, pattern in _own_bodies(rules):
        kind = rule.get("kind")
        if not pattern.search(heading):
            continue
        if suffix := rule.get("suffix"):
            if region is not None:
                return f"{region}{suffix}"
            spoken = [
                o for m in _cues(rules).speaks_for.finditer(text, *head) for o in organisations if o.start == m.end()
            ]
            return text[spoken[0].start : spoken[0].end] if spoken else None
        named = [o for o in organisations if title is not None and title[0] <= o.start < title[1]]
        named = [o for o in named if o.end - o.start > _BARE and text[o.start - 1 : o.start] != "“"]
        named = named or [o for o in organisations if o.start == subtitle]
        for body in sorted(named, key=lambda o: o.kind != kind):
            return _plain(text[body.start : body.end])
        outside = tuple(rule.words("outside"))
        forms = Counter(
            _plain(text[o.start : o.end])
            for o in organisations
            if o.kind == kind and not text.startswith(outside, o.start) and not _heads_article(text, o)
        )
        forms = Counter({form: n for form, n in forms.items() if len(form) > 3})
        if forms:
            return max(forms, key=lambda form: (forms[form], len(form)))
    return None


def _heads_article(text: str, body: Organisation) -> bool:
    """Whether it opens the title of somebody's article, as no body calls itself: 《清水市工商联：…》."""
    return text[body.start - 1 : body.start] == "《"


def _plain(name: str) -> str:
    """Without its second name in brackets (工商联（总商会）)."""
    return name.partition("（")[0]
