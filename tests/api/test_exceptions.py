# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocking time over HTTP, and rescuing the visits of a day that falls."""

import pytest


@pytest.fixture
def mail(settings):
    """`mail(id)` is a link to a visit, as a message would carry it."""
    def link(visit: int) -> str:
        from trytond.pool import Pool
        from trytond.transaction import Transaction
        with Transaction().start(settings.database_name, 0) as transaction:
            get = Pool().get
            token = get("medical.link").issue(visit, get("medical.appointment")(visit).end)
            transaction.commit()
        return str(token)
    return link


def absence(world, day: int, **values):
    return {
        "kind": "absence", "practitioner": world.carmen, "start": world.at(day, "00:00"),
        "end": world.at(day + 1, "00:00"), "reason": "Congreso", **values}


def booked(as_, world, day: int, time: str, who: str = "ana") -> dict:
    made = as_(who).book(world, world.at(day, time))
    assert made.status_code == 201, made.text
    return made.json()


def block(as_, world, day: int, **values) -> dict:
    made = as_("desk").post("/exceptions", absence(world, day, **values))
    assert made.status_code == 201, made.text
    return made.json()


def test_who_is_affected_is_shown_before_saving(as_, world):
    visit = booked(as_, world, 2, "09:00")
    seen = as_("carmen").get(
        "/exceptions/preview", practitioner=world.carmen, start=world.at(2, "00:00"),
        end=world.at(3, "00:00")).json()["items"]
    assert [(v["id"], v["patient_name"]) for v in seen] == [(visit["id"], "Ana Reyes")]
    assert as_("desk").get(
        "/exceptions", **{"from": world.day(2), "to": world.day(2)}).json()["items"] == []
    assert block(as_, world, 2)["affected"] == 1


def test_offer_by_link_and_take_it(as_, world, mail):
    visit = booked(as_, world, 5, "09:00")
    made = block(as_, world, 5)
    told = as_("desk").post(f"/exceptions/{made['id']}/offer")
    assert told.status_code == 200, told.text
    token = mail(visit["id"])
    page = as_("nobody").get(f"/links/{token}").json()
    assert page["affected"] and len(page["offers"]) == 3
    taken = as_("nobody").post(
        f"/links/{token}", {"action": "reschedule", "start": page["offers"][0]["start"]})
    assert taken.status_code == 200, taken.text
    assert as_("desk").get(f"/exceptions/{made['id']}/affected").json()["counts"]["moved"] == 1

