"""The tables of finished runs as pandas frames, read when they are first asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from figextract import schema, store

if TYPE_CHECKING:
    import pandas as pd

    Source = str | os.PathLike[str]

NAMED = 5
"""How many ignored files a warning names."""
BATCH = 50
"""How many files are read before they are joined into one table."""


class OutputError(ValueError):
    """A path that does not hold the tables of a run; the message says what it holds and what to do."""


@dataclass(frozen=True, slots=True)
class Run:
    """An output folder: its whole documents by the name of their files, and the files that count for none."""

    folder: Path
    stems: tuple[str, ...]
    ignored: tuple[str, ...] = ()


class Output:
    """The tables of one run, of some of its documents, or of several runs, as pandas frames.

    `figures`, `sentences`, `documents` and `evidence` have the columns of docs/tables.md in their order, with Arrow
    types: dates are dates, lists are lists, missing is `<NA>`; enumerations are categoricals, numbers float64 unless
    loaded with `exact=True`. With several runs each frame has a first column `run`, the folder as it was given. A frame
    is read when first used, and kept.
    """

    def __init__(self, runs: Sequence[Run], exact: bool = False) -> None:
        self.runs = tuple(runs)
        self.exact = exact

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row a figure, in the order of the documents' names and of their text."""
        return frame(self.arrow("figures"), self.exact)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row a sentence."""
        return frame(self.arrow("sentences"), self.exact)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row a document, with its text."""
        return frame(self.arrow("documents"), self.exact)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """One row for each field of a figure that some words decided."""
        return frame(self.arrow("evidence"), self.exact)

    def arrow(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One of the tables, or some columns of it, as Arrow, numbers exact, read anew; raises OutputError."""
        parts = [_read(run, table, columns) for run in self.runs]
        if len(parts) > 1:
            names = [str(run.folder) for run in self.runs]
            runs = [pa.DictionaryArray.from_arrays([at] * part.num_rows, names) for at, part in enumerate(parts)]
            parts = [part.add_column(0, "run", column) for part, column in zip(parts, runs, strict=True)]
        return pa.concat_tables(parts).unify_dictionaries()

    def panel(
        self, indicators: str | Iterable[str], by: str | Sequence[str] = ("region", "year"), **options: Any
    ) -> Any:
        """Indicators by region and year, one row a cell; see `figextract.panel.panel` for the columns and options."""
        from figextract.panel import panel

        return panel(self.figures, self.sentences, self.documents, indicators, by, **options)

    def ledger(self, **options: Any) -> Any:
        """What was promised held against what was reported; see `figextract.ledger.ledger` for columns and options."""
        from figextract.ledger import ledger

        return ledger(self.figures, self.sentences, self.documents, **options)

    def __repr__(self) -> str:
        documents, figures = len(self.documents), int(self.documents["n_figures"].sum())
        where = ", ".join(str(run.folder) for run in self.runs)
        ignored = sum(len(run.ignored) for run in self.runs)
        lines = [f"{where}: {_counted(documents, 'document')}, {_counted(figures, 'figure')}"]
        lines += [f"left out: {_counted(ignored, 'file')} of documents that are not whole"] * bool(ignored)
        return "\n".join([*lines, "tables: .figures .sentences .documents .evidence"])


def load(out: Source | Iterable[Source], *, exact: bool = False) -> Output:
    """The tables that `figextract run` wrote: `.figures`, `.sentences`, `.documents`, `.evidence`, as pandas frames.

    `out` is an output folder; or one document, as the path of any of its Parquet files (out/figures/X.parquet); or a
    list of these. `exact=True` keeps numbers as the decimals they are (decimal128(38, 9): sums and comparisons work,
    `*`, `/` and `describe()` raise in pandas); without it they are float64.

    Documents of which a file is missing, or whose files come from different runs, are left out and named in a warning.
    Raises FileNotFoundError when there is no such path, OutputError when it holds no tables of a run.
    """
    paths = [out] if isinstance(out, str | os.PathLike) else list(dict.fromkeys(out))
    if not paths:
        raise OutputError("nothing to load: give an output folder, one of its Parquet files, or a list of these")
    runs = [_run(Path(path)) for path in paths]
    ignored = [f"{run.folder}: {name}" for run in runs for name in run.ignored]
    if ignored:
        more = [f"… and {len(ignored) - NAMED} more"] if len(ignored) > NAMED else []
        count = "1 file is" if len(ignored) == 1 else f"{len(ignored)} files are"
        text = f"{count} left out, as their documents are not whole; `figextract run` again repairs it"
        warnings.warn("\n  ".join([text, *ignored[:NAMED], *more]), stacklevel=2)
    return Output(runs, exact)


def frame(table: pa.Table, exact: bool = False) -> pd.DataFrame:
    """An Arrow table as a frame with Arrow types, enumerations as categoricals, numbers as float64 unless `exact`."""
    import pandas as pd

    for at, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type) and not exact:
            # by way of text: the direct cast is off in the last bit (5.8 becomes 5.800000000000001)
            table = table.set_column(at, field.name, table.column(at).cast(pa.string()).cast(pa.float64()))
    result: pd.DataFrame = table.to_pandas(
        types_mapper=lambda kind: None if pa.types.is_dictionary(kind) else pd.ArrowDtype(kind)
    )
    for name in result.columns.intersection(list(schema.ENUMERATIONS)):
        words = result[name].cat.categories
        order = [word for word in schema.ENUMERATIONS[name] if word in words]
        result[name] = result[name].cat.set_categories([*order, *words.difference(order)])
    return result


def frame_of(figures: Iterable[schema.Figure]) -> pd.DataFrame:
    """Figures as `extract` returns them as a frame like `load(out).figures`."""
    rows = [figure.as_dict() for figure in figures]
    columns = {field.name: [row[field.name] for row in rows] for field in schema.FIGURES}
    return frame(schema.table(schema.FIGURES, columns))


def digits(value: Decimal, *, thousands: bool = False) -> str:
    """A decimal written out, without exponent and trailing zeros."""
    text = f"{value:,f}" if thousands else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def making(run: Run) -> dict[str, dict[str, str]]:
    """How each document of a run, by its stem, was made: `version`, `rules_digest`, `source_digest`, `run_digest`."""
    import pyarrow.parquet as pq

    made = {}
    for stem in run.stems:
        raw = (run.folder / "documents" / (stem + store.SUFFIX)).read_bytes()
        metadata = pq.read_metadata(pa.BufferReader(raw)).metadata
        made[stem] = {key.decode().removeprefix("figextract."): value.decode() for key, value in metadata.items()}
    return made


def _run(path: Path) -> Run:
    """What a path holds: a whole run, or one document of it."""
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}: make it with `figextract run REPORTS {path}`")
    if path.is_file():
        folder, stem = path.parent.parent, path.name.removesuffix(store.SUFFIX)
        if path.parent.name not in store.TABLES or path.suffix != store.SUFFIX:
            raise OutputError(f"{path} is none of the Parquet files of a run, such as out/figures/NAME.parquet")
        if store.whole(folder, stem) is None:
            raise OutputError(f"{path} belongs to a document that is not whole: {_lacking(folder, stem)}")
        return Run(folder, (stem,))
    if path.name in store.TABLES and (path.parent / "documents").is_dir():
        raise OutputError(f"{path} is one table of a run: load {path.parent} instead")
    if not (path / "documents").is_dir():
        held = ", ".join(sorted(entry.name for entry in path.iterdir())[:NAMED]) or "nothing"
        raise OutputError(
            f"{path} is no output folder of `figextract run`: it has no folder documents (it holds {held})"
        )
    found = {stem: store.whole(path, stem) is not None for stem in store.stems(path)}
    stems = tuple(stem for stem, whole in found.items() if whole)
    if found and not stems:
        raise OutputError(
            f"none of the {len(found)} documents in {path} is whole, a run into it was broken off: "
            f"run `figextract run REPORTS {path}` again"
        )
    return Run(path, stems, tuple(file for stem, whole in found.items() if not whole for file in _files(path, stem)))


def _counted(number: int, noun: str) -> str:
    """How many there are of something, with its plural in -s."""
    return f"{number:,} {noun}" + "s" * (number != 1)


def _files(folder: Path, stem: str) -> Iterator[str]:
    for table in store.TABLES:
        if (folder / table / (stem + store.SUFFIX)).exists():
            yield f"{table}/{stem}{store.SUFFIX}"


def _lacking(folder: Path, stem: str) -> str:
    there = {Path(file).parts[0] for file in _files(folder, stem)}
    lacking = [f"{table}/" for table in store.TABLES if table not in there]
    return f"it has no file in {', '.join(lacking)}" if lacking else "its files were written by different runs"


def _read(run: Run, table: str, columns: Sequence[str] | None) -> pa.Table:
    """Some or all columns of a table of a run, in the order of the schema; raises OutputError.

    One file after the other, as threads only wait for each other here; a batch of files at a time is joined for good,
    so that their many small pieces don't fill the memory.
    """
    fields = getattr(schema.SCHEMAS, table)
    wanted = pa.schema([field for field in fields if columns is None or field.name in columns])
    folder = run.folder / table
    files = (_file(folder / (stem + store.SUFFIX), wanted) for stem in run.stems)
    parts = [wanted.empty_table()]
    while batch := list(islice(files, BATCH)):
        parts.append(pa.concat_tables(batch).combine_chunks())
    return pa.concat_tables(parts).unify_dictionaries()


def _file(path: Path, wanted: pa.Schema) -> pa.Table:
    """The wanted columns of one file; raises OutputError when it can't be read or is of another version."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(path.read_bytes()), pre_buffer=False)
        # not `schema_arrow`, which takes a tenth of the time of reading the file
        version = (file.metadata.metadata or {}).get(b"figextract.schema_version", b"none").decode()
        if version == schema.VERSION:
            found = file.read(columns=wanted.names, use_threads=False).replace_schema_metadata(None)
            if found.schema.equals(wanted):
                return found
    except (OSError, pa.ArrowException) as error:
        raise OutputError(f"{path} can't be read ({error}): run `figextract run` again") from error
    raise OutputError(
        f"{path} has tables of version {version}, this figextract reads version {schema.VERSION}: "
        "run `figextract run` again"
    )
