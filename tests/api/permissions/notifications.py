# SPDX-License-Identifier: GPL-3.0-or-later
from .table import (
    BOSS,
    COUNTER,
    COUNTER_GONE,
    Ask,
    Try,
    all_get,
    missing_id,
    nothing,
)

TABLE = {
    "listNotifications": Try(COUNTER, ask=nothing),
    "previewNotifications": Try(BOSS, ask=nothing),
    # No user of this stage has an e-mail address: see test_notifications.py
    "sendTestMessage": Try(
        BOSS | {"boss": 409}, ask=lambda stage: Ask(body={"kind": "reminder"})),
    "retryNotification": Try(None, COUNTER_GONE, missing_id),
    "cancelNotification": Try(None, COUNTER_GONE, missing_id),
    # Without the provider's secret nobody can report: see test_notifications.py
    "receiveResendReport": Try(all_get(404), ask=nothing),
}
