"""The page of the drill shows what really happens."""

import pytest

from .test_scripts import script, scripts_import_each_other

__all__ = ["scripts_import_each_other"]


@pytest.mark.system("ssh-keygen")
def test_the_page_of_the_drill_is_what_happens() -> None:
    told = script("breach_page")
    assert told.page() == told.PAGE.read_text("utf-8"), "scripts/breach_page.py --write"
