"""What changed between two runs: documents, sentences and figures paired, and every difference said."""

from figextract.diff.result import Diff, diff

__all__ = ["Diff", "diff"]
