# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment: what is understood, and what is refused with a sentence that helps."""
import base64
import secrets
import stat

import pytest

from api_adapter.settings import (
    Settings,
    SettingsError,
    parse_token_keys,
    split_database_url,
)

PRODUCTION = {
    "DATABASE_URL": "postgres://clinic:pw@db.internal:5432/shop",
    "PUBLIC_URL": "https://citas.example.do/",
}
STRONG = secrets.token_hex(32)


def load(**environ: str) -> Settings:
    return Settings.load({**PRODUCTION, "SECRET_KEY": STRONG, **environ})


def test_the_database_address_is_divided_for_trytond():
    settings = load()
    assert settings.database_uri == "postgresql://clinic:pw@db.internal:5432"
    assert settings.database_name == "shop"
    assert settings.database_url == "postgresql://clinic:pw@db.internal:5432/shop"
    assert settings.public_url == "https://citas.example.do"


@pytest.mark.parametrize(("url", "uri", "name"), [
    ("postgres://u:p@h/x", "postgresql://u:p@h", "x"),
    ("postgresql://u@h:5433", "postgresql://u@h:5433", None),
    ("postgresql://u@/clinic?host=/tmp/pg", "postgresql://u@?host=/tmp/pg", "clinic"),
    ("postgresql://u:p%40@h/a%20b?sslmode=require", "postgresql://u:p%40@h?sslmode=require",
        "a b")])
def test_every_way_to_write_an_address(url: str, uri: str, name: str | None):
    assert split_database_url(url) == (uri, name)


@pytest.mark.parametrize(("environ", "said"), [
    ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    ({"SECRET_KEY": secrets.token_hex(31)}, "has 31 bytes"),
    ({"SECRET_KEY": "c2hvcnQ="}, "has 5 bytes"),
    ({"SECRET_KEY": "not random at all!"}, "hex or base64"),
    ({"SECRET_KEY": "00" * 32}, "easy to guess"),
    ({"SECRET_KEY": "deadbeef" * 8}, "easy to guess"),
    ({"SECRET_KEY": b"a sentence that a person has typed in".hex()}, "easy to guess"),
    ({"SECRET_KEY": "ThisIsTheLongKeyOfOurClinicWhichNobodyMayGet"}, "easy to guess"),
    ({"SECRET_KEY": "changeme-" + secrets.token_urlsafe(40)[:43]}, "easy to guess"),
    ({"SECRET_KEY": "-----BEGIN PUBLIC KEY-----\nMIIB"}, "key file"),
    ({"SECRET_KEY": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"}, "key file"),
    ({"CLINICA_TOKEN_KEYS": STRONG}, "kid:secret"),
    ({"CLINICA_TOKEN_KEYS": ","}, "kid:secret"),
    ({"CLINICA_TOKEN_KEYS": f"a:{STRONG},a:{secrets.token_hex(32)}"}, "same kid"),
    ({"CLINICA_TOKEN_KEYS": f"a:{STRONG},b:{STRONG}"}, "same secret"),
    ({"CLINICA_TOKEN_KEYS": "a:00ff"}, "has 2 bytes"),
    ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
    ({"DATABASE_URL": "sqlite:///clinic.db"}, "only PostgreSQL"),
    ({"DATABASE_NAME": "tryton"}, "may not be named"),
    ({"PUBLIC_URL": ""}, "PUBLIC_URL is not set"),
    ({"PUBLIC_URL": "citas.example.do"}, "must start with https"),
    ({"PORT": "http"}, "whole number"),
    ({"WORKERS": "0"}, "from 1 to 64"),
    ({"STAFF_RPC": "maybe"}, "1 or 0")])
def test_refusals_say_what_to_do(environ: dict[str, str], said: str):
    with pytest.raises(SettingsError, match=said):
        load(**environ)


@pytest.mark.parametrize("text", [
    STRONG, base64.b64encode(bytes.fromhex(STRONG)).decode(),
    base64.urlsafe_b64encode(bytes.fromhex(STRONG)).decode().rstrip("=")],
    ids=["hex", "base64", "base64url"])
def test_one_secret_in_each_of_its_spellings(text: str):
    assert load(SECRET_KEY=text).token_keys[0].secret == bytes.fromhex(STRONG)


def test_two_keys_live_during_a_rotation():
    keys = parse_token_keys(f"2027:{secrets.token_hex(32)},2026:{STRONG}")
    assert [key.kid for key in keys] == ["2027", "2026"]


def test_nothing_secret_is_shown():
    settings = load(RESEND_API_KEY="re_123456", SMTP_URL="smtp://u:hidden@mail")
    shown = repr(settings) + repr(settings.token_keys)
    assert not any(word in shown for word in (STRONG, "re_123456", "hidden", "pw@"))


def test_the_demo_makes_its_keys_once_for_itself_alone(tmp_path):
    environ = {**PRODUCTION, "DEMO": "1", "DATA_DIR": str(tmp_path / "new")}
    first, second = Settings.load(environ), Settings.load(environ)
    assert first.token_keys == second.token_keys
    assert stat.S_IMODE((tmp_path / "new" / "token-keys").stat().st_mode) == 0o600


def test_the_pool_has_room_for_every_thread():
    settings = load(THREADS="20")
    assert settings.pool_size >= 2 * (settings.threads + 1) + 2


@pytest.mark.parametrize(("value", "rate"), [("", None), ("10", 10.0), ("0.5", 0.5)])
def test_the_rate_of_mails_is_a_setting(value, rate):
    assert load(MAIL_RATE=value).mail_rate == rate


@pytest.mark.parametrize("value", ["0", "-1", "many", "1e3"])
def test_a_rate_that_is_none_is_refused(value):
    with pytest.raises(SettingsError, match="MAIL_RATE"):
        load(MAIL_RATE=value)
