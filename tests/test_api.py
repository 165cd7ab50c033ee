"""The names that a user imports, and what importing them costs."""

import subprocess
import sys

import figextract as fx
from figextract.read.text import decode


def test_at_most_ten_public_names() -> None:
    assert len(fx.__all__) <= 10
    assert all(getattr(fx, name).__doc__ for name in fx.__all__)


def test_a_submodule_does_not_hide_the_function_of_its_name() -> None:
    assert decode.__module__ == "figextract.read.text"
    assert callable(fx.read)


def test_importing_the_package_brings_no_heavy_package() -> None:
    code = "import sys, figextract; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split()
    assert "figextract" in loaded
    assert not {"pyarrow", "pandas", "jieba", "regex", "click", "figextract.model"} & set(loaded)


def test_extract_takes_a_text_or_a_document() -> None:
    assert fx.extract("没有数字。") == fx.extract(fx.Document("a.txt", "没有数字。")) == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(fx, "extrakt")
