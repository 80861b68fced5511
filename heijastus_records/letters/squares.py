"""Text as squares that a camera reads (a QR code): the home of segno."""

BORDER = 4
"""Width of the white border that a reader needs, in squares."""


def squares(text: str) -> tuple[str, ...]:
    """Return rows of 0 and 1; none where the extra part of the program is not installed."""
    try:
        import segno
    except ImportError:
        return ()
    drawn = segno.make(text, error="m", micro=False)
    return tuple("".join(map(str, row)) for row in drawn.matrix_iter(border=BORDER))
