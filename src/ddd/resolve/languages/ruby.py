"""Ruby on Rails: settings that stand in YAML below `config/`, as `Settings.jobs.nightly` or `AppConfig.nightly`.

Format: https://github.com/rubyconfig/config, https://github.com/laserlemon/figaro
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_NOTHING_OPEN = re.compile(r"(?!)(?P<name>)")
_SETTINGS = re.compile(
    r"(?:.*/)?config/(?:(?:application|settings|app_config|config)\.yml(?:\.\w+)?|settings/[^/]+\.yml)"
)


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    yield from sorted((one for one in paths if _SETTINGS.fullmatch(one)), key=lambda one: (one.count("/"), one))


LANGUAGE = Language("ruby", _NOTHING_OPEN, _holders)
