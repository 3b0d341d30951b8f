# SPDX-License-Identifier: GPL-3.0-or-later
"""The API to browse: in a real browser, under its policy, from our own origin alone."""
import json
import re
import subprocess
from pathlib import Path

import pytest

from api_adapter.docs_page import PATH

ROOT = Path(__file__).resolve().parents[2]
VISIT = """
import { chromium } from 'playwright-core'
const [address, executablePath] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()
const asked = [], said = []
page.on('request', request => asked.push(request.url()))
page.on('console', message => { if (message.type() === 'error') said.push(message.text()) })
page.on('pageerror', error => said.push(String(error)))
await page.goto(address)
await page.locator('#operations-appointments-createAppointment').waitFor()
await page.locator('#operations-appointments-createAppointment button').first().click()
await page.getByText('Idempotency-Key').first().waitFor()
console.log(JSON.stringify({ asked, said }))
await browser.close()
"""


def test_the_page_has_no_script_of_its_own(client):
    answer = client.get(PATH)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy and "http" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text) and "style=" not in answer.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        if address == "data:,":
            continue
        assert address.startswith(f"{PATH}/")
        assert client.get(address).status_code == 200, address


def test_nothing_else_of_the_package_is_served(client):
    for name in ("", "core.py", "../core.py", "%2e%2e/core.py", "__init__.py"):
        answer = client.get(f"{PATH}/{name}")
        assert answer.status_code == 404 or name == "", name
        assert b"import" not in answer.content


@pytest.mark.browser
def test_it_can_be_browsed(live_server):
    browser = subprocess.run(
        [ROOT / "scripts" / "find-browser"], capture_output=True, text=True, check=True)
    url = live_server()
    visit = subprocess.run(
        ["node", "--input-type=module", "-", f"{url}{PATH}", browser.stdout.strip()], input=VISIT,
        cwd=ROOT / "frontend", capture_output=True, text=True, timeout=120)
    assert visit.returncode == 0, visit.stderr
    seen = json.loads(visit.stdout)
    assert seen["said"] == []
    assert all(address.startswith((url, "data:", "blob:")) for address in seen["asked"])
