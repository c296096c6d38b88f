"""What all tests share: a cache of their own, in the processes they start as well."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("pipeline", max_examples=50)
"""Half of what a person's `make test` tries: a pipeline has ten minutes, and runs often."""
if os.environ.get("CI"):
    settings.load_profile("pipeline")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DDD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
