"""YAML by two emitters: the quick one writes what the other one would, or is not asked."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ddd.renderers.yaml_text import Unsafe, dump, dumped

_AWKWARD = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\n\n",
        "- a",
        "a: b",
        "# no",
        "'",
        '"',
        "{{ x }}",
        "~",
        "yes",
        "1e3",
        "2024-01-01",
        "é…—→",
        "\x85",
        "😀",
    ]
)
_TEXTS = st.lists(_AWKWARD | st.text(max_size=30), max_size=5).map("".join)
_SCALARS = _TEXTS | _TEXTS.map(Unsafe) | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none()
_KEYS = st.sampled_from(["alert", "for", "x-y", "true", "1", "", "a b", "k" * 127, "k" * 129]) | st.text(max_size=12)
_DATA = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12
)
_DOCUMENTS = st.lists(_DATA, max_size=4) | st.dictionaries(_KEYS, _DATA, max_size=4)


@given(_DOCUMENTS)
@example(["a\n\n"])
@example([" a\n b\n"])
@example({"k": "a\u2028b"})
def test_whichever_emitter_is_asked_the_bytes_are_those_of_the_plain_one(data):
    assert dump(data, "header") == "# header\n" + dumped(data, quick=False)


@pytest.mark.parametrize("text", ["{{ $labels.task }} is late", "a\nb", "a: b # c", "“é” — →", "\ttab", "x" * 5_000])
def test_what_alerts_are_made_of_goes_the_quick_way(text, monkeypatch):
    monkeypatch.setattr("ddd.renderers.yaml_text._Dumper", None)
    assert yaml.safe_load(dump({"groups": [{"expr": text}]}, "header")) == {"groups": [{"expr": text}]}
