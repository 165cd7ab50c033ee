"""Time grows with the text and not with its square, whatever the text."""

import time

import pytest

from figextract import rules
from figextract.pipeline import extract_tables
from figextract.read import document

ODD = {
    "a report": "全年为1436户小微企业放贷52.7亿元，其中信用贷款超过20亿元，增长12%。",
    "one line": "全年为1436户小微企业放贷52.7亿元，",
    "digits": "9",
    "chinese digits": "一",
    "scale words": "万",
    "masks": "*",
    "crosses": "×",
    "commas": "1,",
    "points": "1.",
    "slashes": "3/",
    "ranges": "3—",
    "lists": "3、",
    "numbers and scales": "3万",
    "fractions": "百分之",
    "years": "2020年",
    "parts": "其中3家，",
    "changes": "由3家增加到5家，",
    "growths": "3%、",
    "units": "万元",
    "ordinals": "第",
    "markers": "一、\n",
    "newlines": "\n",
    "blanks": " ",
    "wide blanks": "\u3000",
    "quotes": "“",
    "brackets": "（",
    "letters": "a",
    "addresses": "a.b@",
    "nouns": "企业商会",
    "places": "沈阳市",
    "bodies": "市工商联",
    "words": "word 12 word, ",
    "entities": "&nbsp;",
    "replacements": "\ufffd",
    "nul": "\0",
}
SIZE, TIMES = 2000, 4


def seconds(text: str) -> float:
    """CPU time of the extraction, the better of two."""
    took = []
    for _ in range(2):
        start = time.process_time()
        extract_tables(document(text), rules.load())
        took.append(time.process_time() - start)
    return min(took)


@pytest.mark.parametrize("piece", ODD.values(), ids=ODD)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    text = "会员企业3家。" + piece * (TIMES * SIZE // len(piece))
    # Sixteen times if it were quadratic; a tenth of a second for what a text costs however short it is.
    assert seconds(text) < 2 * TIMES * seconds(text[:SIZE]) + 0.1
