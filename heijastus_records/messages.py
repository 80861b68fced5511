"""The owner's language: every sentence of the program goes through here (the home of gettext).

Sentences are written in English in the code; ``locale/fi`` holds the Finnish ones. Click's own
words go through the same catalogue, since both use gettext's current domain.
"""

import functools
import gettext as catalogue
import os
from pathlib import Path

DOMAIN = "records"
LOCALE = Path(__file__).with_name("locale")
LANGUAGES = ("fi", "sv", "en")


def speak(language: str | None = None) -> str:
    """Choose the language of the messages and return it; None takes the user's own settings."""
    chosen = language or _wanted()
    catalogue.bindtextdomain(DOMAIN, str(LOCALE))
    catalogue.textdomain(DOMAIN)
    # gettext looks here first; without it a Finnish computer would answer Finnish to --lang en.
    os.environ["LANGUAGE"] = chosen
    return chosen


def language() -> str:
    """Return the language that was chosen."""
    return os.environ.get("LANGUAGE", "en")[:2]


def _wanted() -> str:
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    value = next((os.environ[name] for name in names if os.environ.get(name)), "en")
    return value[:2] if value[:2] in LANGUAGES else "en"


@functools.cache
def _sentences(chosen: str) -> catalogue.NullTranslations:
    # The standard functions look for the file at every sentence.
    return catalogue.translation(DOMAIN, str(LOCALE), [chosen], fallback=True)


def gettext(sentence: str) -> str:
    """Translate a sentence; one that the catalogue lacks comes back as it is."""
    return _sentences(language()).gettext(sentence)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that depends on a number."""
    return _sentences(language()).ngettext(one, many, count)
