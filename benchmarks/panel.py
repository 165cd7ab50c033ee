"""How long a panel and a ledger take over 100,000 figures: the reports of a folder, over and over, in as many regions.

python benchmarks/panel.py [REPORTS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import figextract as fx
from figextract.ledger import ledger
from figextract.panel import panel
from figextract.tables import Output, frame, load

FIGURES = 100_000
OWN = ("source", "figure_id", "parent", "region", "organisation")
"""The columns that make each copy another report, of another body in another region."""
INDICATORS = (
    *("gdp", "industrial_value_added", "fixed_asset_investment", "retail_sales", "fiscal_revenue", "trade"),
    *("urban_new_jobs", "income_urban", "income_rural", "tourists", "market_entities", "members", "chambers"),
    *(
        "donations",
        "loans_granted",
        "unemployment_surveyed",
        "cpi",
        "urbanization",
        "grain_output",
        "private_investment",
    ),
)


def copies(table: pa.Table, number: int) -> pa.Table:
    """A table as often as told, each copy with names and regions of its own."""

    def renamed(copy: int) -> pa.Table:
        part = table
        for name in set(OWN) & set(table.column_names):
            own = pc.binary_join_element_wise(table[name].cast(pa.string()), f" {copy}", "")
            part = part.set_column(table.column_names.index(name), name, own)
        return part.drop_columns(["region_code"]) if "region_code" in part.column_names else part

    whole = pa.concat_tables([renamed(copy) for copy in range(number)])
    if "region_code" in table.column_names:
        whole = whole.append_column("region_code", pa.nulls(whole.num_rows, pa.string()))
    return whole.unify_dictionaries()


def main(reports: Path) -> None:
    with tempfile.TemporaryDirectory() as out:
        fx.run(reports, out)
        output: Output = load(out)
        number = FIGURES // len(output.figures) + 1
        tables = [frame(copies(output.arrow(name), number)) for name in ("figures", "sentences", "documents")]
    print(f"{len(tables[0]):,} figures, {len(tables[1]):,} sentences, {len(tables[2]):,} documents")
    for name, made in (
        ("panel of 10 indicators", lambda: panel(*tables, INDICATORS[:10])),
        ("panel of 20 indicators", lambda: panel(*tables, INDICATORS)),
        ("ledger", lambda: ledger(*tables)),
    ):
        start = time.perf_counter()
        rows = len(made())
        print(f"{name}: {rows:,} rows in {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "data" / "raw")
