"""The page of the two notices shows what the program really makes of the published one."""

from .test_scripts import script


def test_the_page_of_the_notice_is_what_is_rendered() -> None:
    told = script("notice_page")
    made = told.page()
    assert made == told.PAGE.read_text("utf-8"), "scripts/notice_page.py --write"
    assert "| lost |" not in made
