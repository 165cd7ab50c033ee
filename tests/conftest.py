"""What several tests share: one run over the sample reports."""

from __future__ import annotations

from pathlib import Path

import pytest

import figextract as fx

SAMPLES = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over `data/raw`."""
    out = tmp_path_factory.mktemp("samples")
    fx.run(SAMPLES, out, workers=1)
    return out
