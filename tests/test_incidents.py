"""The page of bad days shows what really happens."""

import pytest

from .test_scripts import script, scripts_import_each_other

__all__ = ["scripts_import_each_other"]


@pytest.mark.system("ssh-keygen")
def test_the_page_of_bad_days_is_what_happens() -> None:
    incidents = script("incidents")
    assert incidents.page() == incidents.PAGE.read_text("utf-8"), "scripts/incidents.py --write"
