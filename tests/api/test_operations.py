# SPDX-License-Identifier: GPL-3.0-or-later
"""What the people who look after the machine see: readiness, figures, logs, failures."""
import json
import logging
import re
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg
import pytest

from api_adapter import logs, sentry
from tests.callers import PERSON, People
from tests.world import PASSWORD

TOKEN = "a-token-for-prometheus"


def ready(client):
    answer = client.get("/api/health/ready")
    return answer.status_code, answer.json()


@pytest.fixture
def execute(settings):
    def execute(*statements: str) -> None:
        with psycopg.connect(settings.database_url) as connection:
            for statement in statements:
                connection.execute(statement)
    return execute


def test_ready_says_what_it_looked_at(client, world):
    status, body = ready(client)
    assert status == 200 and body["status"] == "ready"
    assert body["checks"] == dict.fromkeys(
        ("database", "module", "migrations", "constraints"), True)


@pytest.mark.parametrize(("check", "wrong", "right"), [
    ("migrations", "UPDATE ir_module SET state = 'to upgrade' WHERE name = 'party'",
        "UPDATE ir_module SET state = 'activated' WHERE name = 'party'"),
    ("migrations", "UPDATE ir_configuration SET series = '7.8'",
        "UPDATE ir_configuration SET series = '8.0'"),
    ("module", "UPDATE ir_module SET state = 'not activated' WHERE name = 'medical_appointment'",
        "UPDATE ir_module SET state = 'activated' WHERE name = 'medical_appointment'"),
    ("constraints", "ALTER TABLE medical_appointment RENAME CONSTRAINT"
        " medical_appointment_room_no_overlap TO gone",
        "ALTER TABLE medical_appointment RENAME CONSTRAINT gone TO"
        " medical_appointment_room_no_overlap")])
def test_not_ready(client, world, execute, check, wrong, right):
    execute(wrong)
    try:
        status, body = ready(client)
        assert status == 503 and body["status"] == "not-ready"
        assert [name for name, good in body["checks"].items() if not good] == [check]
    finally:
        execute(right)
    assert ready(client)[0] == 200


def test_a_late_sender_is_told_and_the_doors_stay_open(as_, client, world, execute):
    as_("nobody").post("/auth/code", {"email": "ana@example.do"})
    execute(
        "UPDATE medical_notification SET due_at = timezone('UTC', now()) - interval '1 hour',"
        " state = 'sending', next_try_at = timezone('UTC', now()) + interval '1 hour'"
        " WHERE id = (SELECT min(id) FROM medical_notification)")
    status, body = ready(client)
    execute("UPDATE medical_notification SET state = 'cancelled'")
    assert status == 200 and body["sender"]["late"] >= 3600 and not body["sender"]["ok"]
    assert ready(client)[1]["sender"] == {"late": 0, "ok": True}


# Figures

@pytest.fixture(scope="module")
def url(live_server, client, world) -> str:
    return live_server(workers=2, RATE_LIMITS="0", METRICS_TOKEN=TOKEN, ACCESS_LOG="1")


def figures(url: str) -> dict[str, float]:
    answer = httpx.get(f"{url}/api/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_figures_of_all_processes(url, world):
    before = figures(url)
    with httpx.Client(base_url=url, timeout=30) as http:
        as_ = People(http, world)
        start = world.at(3, "09:00")
        assert as_("ana").book(world, start).status_code == 201
        assert as_("beto").book(world, start).status_code == 409
        with http.stream("GET", "/api/events", headers=as_("ana").headers) as stream:
            events = stream.iter_lines()
            next(events)
            for _ in range(40):  # new connections, so that both processes answer
                assert httpx.get(f"{url}/api/clinic").status_code == 200
            now = figures(url)
            assert now["clinica_event_streams"] == before["clinica_event_streams"] + 1

    def more(name: str) -> float:
        return now[name] - before.get(name, 0)
    clinic = 'method="GET",route="/clinic",status="200"'
    assert more(f"clinica_requests_total{{{clinic}}}") == 40
    assert more('clinica_request_seconds_count{route="/clinic"}') == 40
    assert more('clinica_bookings_total{outcome="booked"}') == 1
    assert more('clinica_bookings_total{outcome="slot-taken"}') == 1
    assert more('clinica_problems_total{code="slot-taken"}') == 1
    assert now['clinica_database_connections{state="open"}'] >= 2
    assert {"clinica_outbox_queued", "clinica_outbox_late", "clinica_outbox_stuck"} <= set(now)


def test_labels_are_ours(url):
    """Neither paths nor methods that a client invents become labels."""
    httpx.request("BREW", f"{url}/api/coffee/Juana")
    httpx.get(f"{url}/api/links/{'s' * 32}")
    text = "\n".join(figures(url))
    assert "Juana" not in text and "BREW" not in text and "s" * 32 not in text


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer"}])
def test_figures_need_the_token(url, headers):
    assert httpx.get(f"{url}/api/metrics", headers=headers).status_code == 404


def test_without_a_token_only_this_machine(live_server, client, world):
    url = live_server()
    assert httpx.get(f"{url}/api/metrics").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert httpx.get(f"{url}/api/metrics", headers={name: "127.0.0.1"}).status_code == 404


# Logs

SECRETS = {
    "name": "Zoraida", "surname": "Quezadilla", "phone": "809-555-0177",
    "birth_date": "1979-08-03", "email": "zoraida.q@example.do"}


def test_the_log_is_json_and_names_nobody(live_server, client, world, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    before = set(folder.glob("live*/server.log"))
    url = live_server(RATE_LIMITS="0", ACCESS_LOG="1")
    log, = set(folder.glob("live*/server.log")) - before
    with httpx.Client(base_url=url, timeout=30) as http:
        as_ = People(http, world)
        guest = as_.new_guest()
        token = guest.headers["Authorization"].removeprefix("Bearer ")
        booked = guest.book(
            world, world.at(4, "09:00"), person={**PERSON, **SECRETS}, reason="dolor-secreto")
        assert booked.status_code == 201
        http.get(f"/api/appointments/{booked.json()['id']}?secret=Zoraida")
        http.post("/api/auth/login", json={"login": SECRETS["email"], "password": PASSWORD})
        http.post("/api/auth/code", json={"email": SECRETS["email"]})
        http.get(f"/l/{'t' * 32}")
        http.get(f"/api/links/{'t' * 32}")
        as_("desk").get("/patients", search="Quezadilla")
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "clinica.access"]
    assert {"request", "method", "route", "status", "ms", "at"} <= set(requests[0])
    assert any(
        line["route"] == "/appointments" and line["status"] == 201
        and line["request"] == booked.headers["x-request-id"] for line in requests)
    text = log.read_text()
    for secret in (*SECRETS.values(), "8095550177", "dolor", "t" * 32, token, "eyJ", PASSWORD,
            booked.json()["number"], "ana@example.do", "Reyes"):
        assert secret not in text, secret


def line_of(name: str, text, *args, exc_info=None) -> dict:
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, text, args, exc_info)
    return json.loads(logs.Line().format(record))


def test_of_libraries_only_the_template_is_kept():
    line = line_of("trytond.protocols.dispatcher", "%s called by %s", "search", "Juana")
    assert line["message"] == "%s called by %s"
    assert line_of("trytond", ValueError("Juana"))["message"] == "ValueError"
    assert line_of("clinica.events", "listening again: %s", "Error")["message"].endswith("Error")


def test_of_an_exception_only_type_and_place_are_kept():
    try:
        raise ValueError("Juana Peralta")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
        line = line_of("clinica", "failed", exc_info=info)
    assert line["error"] == "ValueError"
    assert re.search(r"test_operations\.py:\d+ test_of_an_exception", line["where"][-1])
    assert "Juana" not in json.dumps(line)


# Failures

@pytest.fixture
def sentry_server():
    """What Sentry would get."""
    got: list[str] = []

    class Envelopes(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                raw = zlib.decompress(raw, 31)
            got.append(str(self.headers) + raw.decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), Envelopes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", got
    server.shutdown()


@pytest.fixture
def reporting(settings, sentry_server):
    import dataclasses

    import sentry_sdk
    dsn, got = sentry_server
    loggers = [logging.getLogger(name) for name in ("clinica", "api_adapter", "trytond")]
    before = [list(logger.handlers) for logger in loggers]
    sentry.start(dataclasses.replace(settings, sentry_dsn=dsn))
    yield lambda: sentry_sdk.flush(5) or got
    sentry_sdk.get_client().close()
    sentry_sdk.init()
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers = handlers


def test_a_failure_is_reported_without_anybodys_data(
        client, as_, world, monkeypatch, reporting):
    from api_adapter import booking

    def explode(*args, **kwargs):
        person = {**SECRETS, "reason": "dolor-secreto"}
        raise RuntimeError(f"cannot store {person}")
    monkeypatch.setattr(booking, "call", explode)
    guest = as_.new_guest()
    answer = guest.book(world, world.at(5, "09:00"), person={**PERSON, **SECRETS})
    assert answer.status_code == 500
    logging.getLogger("clinica").error("about %s", SECRETS["name"])
    sent = "".join(reporting())
    assert "RuntimeError" in sent and '"function":"explode"' in sent.replace('": "', '":"')
    assert answer.headers["x-request-id"] in sent
    for secret in (*SECRETS.values(), "dolor", "eyJ", "Authorization", "testclient", "cannot store"):
        assert secret not in sent, secret


def test_nothing_is_reported_without_an_address(settings):
    before = list(logging.getLogger("clinica").handlers)
    sentry.start(settings)
    assert logging.getLogger("clinica").handlers == before
