"""Figures shown in their sentences, on a terminal and in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

import figextract as fx
import tables
from figextract.tables import load
from tables import figure, report

LINES = [
    "# 2021年工作",
    (
        "市商会为680家企业放贷3亿元。",
        figure("680家", value=680, entity_class="enterprise", evidence={"subject": "市商会", "year": "2021年"}),
        figure("3亿元", value=300000000, kind="money", unit="CNY", relation="gt", flags=["period_far"]),
    ),
    ("<b>A&B</b>捐5家和5家。", figure("5家", value=5), figure("5家", value=5, low=5)),
]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tables.write(tmp_path / "out", report("甲.txt", LINES))


def test_a_figure_with_its_evidence_on_a_terminal(out: Path) -> None:
    first = load(out).figures.figure_id[0]
    assert str(fx.show(out, first)).splitlines() == [
        "680家  count = 680 · entity_class enterprise",
        "  ‹市商会›为⟦680家⟧企业放贷3亿元。",
        "    subject: ‹市商会›  (sentence, subject.cue)",
        "    year: ‹2021年›工作  (section, year.cue)",
        f"  甲.txt  2021年工作  12–16  {first}",
    ]


def test_flags_are_shown(out: Path) -> None:
    shown = str(fx.show(out, load(out).figures.figure_id[1]))
    assert "3亿元  money > 300,000,000 CNY" in shown
    assert "look again: period_far" in shown


def test_the_right_one_of_two_equal_figures_is_marked(out: Path) -> None:
    output = load(out)
    shown = str(fx.show(output, output.figures.tail(2)))
    assert "捐⟦5家⟧和5家。" in shown and "捐5家和⟦5家⟧。" in shown


def test_rows_alone_are_marked_only_where_there_is_no_doubt(out: Path) -> None:
    shown = str(fx.show(load(out).figures))
    assert "为⟦680家⟧企业" in shown
    assert "捐5家和5家。" in shown


def test_a_notebook_gets_html_with_everything_escaped(out: Path) -> None:
    output = load(out)
    page = fx.show(output)._repr_html_()
    assert '<u title="subject">市商会</u>为<mark>680家</mark>企业' in page
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;捐<mark>5家</mark>和5家。" in page
    assert "<b>A" not in page


def test_which_figures(out: Path) -> None:
    output = load(out)
    ids = list(output.figures.figure_id)
    assert str(fx.show(output, ids[:2])).count("⟦") == 2
    assert str(fx.show(output, output.figures.query("kind == 'money'"))).count("⟦") == 1
    assert str(fx.show(output, limit=3)).endswith("… and 1 more: raise limit to see them")
    assert str(fx.show(output, output.figures.head(0))) == "no figures"
    assert str(fx.show(output, ids[0][:12])) == str(fx.show(output, ids[0]))
    with pytest.raises(LookupError, match="no figure has the id 'zz'"):
        fx.show(output, "zz")
    with pytest.raises(LookupError, match="no figure has the id ''"):
        fx.show(output, "")


def test_figures_of_several_runs_keep_their_own_evidence(out: Path, tmp_path: Path) -> None:
    other = tables.write(tmp_path / "other", report("甲.txt", LINES))
    both = load([out, other])
    shown = str(fx.show(both, both.figures.figure_id[0]))
    assert shown.count("subject: ‹市商会›") == 2
    assert f"  {out}  甲.txt" in shown and f"  {other}  甲.txt" in shown
