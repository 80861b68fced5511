"""The duties in order: finding, answering, upkeep."""
