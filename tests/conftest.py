"""What several tests share: one run over the sample reports, and how hard the property tests try."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import figextract as fx

SAMPLES = Path(__file__).parents[1] / "data" / "raw"

slow = [HealthCheck.too_slow]
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=slow)
settings.register_profile("deep", deadline=None, max_examples=5000, suppress_health_check=slow)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over `data/raw`."""
    out = tmp_path_factory.mktemp("samples")
    fx.run(SAMPLES, out, workers=1)
    return out
