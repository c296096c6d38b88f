"""What all tests share: a cache of their own, in the processes they start as well."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DDD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
