"""Which branch of a conditional operator counts, and how the other one is told."""

import pytest

from ddd.extractors._choices import holds_elsewhere, told


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ('ENVIRONMENT == "production"', False),
        ('ENVIRONMENT != "production"', True),
        ('ENVIRONMENT == "dev"', True),
        ('ENVIRONMENT != "dev"', False),
        ("settings.DEBUG", True),
        ("not settings.DEBUG", False),
        ("Rails.env.staging?", True),
        ("is_weekly", False),
        ("latest == contest", False),
    ],
)
def test_a_test_of_a_workshop_holds_elsewhere(test: str, expected: bool) -> None:
    assert holds_elsewhere(test) is expected


def test_the_branch_not_taken_is_told() -> None:
    assert told("", "LIVE", is_chosen=True) == "only if LIVE"
    assert told("", "DEV", is_chosen=False) == "only unless DEV"
    assert told("@daily", "LIVE", is_chosen=True) == "@daily unless LIVE"
    assert told("@daily", "DEV", is_chosen=False) == "@daily if DEV"
