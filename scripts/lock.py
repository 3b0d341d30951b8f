# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve the ranges of pyproject.toml and write `requirements.lock`: names and versions only."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEADER = "# Made by `make lock`; installed by `make install`. Python 3.11 or newer.\n"


def main() -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-qq", "--dry-run",
                "--ignore-installed", "--report", report.name, f"{ROOT}[dev]"], check=True)
        found = json.loads(Path(report.name).read_text())["install"]
    pins = sorted(
        f"{item['metadata']['name']}=={item['metadata']['version']}"
        for item in found if "dir_info" not in item.get("download_info", {}))
    LOCK.write_text(HEADER + "\n".join(pins) + "\n")
    print(f"{LOCK.name}: {len(pins)} packages")


if __name__ == "__main__":
    main()
