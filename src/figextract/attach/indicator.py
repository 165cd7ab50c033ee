"""The column `indicator`: what is measured, the noun or the verb that names the quantity."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Columns, Evidence, Frame, Quantity, Span
from ..naming import RATES, Naming
from ..naming_cues import cues_of
from ..passage import Passage
from ..phrases import Phrase
from ..rules import Rules
from ..topics import Topics, sort_of_whole, stock_before

_BARE = 5
"""A bare name of a quantity is no longer."""


def attach_indicators(
    it: Passage,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    heads: Sequence[str | None],
    leads: Sequence[int | None],
    named: Sequence[str | None],
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The indicator of every quantity.

    `heads` holds those that the frame worked out of a shared head (分别), `leads` the quantity of the same clause whose
    indicator an elided one takes over, `named` the entities, of which some are told only by an indicator.
    """
    naming = Naming(it, quantities, phrases, frames, cues_of(rules))
    topics = Topics(it, quantities, phrases, rules)
    found: list[str | None] = []
    evidence: list[Evidence] = []
    share = ""
    for index, head in enumerate(heads):
        if head is not None:
            found.append(head)
            continue
        if frames[index].role == "part" and (sort := sort_of_whole(it, phrases, frames, index)) is not None:
            found.append(sort)
            continue
        leader = leads[index]
        span = naming.span(index, leader is not None)
        if span is None and (stock := stock_before(it, quantities, phrases, index, rules)) is not None:
            span = stock.word
        if span is None:
            taken = _of_all(naming, index, leads, found) or _taken_over(naming, index, leads, found)
            if not taken and (topic := naming.clipped(topics.topic(index)) or naming.opening(index)):
                taken = it.written(topic)
            beside = leader is not None and leader < index - 1 and leads[index - 1] == leader - 1
            share = share if beside else ""
            found.append(taken and taken + share)  # 企业6家、个体户9户，｜占比｜分别为4%、6%
            continue
        written = topics.left_out(index, span) + it.written(span)
        if quantities[index].kind != "count":
            written = naming.cues.made_inside.sub("", written)  # 第三产业｜实现｜增加值
        if called := naming.cues.called.search(written):
            written = called["name"]
        share = written if naming.cues.share.match(written) else ""
        if (share or written[0] == "在") and leader is not None and found[leader]:
            whole = _acted(naming, phrases[leader], found[leader] or "")
            written = (whole if written[0] == "占" else whole.partition("占")[0]) + written
        found.append((len(written) <= _BARE and _of_owner(naming, topics, index, written, found)) or written)
        evidence.append(Evidence(index, "indicator", *span, "clause", "grammar.indicator"))
    _backwards(naming, found)
    _far(naming, found)
    _deeds(naming, found)
    _works(naming, found)
    entities = list(named)
    for index, entity in enumerate(named):
        leader = leads[index]
        if entity and naming.lasts(index) and leader is not None and found[leader] and naming.pace(index) == entity:
            entities[index] = f"{found[leader]}{entity}"  # 居民收入增长6%，｜增速｜连续4年居全省前六
        elif entity is None and leader is not None and phrases[leader].verb is None and _keeps_up(naming, index):
            entities[index] = found[leader]
        elif line := topics.line(index):
            name, piped = line
            told, thing = found[piped] or "", named[piped] or ""
            deed = told.removeprefix(thing) if told.startswith(thing) else naming.deed(piped) or ""
            entities[index], found[index] = name, found[index] and name + deed
    return {"indicator": found, "entity": entities}, evidence


def _keeps_up(naming: Naming, index: int) -> bool:
    """Whether a duration says how long the series named before has been so: 连续4年｜保持全省第一."""
    phrase = naming.phrases[index]
    if not naming.lasts(index) or phrase.noun is not None or phrase.predicate is None:
        return False
    return naming.cues.kept_up.match(naming.it.text, *phrase.predicate) is not None


def _of_all(naming: Naming, index: int, leads: Sequence[int | None], found: Sequence[str | None]) -> str | None:
    """The indicators, joined, of all figures of a list when one rank is of each: A增长9%、B增长8%，均居全省第一."""
    last, start = leads[index], naming.phrases[index].segment[0]
    quantities, text = naming.quantities, naming.it.text
    if (
        last is None
        or quantities[index].kind != "rank"
        or not naming.cues.every.search(text, start, quantities[index].start)
    ):
        return None
    members = [last]
    joint = ""
    for before in range(last - 1, -1, -1):
        mark = text[quantities[before].end]
        alike = (
            quantities[before].kind == quantities[last].kind
            and naming.frames[before].clause == naming.frames[last].clause
        )
        if not alike or mark not in (joint or "、，和与及"):
            break
        joint = mark if mark in "、，" else "、"
        members.append(before)
    names = [name for member in reversed(members) if (name := found[member]) is not None]
    if len(set(names)) < len(members) or len(members) < 2:
        return None
    return "、".join(names) + (naming.pace(index) or "")


def _of_owner(naming: Naming, topics: Topics, index: int, written: str, found: Sequence[str | None]) -> str | None:
    """A bare name of a quantity with the owner of the quantity told before (蔬菜面积达3万亩，产量达9万吨; of the firms
    told before 资产达2亿元，利润达3亿元), or with the sector of which the words before tell."""
    cues = naming.cues
    bare, of_firms = written in cues.bare, cues.of_firms.fullmatch(written)
    if cues.bearer.fullmatch(written) and naming.phrases[index].change is not None:
        return _of_bearer(naming, topics, index, written, found)
    worth = written in cues.worth and naming.phrases[index].joined
    if naming.phrases[index].verb is not None or not (bare or of_firms or worth or written in cues.gained):
        return None
    if bare and (sector := topics.sector(index)):
        return sector + written
    before = found[index - 1] if index else None
    if before is None or naming.frames[index - 1].clause != naming.frames[index].clause:
        return None
    if written in cues.gained:
        return before + written
    if worth:
        given = naming.phrases[index - 1].verb
        return naming.it.written(given) + written if given else None  # 捐款6万元和｜价值9万元的物资
    if of_firms and (owned := cues.of_firms.search(before)) is not None:
        owner = naming.it.lexicon.nouns.to(before, owned.start())
        return before[: owned.start()] + written if owner and owner[1].entity_class == "enterprise" else None
    owned = cues.of_owner.search(before) if bare else None
    ranked = naming.quantities[index].kind == "rank" and naming.quantities[index - 1].kind in RATES
    if bare and owned is None and ranked:
        return before + written  # 外贸额增长6%、｜规模｜居全国第六
    if owned is None or owned.start() < 2:
        return None
    added = next((word for word in naming.it.cues.adding if before.startswith(word)), "")
    return before[len(added) : owned.start()] + written  # 新增公路里程6公里，公路｜总里程


def _of_bearer(naming: Naming, topics: Topics, index: int, written: str, found: Sequence[str | None]) -> str | None:
    """The name of somebody with the quantity that the words before name as theirs or as that of others."""
    topic = topics.topic(index)
    before = naming.it.written(topic) if topic else found[index - 1] if index else None
    own, other = naming.cues.bearer.fullmatch(written), naming.cues.bearer.match(before or "")
    if own is None or other is None or before is None or not 0 < other.end() < len(before):
        return None
    rest = other.end() if own["who"] else max(0, other.end("where"))  # 城乡居民收入增长6%，｜农村｜增长8%
    return written + before[rest:]


def _taken_over(naming: Naming, index: int, leads: Sequence[int | None], found: Sequence[str | None]) -> str | None:
    """The indicator of the figure that leads, as it fits an elided one."""
    leader = leads[index]
    while leader is not None and naming.lasts(leader) and naming.phrases[leader].noun is None:
        leader = leads[leader]  # 增长8%，连续两年居全省第三
    if leader is None:
        return None
    quantity, phrase = naming.quantities[index], naming.phrases[index]
    taken = found[leader] if naming.frames[index].role != "condition" else None
    if naming.lasts(leader) and (lasting := naming.clipped(naming.phrases[leader].noun)):
        taken = naming.it.text[lasting[0] : lasting[1]]
        if taken[0] == "占" and (further := leads[leader]) is not None:
            taken = (found[further] or "") + taken  # 民生支出6亿元，｜占总支出的比重｜连续4年保持在七成以上
    if not taken:
        return taken
    before = naming.phrases[leader]
    if quantity.kind == "rank" and before.predicate and before.counted:
        return naming.it.written(before.counted)  # 5项｜指标｜居全国第一
    if quantity.kind in RATES or quantity.kind == "rank":
        taken = _acted(naming, before, taken)
        pace = naming.pace(index) if quantity.kind in ("rank", "points") else None
        if pace and not taken.endswith(pace) and not naming.cues.paced.search(taken):
            taken += pace
    elif quantity.kind == "count" and phrase.reached and taken in naming.it.cues.adding:
        thing = before.noun or before.counted
        taken = naming.it.written(thing) if thing else taken  # 新增园区26个，累计达到46个
    elif quantity.kind == "count" and phrase.change_word is not None:
        added = naming.it.text[phrase.change_word[0] : phrase.change_word[1]]
        if added in naming.it.cues.adding:
            taken = added
        elif before.noun and naming.cues.owned.fullmatch(taken):
            taken = naming.it.written(before.noun)
    elif quantity.kind == "count" and naming.quantities[leader].kind == "money" and before.verb and before.noun:
        taken = naming.it.written(before.verb)  # 抓好总投资9亿元的38个项目
    elif quantity.kind == "measure" and phrase.noun is not None and naming.frames[index].role != "part":
        while naming.phrases[leader].verb is None and (further := leads[leader]) is not None:
            leader = further
        taken = _of_another(naming, naming.phrases[leader], phrase.noun, found[leader] or taken)
    if quantity.kind == "rank" and "占" in taken[1:]:
        taken = taken[: taken.index("占", 1)]
    return taken


def _of_another(naming: Naming, phrase: Phrase, thing: Span, named: str) -> str:
    """What is named by a verb and its object, with another object: 新增铁路6公里、公路9公里."""
    if phrase.verb is None or phrase.noun is None or named != naming.it.written((phrase.verb[0], phrase.noun[1])):
        return named
    return naming.it.written(phrase.verb) + naming.it.written(thing)


def _acted(naming: Naming, phrase: Phrase, named: str) -> str:
    """What grows when a count named only by its verb does: 新设经营主体62万户、增长33%."""
    thing = phrase.noun or phrase.counted
    if phrase.verb is None and thing is not None and naming.cues.owned.fullmatch(named):
        return naming.it.written(thing)  # 拥有专利36件，占九成
    if phrase.verb is None or thing is None or named != naming.it.text[phrase.verb[0] : phrase.verb[1]]:
        return named
    name = naming.it.text[thing[0] : thing[1]]
    alone = phrase.verb[0] >= thing[1] or naming.cues.owned.fullmatch(named)
    return name if alone else named + name  # 担保机构退出16户、压降60%; 现有商会86家，占九成


def _backwards(naming: Naming, found: list[str | None]) -> None:
    """Counts joined before one predicate share it: A个工作室、B个组织、C名调解员｜全天候服务."""
    it, quantities, phrases = naming.it, naming.quantities, naming.phrases
    told: str | None = None
    listed = False
    for index in range(len(found) - 2, -1, -1):
        quantity, following, phrase = quantities[index], quantities[index + 1], phrases[index + 1]
        if phrase.predicate is not None:
            told = found[index + 1]
            listed = phrase.counted is not None and it.text.startswith(
                "等", phrase.counted[1]
            )  # 3个A、6个B等｜绿化｜工程
        elif not (phrase.joined and listed):
            told = None
        role = phrases[index].verb_role
        setting = role == "pivot" or (listed and (role == "finish" or (role is None and phrases[index].joined)))
        if found[index] is not None and not (setting and phrases[index].predicate is None):
            continue
        counts = quantity.kind == following.kind == "count" and quantity.sentence == following.sentence
        beside = _beside(naming, index)
        if counts and (phrase.joined or beside) and told is not None:
            found[index] = told


def _beside(naming: Naming, index: int) -> bool:
    """Whether a list that a count closes goes on behind a comma with another one: A等6条公路，｜B等9条公路建设."""
    quantities, counted, following = naming.quantities, naming.phrases[index].counted, naming.phrases[index + 1]
    alike = quantities[index].measure_word == quantities[index + 1].measure_word and following.verb is None
    if not alike or counted is None or following.segment[0] != counted[1] + 1:
        return False
    return all(naming.it.text[quantity.start - 1] == "等" for quantity in quantities[index : index + 2])


def _deeds(naming: Naming, found: list[str | None]) -> None:
    """What was done to the last of a list that 完成 opens was done to all: 完成｜54栋住宅、14万平方米校舍｜节能改造."""
    it, phrases = naming.it, naming.phrases
    done: str | None = None
    open_: list[int] = []
    for index in range(len(found) - 2, -1, -1):
        phrase, following = phrases[index], phrases[index + 1]
        if following.predicate is not None:
            done, open_ = naming.deed(index + 1), []
        if not following.joined or naming.frames[index].clause != naming.frames[index + 1].clause:
            done = None
        bare = phrase.predicate is None and phrase.noun is None and phrase.counted is not None
        if done is None or not bare or (phrase.counted and it.names_works(phrase.counted[1])):
            done = None
        elif phrase.verb_role == "finish":
            for at in (*open_, index):
                found[at] = done
            done = None
        elif phrase.verb is None:
            open_.append(index)
        else:
            done = None


def _works(naming: Naming, found: list[str | None]) -> None:
    """What is done to the works that close a list is done to all of it: 实施｜6公里水渠、9座水塔等工程｜建设."""
    it, phrases = naming.it, naming.phrases
    for last, phrase in enumerate(phrases):
        works = naming.cues.projects.match(it.text, phrase.counted[1]) if phrase.counted else None
        if works is None or it.role_at(works.end()) != "noun_verb":
            continue
        done = works.end(), it.words.end_of(works.end())
        first = last
        while first and phrases[first].joined and phrases[first].segment == phrases[first - 1].segment:
            first -= 1
        opening = phrases[first].verb
        if done[1] != phrase.segment[1] or opening is None or it.written(opening) not in it.cues.light:
            continue
        for at in range(first, last + 1):
            thing = phrases[at].counted
            if thing is not None and naming.frames[at].role != "condition":
                found[at] = it.written(thing if it.names_act(thing[1]) else done)


def _far(naming: Naming, found: list[str | None]) -> None:
    """What is done to works that no figure counts is done to the lists before: 6条环线，以及水库等工程｜建设."""
    for last, phrase in enumerate(naming.phrases):
        listed = found[last] is None and phrase.counted is not None and phrase.verb is None
        if not listed or phrase.counted is None or naming.it.text[naming.quantities[last].start - 1] != "等":
            continue
        far = naming.cues.far.match(naming.it.text, phrase.counted[1])
        if far is None:
            continue
        found[last] = far["done"]
        while last and found[last - 1] is None and _beside(naming, last - 1):
            last -= 1
            found[last] = far["done"]
