"""Reading: whatever bytes come, either the text as it stands in the file or one line that says what to do."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figextract.read import ReadError, document_name, from_bytes, known_encoding, read
from figextract.read.text import decode, without_surrogates

SIMPLIFIED = "全市现有商会一百二十家，会员企业3600余家，\r\n去年组织捐款2.5亿元。\n"
TRADITIONAL = "全市現有商會一百二十家，會員企業3600餘家，\r\n去年組織捐款2.5億元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_is_read_in_every_encoding(encoding: str) -> None:
    decoded = decode(SIMPLIFIED.encode(encoding))
    assert decoded == (SIMPLIFIED, encoding, ())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_traditional_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == (TRADITIONAL, encoding, ())


def test_a_character_that_only_windows_has_in_big5() -> None:
    assert decode((TRADITIONAL + "碁裏").encode("cp950")) == (TRADITIONAL + "碁裏", "cp950", ())


def test_a_byte_order_mark_is_dropped_and_not_counted() -> None:
    assert decode(codecs.BOM_UTF8 + "3家".encode()).text == "3家"
    assert decode(codecs.BOM_UTF16_BE + "3家".encode("utf-16-be")).text == "3家"
    assert decode(codecs.BOM_UTF8 + "3家".encode(), "utf-8").text == "3家"
    assert decode(codecs.BOM_UTF16_LE + "3家".encode("utf-16-le"), "utf-16-le").text == "3家"


def test_a_close_guess_is_flagged() -> None:
    assert "encoding_guessed" in decode("镕喆堃".encode("gb18030") + "一堂".encode("gb18030")).flags


def test_one_broken_byte_costs_one_character_and_a_flag() -> None:
    raw = SIMPLIFIED.encode().replace("商会".encode(), b"\xe5\x95\x86\xff")
    decoded = decode(raw)
    assert decoded.text == SIMPLIFIED.replace("商会", "商\ufffd")
    assert decoded.flags == ("bytes_replaced",)


def test_a_lone_surrogate_becomes_one_replacement_character() -> None:
    assert decode("企业\ud83d3家".encode("utf-8", "surrogatepass")).text == "企业\ufffd3家"
    assert decode("企业\ud83d3家，会员企业".encode("utf-16", "surrogatepass")).text == "企业\ufffd3家，会员企业"


def test_nul_bytes_stay_where_they_are() -> None:
    assert decode("会员企业\0\x003家，商会5家。".encode()).text == "会员企业\0\x003家，商会5家。"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ("", "utf-8", ())


def test_an_encoding_that_is_named_overrides() -> None:
    assert decode("捐款".encode("gb18030"), "gb18030").text == "捐款"
    with pytest.raises(ReadError, match="not in big5: leave out --encoding"):
        decode("捐款".encode(), "big5")


def test_known_encodings() -> None:
    assert known_encoding("GBK")
    assert not known_encoding("klingon")
    assert not known_encoding("hex")
    assert not known_encoding("nul\0")


@pytest.mark.parametrize(
    "raw, says",
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF.*pdftotext"),
        (b"PK\x03\x04\x14\x00", "Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office document"),
        (b"\n<!DOCTYPE HTML><html>", "web page"),
        (bytes(range(256)) * 8, "not a text"),
        (b"\0" * 1000, "not a text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\xf4\x8a\xff\xfe\x80\x81\xff\xff", "not a text"),
    ],
)
def test_another_content_is_refused_with_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        from_bytes(raw, "report.txt")


@pytest.mark.parametrize("suffix", [".docx", ".PDF", ".html", ".wps", ".xlsx"])
def test_formats_to_come_say_how_to_convert(suffix: str) -> None:
    with pytest.raises(ReadError, match=r"not read yet: .*save"):
        from_bytes(b"", f"report{suffix}")


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "总结.txt"
    path.write_bytes(SIMPLIFIED.encode("gb18030"))
    document = read(path)
    assert (document.source, document.text, document.encoding) == ("总结.txt", SIMPLIFIED, "gb18030")
    assert len(document.digest) == 64


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="can't be read"):
        read(tmp_path / "gone.txt")


def test_a_name_that_is_not_utf8_is_percent_encoded() -> None:
    assert document_name("2020/总结.txt") == "2020/总结.txt"
    assert document_name(os.fsdecode("a/总结.txt".encode("gb18030"))) == "a/%D7%DC%BD%E1.txt"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_the_codec_is_told(raw: bytes) -> None:
    try:
        text, encoding, flags = decode(raw)
    except ReadError as error:
        assert error.problem and error.advice
        return
    text.encode()
    if "bytes_replaced" not in flags:
        assert text == without_surrogates(raw.decode(encoding, "surrogatepass"))


@given(st.text(max_size=200))
def test_any_text_in_utf8_comes_back(text: str) -> None:
    controls = sum(c < " " and c not in "\t\n\v\f\r" for c in text)
    if 10 * text.count("\0") <= len(text) and 2 * controls <= len(text) and not text.startswith("\ufeff"):
        try:
            assert decode(text.encode()).text == text
        except ReadError as error:
            assert "not plain text" in error.problem
