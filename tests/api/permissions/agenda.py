# SPDX-License-Identifier: GPL-3.0-or-later
from .table import Ask, Stage, Try, row


def agenda(stage: Stage) -> Ask:
    return Ask(query={"practitioner": stage.practitioner, **stage.days()})


TABLE = {
    "getAgenda": Try(
        row("401 403 403 403 200 404 200 200"), row("401 403 403 403 404 404 404 404"), agenda),
    "listAgendas": Try(
        row("401 403 403 403 200 404 200 200"), row("401 403 403 403 404 404 404 404"), agenda),
}
