"""The notebook runs from top to bottom, and shows what it says."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "quickstart.ipynb"


@pytest.fixture(scope="module")
def cells() -> list[nbformat.NotebookNode]:
    """The cells of the notebook after running it; a cell that raises fails the test."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    return list(notebook.cells)


def shown(cells: list[nbformat.NotebookNode], code: str, kind: str) -> str:
    """What the cell that holds some code shows, as one media type."""
    cell = next(cell for cell in cells if code in cell.source)
    return "".join(output.data[kind] for output in cell.outputs if kind in output.get("data", {}))


def test_nothing_is_written_to_the_error_stream(cells: list[nbformat.NotebookNode]) -> None:
    streams = [output for cell in cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"]
    assert streams == []


def test_tables_are_loaded_and_filtered(cells: list[nbformat.NotebookNode]) -> None:
    assert "documents" in shown(cells, "fx.load(", "text/plain")
    assert shown(cells, "nlargest(8", "text/html").count("<tr") == 9


def test_the_plot_has_chinese_labels(cells: list[nbformat.NotebookNode]) -> None:
    plot = shown(cells, "plot.barh", "image/svg+xml")
    assert all(label in plot for label in ("宜昌市2024年：目标与结果", "年初目标", "地区生产总值"))


def test_a_number_is_traced_to_its_words(cells: list[nbformat.NotebookNode]) -> None:
    assert "<mark>" in shown(cells, "fx.show(", "text/html")
    assert "【" in shown(cells, "set_index", "text/plain")


def test_two_runs_are_compared(cells: list[nbformat.NotebookNode]) -> None:
    page = shown(cells, "out2", "text/html")
    assert "<del>412</del>" in page and "<ins>421</ins>" in page
    assert "1830万元" in page
    table = shown(cells, "out3", "text/html")
    assert "infrastructure" in table and "rules" in table


def test_the_notebook_is_kept_without_what_it_printed() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)
