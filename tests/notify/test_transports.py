# SPDX-License-Identifier: GPL-3.0-or-later
"""The three ways out: the real Resend SDK against the fake, SMTP, the folder."""

import email.policy
import time
from email import message_from_bytes

import pytest
import resend
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from api_adapter.notify.outcome import Accepted, Refused, Retry, Unknown
from api_adapter.notify.registry import transports
from api_adapter.notify.render import render
from api_adapter.notify.transports.mailbox import MailboxTransport
from api_adapter.notify.transports.resend import ResendTransport
from api_adapter.notify.transports.smtp import SmtpTransport, parse
from tests.conftest import free_port
from tests.fakes.resend import API_KEY, FAULTS, WEBHOOK_SECRET, FakeResend
from tests.notify.rows import LETTERHEAD, a_row


def a_message(**changes):
    return render(a_row(**changes), LETTERHEAD)


# Resend


@pytest.fixture
def fake():
    with FakeResend(hang_seconds=3) as fake:
        yield fake


@pytest.fixture
def transport(fake):
    return ResendTransport(API_KEY, fake.url, timeout=1)


def test_resend_takes_a_message_with_its_calendar(fake, transport):
    outcome = transport.send(a_message(kind="reminder"))
    delivery, = fake.deliveries
    assert outcome == Accepted(delivery["id"])
    assert delivery["key"] == a_row()["key"]
    sent = delivery["message"]
    assert sent["from"] == "Clínica La Vega <citas@clinica.test>"
    assert sent["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["tags"] == [{"name": "key", "value": a_row()["key"]}]
    transport.send(a_message(key="another"))
    attachment, = fake.deliveries[1]["message"]["attachments"]
    assert attachment["content_type"].endswith("method=REQUEST")


def test_a_repeat_is_recognised_and_answered_alike(fake, transport):
    first, second = (transport.send(a_message()) for _ in range(2))
    assert first == second and len(fake.deliveries) == 1


def test_the_key_of_an_accepted_message_with_another_body_is_not_a_failure(
        fake, transport):
    transport.send(a_message())
    assert transport.send(a_message(visit={"location_name": "Sede Norte"})) == (
        Accepted(""))
    assert len(fake.deliveries) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_outcome_and_never_a_second_delivery(
        fault, fake, transport):
    fake.next(fault)
    outcome = transport.send(a_message())
    if fault == "unprocessable":
        assert isinstance(outcome, Refused)
        return
    assert isinstance(outcome, Retry)
    assert outcome.channel == (fault in {
        "rate", "daily_quota", "monthly_quota", "unauthorised", "bad_key"})
    assert isinstance(transport.send(a_message()), Accepted)
    assert len(fake.deliveries) == 1


def test_rate_and_quota_are_told_apart(fake, transport):
    fake.next("rate")
    assert transport.send(a_message()).after == 1.0
    wrong = ResendTransport("re_other", fake.url, timeout=1).send(a_message())
    assert wrong.channel and "invalid_api_key" in wrong.reason


def test_no_server_at_all_is_for_later():
    outcome = ResendTransport(API_KEY, "http://127.0.0.1:9", timeout=1).send(a_message())
    assert isinstance(outcome, Retry)


def test_a_refused_address_is_refused(fake, transport):
    answer = fake.post("/emails", {"authorization": f"Bearer {API_KEY}"}, b'{"to": []}')
    assert answer.status == 422 and not fake.deliveries


def test_the_fakes_counters_survive_its_death(tmp_path):
    journal = tmp_path / "journal"
    for _ in range(2):
        with FakeResend(journal) as fake:
            ResendTransport(API_KEY, fake.url).send(a_message())
    assert len(FakeResend(journal).deliveries) == 1


def test_the_fakes_batches_are_idempotent_too(fake):
    resend.api_key, resend.api_url = API_KEY, fake.url
    one = {"from": "a@b.co", "to": ["c@d.co"], "subject": "s", "html": "h"}
    answers = [
        resend.Batch.send([one, one], {"idempotency_key": "batch"}) for _ in range(2)]
    assert answers[0]["data"] == answers[1]["data"] and len(fake.deliveries) == 2


def test_the_fakes_webhooks_pass_the_sdks_check():
    headers, raw = FakeResend.webhook("email.bounced", "e1")
    parts = {name.removeprefix("svix-"): headers[name] for name in headers}
    event = resend.Webhooks.verify({
        "payload": raw.decode(), "headers": parts, "webhook_secret": WEBHOOK_SECRET})
    assert event["type"] == "email.bounced"
    with pytest.raises(ValueError):
        resend.Webhooks.verify({
            "payload": raw.decode() + " ", "headers": parts,
            "webhook_secret": WEBHOOK_SECRET})


# SMTP


class Post:
    """A mail server's mind: keeps what it takes, answers what it is told."""

    def __init__(self):
        self.taken = []
        self.rcpt = self.data = None
        self.cut = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.cut:
            server.transport.close()
            return "250 never heard"
        if not self.data:
            self.taken.append(envelope)
        return self.data or "250 OK"


class Here(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def post():
    controller = Here(Post(), hostname="127.0.0.1", port=free_port())
    controller.start()
    controller.handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield controller.handler
    controller.stop()


def test_smtp_carries_all_parts(post):
    outcome = SmtpTransport(post.url).send(a_message())
    envelope, = post.taken
    mail = message_from_bytes(envelope.content, policy=email.policy.default)
    assert outcome == Accepted(mail["Message-ID"])
    assert envelope.rcpt_tos == ["ana@example.com"]
    assert mail["Subject"].startswith("Cita confirmada: miércoles 25")
    assert "text/calendar" in [p.get_content_type() for p in mail.walk()]


@pytest.mark.parametrize(("answer", "kind"), [
    ("450 mailbox busy", Retry), ("550 no such user", Refused)])
def test_smtp_tells_later_from_never(post, answer, kind):
    post.rcpt = answer
    assert isinstance(SmtpTransport(post.url).send(a_message()), kind)
    post.rcpt, post.data = None, answer
    assert isinstance(SmtpTransport(post.url).send(a_message()), kind)
    assert not post.taken


def test_a_line_cut_during_the_content_leaves_doubt(post):
    post.cut = True
    assert isinstance(SmtpTransport(post.url).send(a_message()), Unknown)


def test_no_mail_server_is_for_later():
    outcome = SmtpTransport("smtp://127.0.0.1:9").send(a_message())
    assert isinstance(outcome, Retry) and outcome.channel


@pytest.mark.parametrize(("url", "port", "tls"), [
    ("smtp://mail.example", 587, "starttls"), ("smtps://mail.example", 465, "implicit"),
    ("smtp://localhost:1025", 1025, "none"), ("smtp://mail.example?tls=none", 587, "none")])
def test_a_foreign_server_is_spoken_to_in_secret(url, port, tls):
    assert (parse(url).port, parse(url).tls) == (port, tls)


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(ValueError):
        parse("http://mail.example")


# The folder


def test_the_mailbox_keeps_one_whole_file_per_message(tmp_path):
    transport = MailboxTransport(tmp_path / "mail")
    first = transport.send(a_message())
    again = transport.send(a_message())
    other = transport.send(a_message(key="other"))
    assert first == again != other
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 2 and {f.suffix for f in files} == {".eml"}


def test_a_full_disk_is_for_later(tmp_path):
    (tmp_path / "mail").write_text("a file where the folder should be")
    outcome = MailboxTransport(tmp_path / "mail").send(a_message())
    assert isinstance(outcome, Retry) and outcome.channel


# The choice


class Settings:
    resend_api_key = None
    resend_api_url = "https://api.resend.com"
    smtp_url = None
    mail_rate = None

    def __init__(self, tmp_path, **changes):
        self.mailbox_dir = tmp_path
        self.__dict__.update(changes)


@pytest.mark.parametrize(("changes", "name"), [
    ({}, "mailbox"), ({"smtp_url": "smtp://localhost"}, "smtp"),
    ({"resend_api_key": "re_1", "smtp_url": "smtp://localhost"}, "resend")])
def test_the_environment_chooses(tmp_path, changes, name):
    assert transports(Settings(tmp_path, **changes))["email"].name == name


def test_resend_is_given_two_in_a_second(tmp_path):
    started = time.monotonic()
    chosen = transports(Settings(tmp_path, resend_api_key="re_1"))["email"]
    other = transports(Settings(tmp_path, resend_api_key="re_1", mail_rate=10.0))["email"]
    assert other.rate == 10.0
    assert chosen.rate == 2.0 and time.monotonic() - started < 1
