"""The output folder: one Parquet file for each document and table, written so that only whole documents count.

A document's files are renamed into place in the order figures, evidence, sentences, documents, and each carries the
digest of what made it. A document is whole when all four carry the same.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from figextract import __version__, schema
from figextract.schema import Tables

TABLES = Tables._fields
"""The folders of an output folder, in the order in which a document's files get their names."""
RUN_FILE = "run.json"
SUFFIX = ".parquet"
FOOTER = 32_768
"""So many bytes from the end of a file hold its footer, nearly always: one read brings it."""
SMALL = 1000
"""Up to so many rows a dictionary for each column takes longer to read than it saves, and no less space."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What, beside its bytes and name, decides a document's tables: the effective rules, the encoding, and the code."""

    rules: str
    encoding: str | None
    version: str
    code: str

    def run_digest(self, source: str, digest: str) -> str:
        """Names the making of one document: 32 hex digits."""
        parts = (schema.VERSION, self.version, self.code, self.rules, self.encoding or "", source, digest)
        return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Counts:
    """The size of a document and of what was found in it; `kinds` counts figures by kind."""

    characters: int
    sentences: int
    kinds: Mapping[str, int]
    flagged: int

    @property
    def figures(self) -> int:
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Files:
    """A document's Parquet files, one for each of `TABLES`: their name without suffix, what they hold, and bytes."""

    stem: str
    counts: Counts
    contents: tuple[pa.Buffer, ...]


def recipe(rules: str, encoding: str | None = None) -> Recipe:
    """The recipe of this installation, with the digest of the effective rules."""
    return Recipe(rules, encoding, __version__, code_digest())


@cache
def code_digest() -> str:
    """Digest of the package's own files, so that tables made by edited code of the same version do not pass for new."""
    digest = blake2b(digest_size=16)
    folder = Path(__file__).parent
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def name(source: str) -> str:
    """The name that a document's files have in each table's folder, without suffix."""
    cut = source.replace("/", "__").encode()[:160].decode(errors="ignore")
    return f"{cut.lstrip('_.')}-{blake2b(source.encode(), digest_size=4).hexdigest()}"


def prepare(out: Path) -> None:
    """Make the output folder ready for writing, and clear what a killed run left half-written; raises `OSError`."""
    for table in TABLES:
        (out / table).mkdir(parents=True, exist_ok=True)
    for leftover in (*out.glob(f"*/.*{SUFFIX}.*.tmp"), *out.glob(f".{RUN_FILE}.*.tmp")):
        leftover.unlink(missing_ok=True)


def encode(tables: Tables, recipe: Recipe) -> Files:
    """A document's four Parquet files in memory."""
    row = {field: tables.documents[field][0].as_py() for field in ("source", "digest", "n_characters")}
    counts = _counts(tables, row["n_characters"])
    metadata = {
        "figextract.schema_version": schema.VERSION,
        "figextract.version": recipe.version,
        "figextract.rules_digest": recipe.rules,
        "figextract.source_digest": row["digest"],
        "figextract.run_digest": recipe.run_digest(row["source"], row["digest"]),
    }
    more = {"figextract.counts": json.dumps(asdict(counts), ensure_ascii=False, sort_keys=True)}
    contents = []
    for table in tables:
        own = {**metadata, **(more if table is tables.documents else {})}
        content = pa.BufferOutputStream()
        many = table.num_rows > SMALL
        pq.write_table(table.replace_schema_metadata(own), content, write_statistics=False, use_dictionary=many)
        contents.append(content.getvalue())
    return Files(name(row["source"]), counts, tuple(contents))


def write(out: Path, files: Files) -> None:
    """Write a document's four files; raises `OSError` and then leaves those that stood before."""
    final = [out / table / (files.stem + SUFFIX) for table in TABLES]
    temporary = [_temporary(path) for path in final]
    try:
        for content, path in zip(files.contents, temporary, strict=True):
            _write(path, content)
        for path, target in zip(temporary, final, strict=True):
            os.replace(path, target)
    finally:
        for path in temporary:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all; raises `OSError`."""
    temporary = _temporary(path)
    try:
        _write(temporary, text.encode("utf-8", "backslashreplace"))
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def run_digest(path: Path) -> str | None:
    """The run digest that a Parquet file carries, read from its footer alone; None if it is no file of ours."""
    try:
        with open(path, "rb", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - FOOTER))
            end = file.read(FOOTER)
            length = int.from_bytes(end[-8:-4], "little") + 8
            if end[-4:] != b"PAR1" or length > size - 4:
                return None
            if length > len(end):
                file.seek(size - length)
                end = file.read(length)
    except OSError:
        return None
    # Thrift writes the value as field 2, a string (0x18) of 32 bytes (0x20).
    found = re.search(rb"figextract\.run_digest\x18\x20([0-9a-f]{32})", end[-length:-8])
    return found[1].decode() if found else None


def whole(out: Path, stem: str) -> str | None:
    """The run digest of the document whose files have this name, or None unless its four files agree."""
    digests = {run_digest(out / table / (stem + SUFFIX)) for table in reversed(TABLES)}
    return digests.pop() if len(digests) == 1 else None


def stems(out: Path) -> Iterator[str]:
    """The names of all documents that have a file in any of the folders, whole or not, sorted."""
    found = {path.name.removesuffix(SUFFIX) for table in TABLES for path in (out / table).glob("[!.]*" + SUFFIX)}
    yield from sorted(found)


def counts(out: Path, stem: str) -> Counts:
    """What `write` counted, read back from the footer of a whole document."""
    metadata = pq.read_metadata(out / "documents" / (stem + SUFFIX)).metadata
    return Counts(**json.loads(metadata[b"figextract.counts"]))


def source(out: Path, stem: str) -> str | None:
    """The source path of the document whose files have this name; None if its documents file can't be read."""
    try:
        table = pq.ParquetFile(out / "documents" / (stem + SUFFIX)).read(columns=["source"])
        return str(table["source"][0].as_py())
    except (OSError, pa.ArrowException, KeyError, IndexError):
        return None


def remove(out: Path, stem: str) -> None:
    """Take a document out of the output folder, so that at every moment it is whole or does not count."""
    for table in reversed(TABLES):
        (out / table / (stem + SUFFIX)).unlink(missing_ok=True)


def _counts(tables: Tables, characters: int) -> Counts:
    kinds = {each["values"]: each["counts"] for each in tables.figures["kind"].value_counts().to_pylist()}
    flagged = sum(map(bool, tables.figures["flags"].to_pylist()))
    return Counts(characters, tables.sentences.num_rows, dict(sorted(kinds.items())), flagged)


def _write(path: Path, content: bytes | pa.Buffer) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _temporary(path: Path) -> Path:
    """A name beside `path` that dataset readers pass over, and no other process takes."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
