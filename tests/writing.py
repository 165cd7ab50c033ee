"""Texts for property tests: any characters whatever, and pieces of reports put together at random.

The pieces are numbers in every written form, every word and every example of the rules, and what gets between them:
names, dates, headings, brackets, noise, traditional and full-width characters.
"""

from __future__ import annotations

from decimal import Decimal

import cn2an
from hypothesis import strategies as st

from figextract import rules

RULES = rules.load()
WORDS = sorted({
    word
    for rule in RULES.all
    for words in rule.keys.values()
    if isinstance(words, list | dict)
    for word in words
    if isinstance(word, str) and 0 < len(word) <= 12
})  # fmt: skip
EXAMPLES = sorted({example["text"] for rule in RULES.all for example in rule.get("examples", ())})
UNITS = sorted({word for type_ in ("unit", "measure_word") for rule in RULES.of(type_) for word in rule.words()})
QUALIFIERS = sorted({word for rule in RULES.of("qualifier") for word in rule.words()})

SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8}
SCALES |= {"百亿": 10**10, "万亿": 10**12}


def wide(text: str) -> str:
    """The text with full-width digits, letters and signs."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def decimals(places: int = 4) -> st.SearchStrategy[Decimal]:
    """Positive numbers below a trillion with up to so many places."""
    return st.builds(lambda n, p: Decimal(n).scaleb(-p), st.integers(1, 10**9), st.integers(0, places))


SPOKEN = """
    数十 几百万 上千 十几 三四十万 七八 两三百 近百 百余 几 数 翻一番 翻了两番 一半 过半 半数
    首位 11:48:41 2×35 1万2 三千六 个半 半
"""


def _digits() -> st.SearchStrategy[str]:
    written = decimals(2).flatmap(lambda number: st.sampled_from((f"{number}", f"{number:,}", wide(f"{number}"))))
    return st.one_of(st.integers(0, 3000).map(str), written)


def _numbers() -> st.SearchStrategy[str]:
    """Numbers as reports write them: digits, Chinese, mixed, vague, masked, fractions, ranges, ranks."""
    small = st.sampled_from("一二三四五六七八九两十")
    whole = st.builds(cn2an.an2cn, st.integers(1, 10**12 - 1) | st.integers(1, 300), st.sampled_from(("low", "up")))
    return st.one_of(
        _digits(),
        whole,
        st.builds(str.__add__, _digits() | small, st.sampled_from(tuple(SCALES))),
        st.builds("{}万{}千".format, st.integers(1, 99), st.integers(1, 9)),
        st.sampled_from(SPOKEN.split()),
        st.text("*", min_size=1, max_size=5) | st.sampled_from(("×", "××", "**.**", "20**", "1*3.*", "XX", "×.×")),
        st.builds("{}分之{}".format, st.sampled_from(("百", "千", "万", "三", "十", "7")), small | _digits()),
        st.builds("{}成{}".format, small, st.sampled_from(("", "半", "五"))),
        st.builds("{}{}{}".format, _digits(), st.sampled_from("-—–~～至到:/×、"), _digits()),
        st.builds("{}{}".format, st.sampled_from(("第", "前", "首", "每", "负", "-", "20")), small | _digits()),
    )


def _figures() -> st.SearchStrategy[str]:
    qualifier, unit = st.sampled_from(("", "", "", *QUALIFIERS)), st.sampled_from(("", *UNITS))
    return st.builds("{}{}{}{}".format, qualifier, _numbers(), unit, qualifier)


BESIDE = """
    辽宁省 我市 市工商联 “四好”商会 《十条意见》 国发〔2020〕5号 024-12345678 5A级 12345热线 两个健康 A座3楼
    2020年 20**年 今年 上半年 五年来 截至2021年底 “十四五”期间 3月5日 2023-05-06 三五年来 9时30分
"""
JOINTS = """
    ， 。 ； ： 、 ！ ？ 其中 和 由 增加到 分别为 增长 比上年 占 达到 的 力争 每 人均 累计
"""
NOISE = """
    聯(lián) 會(huì) 萬億 捐贈 個 元整 29。4% , ,, 。。 " ( ） “ ” <td> &nbsp; &#20159; &lt; &amp;nbsp;
    一、 （一） 1. 第一章 ● | —— 𠮷 🎉 العدد é ǚ ㎡ ① Ⅲ ½ ٣ 𝟜
"""
BLANKS = ("\n", "\r\n", "\r", "\n\n", "\n　　", "\u2028", "\t", " ", "　", "\xa0", "\u200b", "\u202e", "\0", "\ud800")
NOTED = (
    "0123456789０９一二两十百千万亿几数余多第前上半成番年月日家个元%％‰*×.．,，。；：、！？()（）“”《》&;#-—至到每"
    " \t\r\n\u3000"
)


def reports() -> st.SearchStrategy[str]:
    """Texts of report-like pieces."""
    pieces = st.one_of(
        _figures(), _figures(), _figures(), st.sampled_from(WORDS), st.sampled_from(BESIDE.split()),
        st.sampled_from(JOINTS.split()), st.sampled_from(NOISE.split()), st.sampled_from(BLANKS),
    )  # fmt: skip
    return st.lists(pieces, max_size=40).map("".join)


@st.composite
def disturbed(draw: st.DrawFn) -> str:
    """Examples of the rules, cut, joined and with something put into them."""
    text = "".join(draw(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=4)))
    put_in = st.sampled_from(("", *BLANKS, *NOISE.split(), *JOINTS.split())) | _numbers()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(put_in) + text[at + cut :]
    return text


def anything() -> st.SearchStrategy[str]:
    """Any characters, lone surrogates and all, and those that some rule looks for more often than chance has it."""
    characters = st.characters(exclude_categories=())
    noted = st.sampled_from(NOTED)
    return st.text(characters | noted | noted, max_size=120)


def lines() -> st.SearchStrategy[str]:
    """Long lines of few pieces again and again, with sentences that must be cut."""
    return st.builds(
        lambda before, text, times: before + text * (times // len(text)),
        st.text("全市有1", max_size=9), reports().filter(lambda text: 0 < len(text) <= 30), st.integers(1000, 4500),
    )  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    """All sorts of texts."""
    return st.one_of(reports(), disturbed(), anything())
