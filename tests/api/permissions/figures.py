# SPDX-License-Identifier: GPL-3.0-or-later
from .table import BOSS, BOSS_GONE, MISSING, Ask, Stage, Try


def figures(stage: Stage) -> Ask:
    place = {"location": MISSING} if stage.is_missing else {}
    return Ask(query={**stage.days(), **place})


def table(stage: Stage) -> Ask:
    ask = figures(stage)
    return Ask(query={**(ask.query or {}), "figure": "by_channel"})


TABLE = {
    "getFigures": Try(BOSS, BOSS_GONE, figures),
    "downloadFigure": Try(BOSS, BOSS_GONE, table),
}
