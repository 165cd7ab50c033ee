"""Numerals: digits, Chinese and mixed numbers, what they leave open, and what they are worth to the last digit."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figextract import rules
from figextract.numerals import forms_of, read

FORMS = forms_of(rules.load())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("3.8万", "38000"),
        ("1万2", "12000"),
        ("25万6千", "256000"),
        ("三千六", "3600"),
        ("壹佰贰拾", "120"),
        ("2万亿", "2000000000000"),
        ("一万万", "100000000"),
        ("一百零五", "105"),
        ("两", "2"),
        ("十", "10"),
        ("0.10", "0.10"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_what_a_numeral_is_worth(text: str, value: str) -> None:
    found = read(text, 0, FORMS)
    assert found is not None
    assert (found.end, found.value, found.relation) == (len(text), Decimal(value), "eq")


@pytest.mark.parametrize(
    ("text", "low", "high", "relation"),
    [
        ("20余万", "200000", None, "gt"),
        ("十多", "10", None, "gt"),
        ("上百", "100", None, "ge"),
        ("三四十万", "300000", "400000", "range"),
        ("十几", "11", "19", "range"),
    ],
)
def test_what_a_numeral_leaves_open(text: str, low: str, high: str | None, relation: str) -> None:
    found = read(text, 0, FORMS)
    assert found is not None
    assert (found.end, found.low, found.relation) == (len(text), Decimal(low), relation)
    assert found.high == (None if high is None else Decimal(high))


@pytest.mark.parametrize(("text", "mask"), [("***", "***"), ("×", "×"), ("1**", "1**")])
def test_what_is_masked_has_no_value(text: str, mask: str) -> None:
    found = read(text, 0, FORMS)
    assert found is not None
    assert (found.value, found.mask) == (None, mask)


@given(st.decimals(0, 10**16, places=2))
def test_digits_are_exact(number: Decimal) -> None:
    for text in (str(number), f"{number:,}"):
        found = read(text, 0, FORMS)
        assert found is not None
        assert (found.value, found.end) == (number, len(text))


@given(st.integers(1, 10**15), st.sampled_from(["low", "up"]))
def test_chinese_numbers_are_read_as_they_are_written(number: int, style: str) -> None:
    text = cn2an.an2cn(number, style)
    found = read(text, 0, FORMS)
    assert found is not None
    assert (found.value, found.end) == (Decimal(number), len(text))
