"""What changed between two runs: documents, sentences and figures paired, and every difference said."""
