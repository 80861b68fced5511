"""Fifteen drifts, one for each section: each is found, with its section and what to do."""

import re

import pytest

from .test_scripts import script, scripts_import_each_other

__all__ = ["scripts_import_each_other"]

SECTIONS = [*map(str, range(1, 12)), "12a", "12b", "13", "14", "15"]


@pytest.fixture(scope="module")
def page() -> str:
    """The page as it stands: another test sees that it is what happens."""
    text: str = script("drift_page").PAGE.read_text("utf-8")
    return text


def test_the_page_of_drifts_is_what_happens() -> None:
    """Each drift is made by the program, found by it, and gone once it is mended."""
    told = script("drift_page")
    assert told.page() == told.PAGE.read_text("utf-8"), "scripts/drift_page.py --write"


def test_every_section_has_its_drift(page: str) -> None:
    assert [story.section for story in script("drift_page").STORIES] == SECTIONS
    assert re.findall(r"^## (\w+)\. ", page, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_validate_names_the_section_and_the_way_out(page: str, section: str) -> None:
    story = next(each for each in script("drift_page").STORIES if each.section == section)
    part = page.split(f"\n## {section}. ")[1].split("\n## ")[0]
    said = " ".join(part.split("$ records validate")[1].split("```")[0].split())
    if not story.name:  # what the schema asks for: nothing goes on without it
        assert f"section {section} does not name" in said and "name it" in said
        assert "register.yaml is not valid" in said
        return
    assert f"section {section} of the notice: " in said
    assert re.search(rf"; or list {re.escape(story.name)}\S* under acknowledged", said)
    assert re.search(r"\b[1-9] error", said)
