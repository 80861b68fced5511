"""Words in, words out: a command is parse, call, show."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(50_000)  # a command is short: what refers to itself can wait
    from heijastus_records.cli.root import run

    sys.exit(run(sys.argv[1:]))
