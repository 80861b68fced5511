"""Words in, words out: a command is parse, call, show."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from heijastus_records.cli.root import run

    sys.exit(run(sys.argv[1:]))
