"""The page of the five mails shows what really happens."""

from .test_scripts import script, scripts_import_each_other

__all__ = ["scripts_import_each_other"]


def test_the_page_of_mails_is_what_happens() -> None:
    told = script("requests_page")
    assert told.page() == told.PAGE.read_text("utf-8"), "scripts/requests_page.py --write"
