"""The project's own Python environment, `.venv`: made once, used by every script that needs one.

Nothing but Python and its standard library is needed to run this.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
"""Oldest Python that the project runs on."""

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "made-for.json"

if sys.version_info < OLDEST:
    sys.exit(f"this needs Python 3.11 or newer; you have {sys.version.split()[0]}")


def environment(extra: str = "") -> Path:
    """Return the Python of `.venv`, with the project and one of its extras installed in it.

    One that fits is used again; it is made anew when pyproject.toml, Python or the place changes.
    Leaves with a sentence where it cannot be made.
    """
    python = program("python")
    wanted = facts(extra)
    found = stamped()
    if python.exists() and serves(found, wanted):
        return python
    if not shutil.which("git"):
        sys.exit("git is not installed; it is the one program that has to be there")
    install(python, extra, anew=not python.exists() or differs(found, wanted))
    STAMP.write_text(json.dumps(wanted), "utf-8")
    return python


def program(name: str) -> Path:
    """Return where a program of the environment lies."""
    windows = os.name == "nt"
    return VENV / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name)


def facts(extra: str) -> dict[str, str]:
    """Return what an environment depends on."""
    pyproject = (PROJECT / "pyproject.toml").read_bytes()
    return {
        "place": str(PROJECT),
        "python": ".".join(map(str, sys.version_info[:2])),
        "pyproject": hashlib.sha256(pyproject).hexdigest(),
        "extra": extra,
    }


def stamped() -> dict[str, str]:
    """Return what the present environment was made for; nothing where there is none."""
    try:
        found = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def differs(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Tell whether an environment was made for something else, extras aside."""
    return {**found, "extra": ""} != {**wanted, "extra": ""}


def serves(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """Tell whether an environment has all that is wanted; one with an extra has the rest too."""
    return not differs(found, wanted) and wanted["extra"] in ("", found.get("extra"))


def install(python: Path, extra: str, anew: bool) -> None:
    """Make the environment where it must be made, and install the project into it.

    Leaves with what the program said that failed.
    """
    print("Setting up .venv: about a minute, once; needs the network.", flush=True)
    if anew:
        STAMP.unlink(missing_ok=True)
        hint = "on Debian the module venv comes with: apt install python3-venv"
        run([sys.executable, "-m", "venv", "--clear", str(VENV)], hint)
    what = f"{PROJECT}[{extra}]" if extra else str(PROJECT)
    words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", what]
    run([str(python), *words], "is this computer connected to the network?")


def run(words: list[str], hint: str) -> None:
    """Run a program in silence; leave with what it said where it fails."""
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        sys.exit(f"{said}\n\nThe environment could not be made; {hint}")
