# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes as one SVG path, which a page draws without an image."""
from typing import Any

import segno

QUIET = 4
"Light squares around, which readers need"


def squares(text: str) -> dict[str, Any]:
    """{size, path}: the side in squares, and the dark ones row by row."""
    matrix = segno.make(text, error='m', micro=False).matrix
    path = ''.join(
        f'M{x + QUIET} {y + QUIET}h1v1h-1z'
        for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return {'size': len(matrix) + 2 * QUIET, 'path': path}
