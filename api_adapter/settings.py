# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed environment of every process.

`Settings.load()` reads the variables named in `docs/operations.md`. Outside the demo it refuses
missing or weak secrets; in the demo they are made once and kept in `DATA_DIR`.
"""
from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

DATABASE_NAME = "clinic"
MINIMUM_SECRET_BYTES = 32
MINIMUM_DISTINCT_BYTES = 16  # 32 random bytes have fewer once in 10^13 times
STAFF_THREADS = 4  # for Tryton's clients, beside THREADS for the API
LARGEST_FILE_OF_KEYS = 4096
SHORTEST_METRICS_TOKEN = 16
POSTGRES_SCHEMES = {"postgres", "postgresql"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
MAKE_A_SECRET = 'python -c "import secrets; print(secrets.token_hex(32))"'
TYPED_WORDS = ("secret", "password", "changeme", "clinica", "example", "insecure", "default")
KID = re.compile(r"[A-Za-z0-9._-]{1,32}")
RESERVED_DATABASE_NAMES = {
    "api", "assets", "avatar", "baja", "cita", "clinica", "entrar", "l", "mailbox", "mis-citas",
    "buscar-cita", "pantalla", "plantillas", "problems", "reservar", "rpc", "tryton"}


class SettingsError(Exception):
    """The environment is not usable; the message is one sentence for the operator."""


@dataclass(frozen=True)
class TokenKey:
    kid: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What a process needs to know. `token_keys[0]` signs, all of them verify."""

    database_uri: str = field(repr=False)  # for trytond: without the name of the database
    database_name: str
    token_keys: tuple[TokenKey, ...] = field(repr=False)
    demo: bool
    public_url: str
    host: str
    port: int
    workers: int
    threads: int
    pool_size: int
    data_dir: Path
    mail_from: str
    resend_api_key: str | None = field(repr=False)
    resend_api_url: str
    resend_webhook_secret: str | None = field(repr=False)
    smtp_url: str | None = field(repr=False)
    mail_rate: float | None  # messages in a second; None for the transport's own
    num_proxies: int
    cors_origins: tuple[str, ...]
    staff_rpc: bool
    rate_limits: bool
    sentry_dsn: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    access_log: bool  # one line for each request

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        env = _Environment(os.environ if environ is None else environ)
        demo = env.boolean("DEMO", False)
        data_dir = Path(env.text("DATA_DIR", "var/demo" if demo else "var")).resolve()
        uri, name = _database(env)
        port = env.integer("PORT", 8000, 1, 65535)
        threads = env.integer("THREADS", 16, 1, 200)
        return cls(
            database_uri=uri,
            database_name=name,
            token_keys=_token_keys(env, demo, data_dir),
            demo=demo,
            public_url=_public_url(env, demo, port),
            host=env.text("HOST", "localhost"),
            port=port,
            workers=env.integer("WORKERS", min(2, os.cpu_count() or 1), 1, 64),
            threads=threads,
            pool_size=env.integer(
                "POOL_SIZE", 2 * (threads + STAFF_THREADS) + 2, 4, 500),
            data_dir=data_dir,
            mail_from=env.text("MAIL_FROM", "Clínica <citas@localhost>"),
            resend_api_key=env.optional("RESEND_API_KEY"),
            resend_api_url=env.text("RESEND_API_URL", "https://api.resend.com"),
            resend_webhook_secret=env.optional("RESEND_WEBHOOK_SECRET"),
            smtp_url=env.optional("SMTP_URL"),
            mail_rate=env.rate("MAIL_RATE"),
            num_proxies=env.integer("NUM_PROXIES", 0, 0, 10),
            cors_origins=tuple(env.text("CORS_ORIGINS", "").replace(",", " ").split()),
            staff_rpc=env.boolean("STAFF_RPC", True),
            rate_limits=env.boolean("RATE_LIMITS", True),
            sentry_dsn=env.optional("SENTRY_DSN"),
            metrics_token=_metrics_token(env),
            access_log=env.boolean("ACCESS_LOG", not demo),
        )

    @property
    def database_url(self) -> str:
        """The address of the clinic's database for libpq and psycopg."""
        return self.url_of(self.database_name)

    def url_of(self, database: str) -> str:
        parts = urlsplit(self.database_uri)
        return f"postgresql://{parts.netloc}/{quote(database)}" + (
            f"?{parts.query}" if parts.query else "")

    @property
    def mailbox_dir(self) -> Path:
        return self.data_dir / "mailbox"


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings.load()


class _Environment:
    """Reads variables; an empty one counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def optional(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        return self.optional(name) or default

    def integer(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not low <= int(value) <= high:
            raise SettingsError(
                f"{name} must be a whole number from {low} to {high}, not {value!r}.")
        return int(value)

    def rate(self, name: str) -> float | None:
        value = self.optional(name)
        if value is None:
            return None
        if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", value) or not float(value):
            raise SettingsError(
                f"{name} must be a number of messages in a second, not {value!r}.")
        return float(value)

    def boolean(self, name: str, default: bool) -> bool:
        value = (self.optional(name) or str(default)).lower()
        if value not in TRUE | FALSE:
            raise SettingsError(f"{name} must be 1 or 0, not {value!r}.")
        return value in TRUE


def split_database_url(url: str) -> tuple[str, str | None]:
    """Divide a PostgreSQL address into the one without database name, and the name.

    >>> split_database_url('postgres://u:p@db.example:5432/shop?sslmode=require')
    ('postgresql://u:p@db.example:5432?sslmode=require', 'shop')
    """
    parts = urlsplit(url)
    if parts.scheme not in POSTGRES_SCHEMES:
        raise SettingsError(
            "DATABASE_URL must start with postgresql://, only PostgreSQL keeps two patients"
            " from holding one time.")
    name = unquote(parts.path.strip("/")) or None
    return urlunsplit(("postgresql", parts.netloc, "", parts.query, "")), name


def _database(env: _Environment) -> tuple[str, str]:
    url = env.optional("DATABASE_URL")
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set: give the address of a PostgreSQL database such as"
            " postgresql://user:password@host:5432/clinic, or run `clinica demo`.")
    uri, name = split_database_url(url)
    name = env.optional("DATABASE_NAME") or name or DATABASE_NAME
    if name in RESERVED_DATABASE_NAMES:
        raise SettingsError(
            f"The database may not be named {name!r}: that is an address of the web site.")
    return uri, name


def _public_url(env: _Environment, demo: bool, port: int) -> str:
    url = env.optional("PUBLIC_URL") or env.optional("RENDER_EXTERNAL_URL")
    if url is None and not demo:
        raise SettingsError(
            "PUBLIC_URL is not set: give the address patients see, such as"
            " https://citas.example.com; the links in messages start with it.")
    url = (url or f"http://localhost:{port}").rstrip("/")
    if urlsplit(url).scheme not in {"http", "https"}:
        raise SettingsError(f"PUBLIC_URL must start with https://, not {url!r}.")
    return url


def _metrics_token(env: _Environment) -> str | None:
    token = env.optional("METRICS_TOKEN")
    if token and (len(token) < SHORTEST_METRICS_TOKEN or not token.isascii()):
        raise SettingsError(
            f"METRICS_TOKEN needs at least {SHORTEST_METRICS_TOKEN} letters and digits: make one"
            f" with `{MAKE_A_SECRET}`.")
    return token


def _token_keys(env: _Environment, demo: bool, data_dir: Path) -> tuple[TokenKey, ...]:
    if pairs := env.optional("CLINICA_TOKEN_KEYS"):
        return parse_token_keys(pairs)
    if secret := env.optional("SECRET_KEY"):
        return (TokenKey("k1", decode_secret(secret, "SECRET_KEY")),)
    if demo:
        return parse_token_keys(_demo_keys(data_dir / "token-keys"))
    raise SettingsError(
        f"SECRET_KEY is not set: make one with `{MAKE_A_SECRET}` and keep it secret.")


def parse_token_keys(pairs: str) -> tuple[TokenKey, ...]:
    """`kid:secret,kid2:secret2` → keys, the signing one first."""
    keys = tuple(_token_key(pair) for pair in pairs.split(",") if pair.strip())
    if not keys:
        raise SettingsError("CLINICA_TOKEN_KEYS must be written kid:secret,kid2:secret2.")
    if len({key.kid for key in keys}) < len(keys):
        raise SettingsError("CLINICA_TOKEN_KEYS names the same kid twice.")
    if len({key.secret for key in keys}) < len(keys):
        raise SettingsError("CLINICA_TOKEN_KEYS holds the same secret twice.")
    return keys


def _token_key(pair: str) -> TokenKey:
    kid, _, secret = pair.strip().partition(":")
    if not KID.fullmatch(kid) or not secret:
        raise SettingsError("CLINICA_TOKEN_KEYS must be written kid:secret,kid2:secret2.")
    return TokenKey(kid, decode_secret(secret, f"The secret of key {kid!r}"))


def decode_secret(text: str, name: str) -> bytes:
    """Hex or base64 text → bytes; refuses what is short, guessable or a key of another kind."""
    if "-----BEGIN" in text or text.startswith("ssh-"):
        raise SettingsError(
            f"{name} is a public or private key file; it must be random bytes:"
            f" make some with `{MAKE_A_SECRET}`.")
    secret = _from_hex(text) or _from_base64(text)
    if secret is None:
        raise SettingsError(
            f"{name} must be random bytes written in hex or base64: make some with"
            f" `{MAKE_A_SECRET}`.")
    if len(secret) < MINIMUM_SECRET_BYTES:
        raise SettingsError(
            f"{name} has {len(secret)} bytes, it needs at least {MINIMUM_SECRET_BYTES}:"
            f" make a new one with `{MAKE_A_SECRET}`.")
    if len(set(secret)) < MINIMUM_DISTINCT_BYTES or _was_typed(text, secret):
        raise SettingsError(
            f"{name} is easy to guess: make a random one with `{MAKE_A_SECRET}`.")
    return secret


def _from_hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _from_base64(text: str) -> bytes | None:
    standard = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return None


def _was_typed(text: str, secret: bytes) -> bool:
    """Whether a person wrote this: readable bytes, letters only, or a word of such secrets."""
    readable = all(32 <= byte < 127 for byte in secret)
    return readable or text.isalpha() or any(word in text.lower() for word in TYPED_WORDS)


def _demo_keys(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(f"demo:{secrets.token_hex(MINIMUM_SECRET_BYTES)}\n")
    return path.read_text()[:LARGEST_FILE_OF_KEYS].strip()
