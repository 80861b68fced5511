"""Lets ``python -m heijastus_records`` do what ``records`` does."""

from heijastus_records.cli import main

if __name__ == "__main__":
    main()
