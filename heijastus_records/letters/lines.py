"""What a letter says, piece by piece and without any form, to be compared with another text."""

from heijastus_records.letters.letter import Block, Chart, Entries, Items, Paragraph, Section, Table


def of_section(section: Section) -> tuple[str, ...]:
    """Return what a section says, without its heading; each cell of a table by itself."""
    return tuple(line for block in section.blocks for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return block.text.split("\n")
    if isinstance(block, Items):
        return list(block.texts)
    if isinstance(block, Entries):
        heading = [block.heading] if block.heading else []
        told = ([f"{each.label}: {each.value}", *each.remarks] for each in block.entries)
        return [*heading, *(line for lines in told for line in lines)]
    if isinstance(block, Table):
        return [cell for row in (block.heads, *block.rows) for cell in row]
    if isinstance(block, Chart):
        figures = (str(value) for each in block.series for value in each.values)
        names = (each.name for each in block.series)
        return [block.title, block.axis, *names, *block.rows, *figures]
    return [sign for line in block.lines for sign in line]
