"""The register at a glance, and help for whoever asks."""

import json
from collections.abc import Callable

from .house import Ran

Records = Callable[..., Ran]


def test_the_overview_counts_and_names_nobody(aino: str, records: Records) -> None:
    shown = records("overview")
    assert shown.code == 0, shown
    assert "Aino" not in shown.out
    facts = json.loads(records("overview", "--json").out)
    assert facts["people"] == 1
    assert facts["changes"] == 2
    assert facts["requests_open"] == 0


def test_the_overview_of_an_empty_register_is_all_zeros(records: Records) -> None:
    facts = json.loads(records("overview", "--json").out)
    assert facts["people"] == facts["organisations"] == facts["active"] == 0


def test_help_is_that_of_the_command(records: Records) -> None:
    assert records("help").out == records("--help").out
    assert records("help", "key", "rotate").out == records("key", "rotate", "--help").out
    assert "6 refused by a rule" in records("help", "exit-codes").out
    assert records("help", "nonsense").code == 3
    assert records("help", "show", "nonsense").code == 3
