"""Pure rules of law: no files, no clock; the day is always an argument."""
