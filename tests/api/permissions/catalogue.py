# SPDX-License-Identifier: GPL-3.0-or-later
"""What anybody may know about the clinic, and whether it runs."""
from .table import ANYBODY, Ask, Stage, Try, all_get, missing_id, nothing


def availability(stage: Stage) -> Ask:
    return Ask(query={
        "practitioner": stage.practitioner, "service": stage.world.general, **stage.days()})


TABLE = {
    "getClinic": Try(ANYBODY, ask=nothing),
    "listSpecialties": Try(ANYBODY, ask=nothing),
    "listInsurers": Try(ANYBODY, ask=nothing),
    "listServices": Try(ANYBODY, ask=nothing),
    "listPractitioners": Try(ANYBODY, ask=nothing),
    "listAvailability": Try(ANYBODY, all_get(404), availability),
    "getPractitionerPhoto": Try(all_get(404), all_get(404), missing_id),
    "getLiveness": Try(ANYBODY, ask=nothing),
    "getReadiness": Try(ANYBODY, ask=nothing),
}
