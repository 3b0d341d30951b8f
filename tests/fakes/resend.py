# SPDX-License-Identifier: GPL-3.0-or-later
"""A faithful stand-in for Resend's HTTP API, for the real SDK to talk to.

Kept: authorisation, required fields, idempotency keys (the same answer to the
same body for 24 hours, 409 to another body), rate limits with their headers,
the error documents, signed webhooks. Faults are served on demand, before or
after the message was taken. Every delivery goes to an append-only journal, so
its counters survive the death of the fake itself.

As a process: ``python -m tests.fakes.resend PORT JOURNAL [--faults SEED]``
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

API_KEY = "re_test_key"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of the fake, 32 bytes..").decode()
KEY_LIFE = 24 * 3600
MAX_KEY = 256
BATCH_LIMIT = 100

# name: (status, error name, whether the message was taken all the same)
FAULTS: dict[str, tuple[int, str, bool]] = {
    "rate": (429, "rate_limit_exceeded", False),
    "daily_quota": (429, "daily_quota_exceeded", False),
    "monthly_quota": (429, "monthly_quota_exceeded", False),
    "server_error": (500, "internal_server_error", False),
    "server_error_taken": (500, "internal_server_error", True),
    "unauthorised": (401, "missing_api_key", False),
    "bad_key": (403, "invalid_api_key", False),
    "unprocessable": (422, "validation_error", False),
    "bad_gateway": (502, "", False),  # an HTML page
    "bad_gateway_taken": (502, "", True),
    "hang": (0, "", False),  # no answer until the client gives up
    "hang_taken": (0, "", True),
    "cut": (0, "", False),  # the line is closed without an answer
    "cut_taken": (0, "", True),
    "half": (200, "", True),  # half of the answer's body
    "no_id": (200, "", True),  # an answer without an id
}
TRANSIENT = (
    "rate", "server_error", "server_error_taken", "bad_gateway", "bad_gateway_taken",
    "hang", "hang_taken", "cut", "cut_taken", "half", "no_id")


class FakeResend:
    """`deliveries` are the messages taken, each once; `faults` what comes next."""

    def __init__(
            self, journal: Path | None = None, port: int = 0,
            rate: float | None = None, hang_seconds: float = 30) -> None:
        self.journal = journal
        self.rate = rate
        self.hang_seconds = hang_seconds
        self.api_key = API_KEY
        self.faults: deque[str | None] = deque()
        self.deliveries: list[dict[str, Any]] = []
        self.requests: Counter[str] = Counter()
        self.served: Counter[str] = Counter()
        self.chaos: tuple[random.Random, float, tuple[str, ...]] | None = None
        self.closing = threading.Event()
        self._keys: dict[str, tuple[float, str, Any]] = {}
        self._moments: deque[float] = deque()
        self._lock = threading.Lock()
        self._load()
        self._server = _Server(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    # Life

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeResend:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        self._server.serve_forever()

    # Faults

    def next(self, *faults: str | None) -> None:
        """Serve these, one request each; None is a good answer."""
        assert {fault for fault in faults if fault} <= FAULTS.keys()
        self.faults.extend(faults)

    def make_trouble(
            self, seed: int, share: float = 0.3,
            faults: Iterable[str] = TRANSIENT) -> None:
        """From now on `share` of the requests meet one of the faults."""
        self.chaos = (random.Random(seed), share, tuple(faults))

    def _fault(self) -> str | None:
        if self.faults:
            return self.faults.popleft()
        if self.chaos and self.chaos[0].random() < self.chaos[1]:
            return self.chaos[0].choice(self.chaos[2])
        return None

    # The API

    def post(self, path: str, headers: dict[str, str], raw: bytes) -> Answer:
        """Judge a request as Resend does, in its order."""
        with self._lock:
            self.requests[path] += 1
            fault = self._fault()
            self.served.update([fault] if fault else [])
            if refusal := self._refusal(path, headers, fault):
                return refusal
            body = _json(raw)
            if problem := _problem(path, body):
                return problem
            if fault and not FAULTS[fault][2]:
                return Answer.of_fault(fault)
            answer = self._take(path, headers.get("idempotency-key"), body)
            if fault and answer.status == 200:
                return Answer.of_fault(fault, answer.body)
            return answer

    def _refusal(
            self, path: str, headers: dict[str, str], fault: str | None) -> Answer | None:
        if headers.get("authorization", "") in {"", "Bearer ", "Bearer None"}:
            return Answer.error(401, "missing_api_key", "Missing API Key")
        if headers["authorization"] != f"Bearer {self.api_key}":
            return Answer.error(403, "invalid_api_key", "API key is invalid")
        if path not in {"/emails", "/emails/batch"}:
            return Answer.error(404, "not_found", "The requested endpoint does not exist")
        if fault in {"rate", "daily_quota", "monthly_quota"} or self._too_fast():
            name = FAULTS[fault][1] if fault else "rate_limit_exceeded"
            return Answer.error(429, name, "Too many requests", {"retry-after": "1"})
        if len(headers.get("idempotency-key", "")) > MAX_KEY:
            return Answer.error(400, "invalid_idempotency_key", "The key is too long")
        return None

    def _too_fast(self) -> bool:
        if self.rate is None:
            return False
        now = time.monotonic()
        while self._moments and self._moments[0] <= now - 1:
            self._moments.popleft()
        if len(self._moments) >= self.rate:
            return True
        self._moments.append(now)
        return False

    def _take(self, path: str, key: str | None, body: Any) -> Answer:
        """Deliver once per key; the body must be the one of the first time."""
        fingerprint = hashlib.sha256(
            json.dumps([path, body], sort_keys=True).encode()).hexdigest()
        known = self._keys.get(key or "")
        if known and known[0] > time.time() - KEY_LIFE:
            if known[1] != fingerprint:
                return Answer.error(
                    409, "invalid_idempotent_request",
                    "Same idempotency key used with a different request payload")
            return Answer(200, known[2])
        messages = body if path == "/emails/batch" else [body]
        entries = [
            {"id": str(uuid.uuid4()), "key": key, "at": time.time(), "message": message}
            for message in messages]
        ids = [{"id": entry["id"]} for entry in entries]
        answer: Any = {"data": ids} if path == "/emails/batch" else ids[0]
        self._store(entries, key, fingerprint, answer)
        return Answer(200, answer)

    def _store(
            self, entries: list[dict[str, Any]], key: str | None, fingerprint: str,
            answer: Any) -> None:
        record = {
            "entries": entries, "key": key, "fingerprint": fingerprint,
            "answer": answer}
        if self.journal:
            with self.journal.open("a") as stream:
                stream.write(json.dumps(record) + "\n")
        self._remember(record)

    def _load(self) -> None:
        """What an earlier life delivered; a half-written last line never was."""
        if self.journal and self.journal.exists():
            for line in self.journal.read_text().splitlines():
                try:
                    self._remember(json.loads(line))
                except json.JSONDecodeError:
                    continue

    def _remember(self, record: dict[str, Any]) -> None:
        self.deliveries.extend(record["entries"])
        if record["key"]:
            self._keys[record["key"]] = (
                record["entries"][0]["at"], record["fingerprint"], record["answer"])

    # Webhooks

    @staticmethod
    def webhook(
            kind: str, email_id: str, message_id: str | None = None,
            at: float | None = None, secret: str = WEBHOOK_SECRET,
            ) -> tuple[dict[str, str], bytes]:
        """Headers and raw body of a signed event, e.g. `email.bounced`."""
        raw = json.dumps({
            "type": kind, "created_at": "2026-11-25T12:00:00.000Z",
            "data": {"email_id": email_id}}).encode()
        message_id = message_id or f"msg_{uuid.uuid4().hex}"
        moment = str(int(at or time.time()))
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{message_id}.{moment}.".encode() + raw
        signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        return {
            "svix-id": message_id, "svix-timestamp": moment,
            "svix-signature": f"v1,{signature.decode()}",
            "content-type": "application/json"}, raw

    # HTTP

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                fake.post(self.path, headers, raw).write(self, fake)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Clients are killed while they talk: nothing to say about it."""


class Answer:
    def __init__(
            self, status: int, body: Any, headers: dict[str, str] | None = None,
            fault: str = "") -> None:
        self.status = status
        self.body = body
        self.headers = headers or {}
        self.fault = fault

    @classmethod
    def error(
            cls, status: int, name: str, message: str,
            headers: dict[str, str] | None = None) -> Answer:
        return cls(
            status, {"statusCode": status, "name": name, "message": message}, headers)

    @classmethod
    def of_fault(cls, fault: str, body: Any = None) -> Answer:
        status, name, _ = FAULTS[fault]
        answer = cls.error(status, name, f"fault on demand: {fault}")
        answer.fault = fault
        if fault == "half":
            answer.body = body
        elif fault == "no_id":
            answer.body = {}
        return answer

    def write(self, handler: BaseHTTPRequestHandler, fake: FakeResend) -> None:
        if self.fault.startswith(("hang", "cut")):
            if self.fault.startswith("hang"):
                fake.closing.wait(fake.hang_seconds)
            handler.close_connection = True
            handler.connection.close()
            return
        content, kind = self._content()
        handler.send_response(self.status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(content)))
        handler.send_header("ratelimit-limit", "2")
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if self.fault == "half":
            content = content[:len(content) // 2]
            handler.close_connection = True
        handler.wfile.write(content)

    def _content(self) -> tuple[bytes, str]:
        if self.fault.startswith("bad_gateway"):
            return b"<html>502 Bad Gateway</html>", "text/html"
        return json.dumps(self.body).encode(), "application/json; charset=utf-8"


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _problem(path: str, body: Any) -> Answer | None:
    """What Resend finds wrong in a body."""
    messages = body if path == "/emails/batch" else [body]
    if not isinstance(messages, list) or not 0 < len(messages) <= BATCH_LIMIT:
        return Answer.error(422, "validation_error", "Expected 1 to 100 messages")
    for message in messages:
        if not isinstance(message, dict):
            return Answer.error(400, "validation_error", "The body is not an object")
        for name in ("from", "to", "subject"):
            if not message.get(name):
                return Answer.error(
                    422, "missing_required_field", f"Missing `{name}` field.")
        to = message["to"] if isinstance(message["to"], list) else [message["to"]]
        if len(to) > 50 or not all("@" in address for address in to):
            return Answer.error(422, "validation_error", "Invalid `to` field.")
    return None


def main(port: str, journal: str, *options: str) -> None:
    fake = FakeResend(Path(journal), int(port), hang_seconds=3)
    if "--faults" in options:
        fake.make_trouble(int(options[options.index("--faults") + 1]))
    print(f"Ready: {fake.url}", flush=True)
    fake.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
