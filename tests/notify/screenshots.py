# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every message as a phone 360 px wide shows it.

``python -m tests.notify.screenshots docs/screenshots`` writes them from the
samples beside the tests; look at each after a change.
"""

import html
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SAMPLES = Path(__file__).with_name("samples")
WIDTH = 360
MEASURE = """<script>onload = () => {
for (const frame of document.querySelectorAll('iframe'))
  frame.title = frame.contentDocument.documentElement.scrollHeight
}</script>"""


def browser(*options: str) -> str:
    command = [
        os.environ.get("CHROMIUM", "chromium"), "--headless", "--no-sandbox",
        "--disable-background-networking", "--hide-scrollbars", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def heights(pages: list[Path]) -> list[int]:
    """All measured at once, each as wide as the phone."""
    frames = "".join(
        f'<iframe width="{WIDTH}" height="10" frameborder="0" scrolling="no" '
        f'srcdoc="{html.escape(page.read_text("utf-8"))}"></iframe>' for page in pages)
    with TemporaryDirectory() as folder:
        measured = Path(folder, "page.html")
        measured.write_text(f"<body>{frames}{MEASURE}</body>", "utf-8")
        dom = browser("--virtual-time-budget=5000", "--dump-dom", measured.as_uri())
    return [int(found) for found in re.findall(r'<iframe[^>]* title="(\d+)"', dom)]


def main(folder: str) -> None:
    pages = sorted(SAMPLES.glob("*.html"))
    for page, height in zip(pages, heights(pages), strict=True):
        picture = Path(folder, f"mail-{page.stem.replace('.', '-')}.png").resolve()
        browser(
            f"--window-size={WIDTH},{height}", f"--screenshot={picture}",
            page.resolve().as_uri())
        print(picture.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
