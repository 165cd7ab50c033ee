"""What changed between two runs: documents, sentences and figures paired, and every difference said."""

from figextract.diff.compare import diff
from figextract.diff.result import Diff

__all__ = ["Diff", "diff"]
