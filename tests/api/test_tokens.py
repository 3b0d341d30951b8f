# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile tokens: ours refuses them all, PyJWT judges beside it."""
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import jwt as pyjwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from jose import jwt as jose

from api_adapter.problems import ProblemError
from api_adapter.settings import TokenKey
from api_adapter.tokens import AUDIENCE, GUEST_LIFE, LIFE, Tokens

ISSUER = "https://clinic.example"
OLD, NEW = TokenKey("old", b"o" * 16 + b"0123456789abcdef"), TokenKey("new", secrets.token_bytes(32))
TOKENS = Tokens((NEW, OLD), ISSUER)
RSA = rsa.generate_private_key(65537, 2048).public_key()
EC = ec.generate_private_key(ec.SECP256R1()).public_key()
HEADER = {"alg": "HS256", "typ": "at+jwt", "kid": "new"}
DROP = object()
NOW = int(time.time())


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    now = NOW
    made = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "patient:7", "sid": 7, "iat": now, "nbf": now,
        "exp": now + LIFE, "jti": "x"}
    made.update(changes)
    return {name: value for name, value in made.items() if value is not DROP}


def signed(header: str | dict, payload: str | dict, secret: bytes = NEW.secret,
        digest: Callable[..., Any] = hashlib.sha256) -> str:
    def part(value: str | dict) -> str:
        return b64((value if isinstance(value, str) else json.dumps(value)).encode())
    text = f"{part(header)}.{part(payload)}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), digest).digest())}"


def with_claims(**changes: Any) -> str:
    return signed(HEADER, claims(**changes))


def with_header(**changes: Any) -> str:
    made = {**HEADER, **changes}
    return signed({name: value for name, value in made.items() if value is not DROP}, claims())


def key_material(key: Any, encoding: Encoding, format: PublicFormat) -> str:
    secret = key.public_bytes(encoding, format)
    return signed(HEADER, claims(), secret)


def flipped(token: str, part: int, index: int = 0) -> str:
    parts = token.split(".")
    text = parts[part]
    other = "A" if text[index] != "A" else "B"
    parts[part] = text[:index] + other + text[index:][1:]
    return ".".join(parts)


def last_letter_changed(token: str) -> str:
    """Another text for the same signature: the last letter has two bits to spare."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


GOOD = with_claims()
PEM, DER, SSH = (
    (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    (Encoding.OpenSSH, PublicFormat.OpenSSH))
HOSTILE = {
    "empty": "",
    "blank": " ",
    "one part": "abc",
    "two parts": "abc.def",
    "four parts": GOOD + ".x",
    "five parts (JWE)": "a.b.c.d.e",
    "JWE header": with_header(enc="A256GCM", alg="dir"),
    "alg none": signed({**HEADER, "alg": "none"}, claims()),
    "alg none, no signature": ".".join(signed({**HEADER, "alg": "none"}, claims()).split(".")[:2]) + ".",
    "alg None": with_header(alg="None"),
    "alg hs256": with_header(alg="hs256"),
    "alg HS384": signed({**HEADER, "alg": "HS384"}, claims(), digest=hashlib.sha384),
    "alg HS512": signed({**HEADER, "alg": "HS512"}, claims(), digest=hashlib.sha512),
    "alg RS256": with_header(alg="RS256"),
    "alg ES256": with_header(alg="ES256"),
    "alg missing": with_header(alg=DROP),
    "alg null": with_header(alg=None),
    "alg list": with_header(alg=["HS256"]),
    "typ JWT": with_header(typ="JWT"),
    "typ missing": with_header(typ=DROP),
    "typ refresh": with_header(typ="rt+jwt"),
    "typ upper": with_header(typ="AT+JWT"),
    "kid missing": with_header(kid=DROP),
    "kid unknown": with_header(kid="other"),
    "kid path": with_header(kid="../../dev/null"),
    "kid SQL": with_header(kid="' OR 1=1 --"),
    "kid number": with_header(kid=1),
    "kid list": with_header(kid=["new"]),
    "kid of the other key": with_header(kid="old"),
    "crit": with_header(crit=["exp"]),
    "jku": with_header(jku="https://evil.example/keys"),
    "jwk": with_header(jwk={"kty": "oct", "k": b64(b"x" * 32)}),
    "x5u": with_header(x5u="https://evil.example/cert"),
    "x5c": with_header(x5c=["MII"]),
    "b64 false": with_header(b64=False),
    "zip": with_header(zip="DEF"),
    "header twice alg": signed('{"alg":"none","alg":"HS256","typ":"at+jwt","kid":"new"}', claims()),
    "payload twice sub": signed(HEADER, json.dumps(claims())[:-1] + ',"sub":"staff:1"}'),
    "payload twice sid": signed(HEADER, '{"sid":1,' + json.dumps(claims())[1:]),
    "payload a list": signed(HEADER, "[]"),
    "payload a text": signed(HEADER, '"x"'),
    "payload null": signed(HEADER, "null"),
    "payload not JSON": signed(HEADER, "{"),
    "payload deep": signed(HEADER, "[" * 500),
    "header a list": signed("[]", claims()),
    "exp missing": with_claims(exp=DROP),
    "exp past": with_claims(exp=NOW - 1, iat=NOW - 300, nbf=NOW - 300),
    "exp text": with_claims(exp=str(NOW + 300)),
    "exp float": with_claims(exp=NOW + 300.5),
    "exp huge": with_claims(exp=1e308),
    "exp infinite": signed(HEADER, json.dumps(claims(exp=0)).replace('"exp": 0', '"exp": Infinity')),
    "exp true": with_claims(exp=True),
    "exp null": with_claims(exp=None),
    "exp far": with_claims(exp=NOW + 10 * LIFE),
    "exp too far for its kind": with_claims(exp=NOW + LIFE + 60),
    "iat missing": with_claims(iat=DROP),
    "iat future": with_claims(iat=NOW + 300, exp=NOW + 400),
    "iat text": with_claims(iat=str(NOW)),
    "nbf missing": with_claims(nbf=DROP),
    "nbf future": with_claims(nbf=NOW + 300),
    "nbf text": with_claims(nbf="now"),
    "aud missing": with_claims(aud=DROP),
    "aud other": with_claims(aud="other"),
    "aud list": with_claims(aud=[AUDIENCE, "other"]),
    "aud null": with_claims(aud=None),
    "iss missing": with_claims(iss=DROP),
    "iss other clinic": with_claims(iss="https://other.example"),
    "iss list": with_claims(iss=[ISSUER]),
    "sub missing": with_claims(sub=DROP),
    "sub number": with_claims(sub=7),
    "sub of another session": with_claims(sub="patient:8"),
    "sub of another kind": with_claims(sub="root:7"),
    "sub leading zero": with_claims(sub="patient:07"),
    "sub newline": with_claims(sub="patient:7\n"),
    "sid missing": with_claims(sid=DROP),
    "sid text": with_claims(sid="7"),
    "sid true": with_claims(sid=True, sub="patient:1"),
    "sid negative": with_claims(sid=-7, sub="patient:-7"),
    "jti missing": with_claims(jti=DROP),
    "jti number": with_claims(jti=1),
    "a role of its own": with_claims(role="administrator"),
    "padding": GOOD + "=",
    "signature with blank": GOOD + " ",
    "newline": GOOD + "\n",
    "leading blank": " " + GOOD,
    "last letter": last_letter_changed(GOOD),
    "no signature": GOOD.rpartition(".")[0] + ".",
    "signature of another": GOOD.rpartition(".")[0] + "." + with_claims(jti="y").rpartition(".")[2],
    "signature cut": GOOD[:-4],
    "flip in header": flipped(GOOD, 0, 4),
    "flip in payload": flipped(GOOD, 1, 8),
    "flip in signature": flipped(GOOD, 2, 5),
    "empty secret": signed(HEADER, claims(), b""),
    "secret x": signed(HEADER, claims(), b"x"),
    "secret is the kid": signed(HEADER, claims(), b"new"),
    "key confusion PEM (RSA)": key_material(RSA, *PEM),
    "key confusion DER (RSA)": key_material(RSA, *DER),
    "key confusion OpenSSH (RSA)": key_material(RSA, *SSH),
    "key confusion PEM (EC)": key_material(EC, *PEM),
    "key confusion DER (EC)": key_material(EC, *DER),
    "refresh token": secrets.token_urlsafe(32),
    "refresh token in three parts": ".".join(secrets.token_urlsafe(32) for _ in range(3)),
    "2 MB": signed(HEADER, claims(jti="x" * 2_000_000)),
    "just too long": with_claims(jti="x" * 2048),
    "NUL": GOOD.replace(".", ".\0", 1),
    "unicode": GOOD.replace(".", "․", 1),
    "not ASCII": "ñ." + GOOD.partition(".")[2],
}


@pytest.fixture(autouse=True)
def then():
    """The corpus is made once; its clock stands still, whenever the tests run."""
    with time_machine.travel(NOW, tick=False):
        yield


def ours(token: str) -> bool:
    try:
        TOKENS.read(token)
    except ProblemError as error:
        assert error.code == "invalid-token"
        return False
    return True


def judge(token: str) -> bool:
    """PyJWT with every check it has."""
    try:
        header = pyjwt.get_unverified_header(token)
        key = {"new": NEW.secret, "old": OLD.secret}[header["kid"]]
        pyjwt.decode(
            token, key, ["HS256"], audience=AUDIENCE, issuer=ISSUER,
            options={"require": ["exp", "iat", "nbf", "aud", "iss", "sub", "jti"],
                "strict_aud": True})
    except (pyjwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        return False
    return True


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_token_is_refused(name: str):
    assert not ours(HOSTILE[name])


HEADS = ("alg", "typ", "kid", "crit", "jku", "jwk", "x5", "b64", "zip", "header", "JWE header")
IN_CLAIMS = ("exp", "iat", "nbf", "aud", "sub", "sid", "jti", "a role")


@pytest.mark.parametrize("name", [
    n for n in HOSTILE if n.startswith(HEADS) and n != "kid of the other key"])
def test_a_hostile_header_does_not_reach_the_library(name: str, monkeypatch):
    def decode(*args, **kwargs):
        raise AssertionError("the library was asked")
    monkeypatch.setattr("api_adapter.tokens.jwt.decode", decode)
    assert not ours(HOSTILE[name])


@pytest.mark.parametrize("name", [n for n in HOSTILE if n.startswith(IN_CLAIMS)])
def test_hostile_claims_do_not_pass_a_lax_library(name: str, monkeypatch):
    """A library that lets every claim through: our own rules are enough."""
    def decode(token: str, *args, **kwargs):
        payload = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    monkeypatch.setattr("api_adapter.tokens.jwt.decode", decode)
    tokens = Tokens((NEW, OLD), ISSUER)
    assert tokens.read(GOOD)
    with pytest.raises(ProblemError, match="invalid-token"):
        tokens.read(HOSTILE[name])


def test_we_are_as_strict_as_the_judge():
    """Whatever PyJWT refuses we refuse; it lets through what only our own rules stop."""
    stopped_by_us_alone = {name for name, token in HOSTILE.items() if judge(token)}
    assert "typ JWT" in stopped_by_us_alone
    assert len(HOSTILE) - len(stopped_by_us_alone) > 60
    assert judge(GOOD) and ours(GOOD)


def test_the_library_alone_would_be_fooled():
    def accepts(token: str) -> bool:
        try:
            jose.decode(token, NEW.secret, ["HS256"], audience=AUDIENCE, issuer=ISSUER)
        except Exception:
            return False
        return True
    fooled = {name for name, token in HOSTILE.items() if accepts(token)}
    assert {"exp missing", "aud missing", "crit", "typ refresh", "padding"} <= fooled


def test_good_tokens_are_read():
    for kind, life in (("guest", GUEST_LIFE), ("patient", LIFE), ("staff", LIFE)):
        found = TOKENS.read(TOKENS.make(41, kind, life))
        assert (found.session, found.kind) == (41, kind)
        assert abs(found.expires_at - time.time() - life) < 3


def test_old_key_still_verifies_but_does_not_sign():
    made = Tokens((OLD,), ISSUER).make(5, "staff", LIFE)
    assert TOKENS.read(made).session == 5
    assert pyjwt.get_unverified_header(TOKENS.make(5, "staff", LIFE))["kid"] == "new"


def test_a_token_that_was_read_once_still_ends():
    token = TOKENS.make(9, "patient", LIFE)
    assert ours(token)
    with time_machine.travel(NOW + LIFE, tick=False):
        assert not ours(token)


def test_the_corpus_is_not_simply_old():
    assert ours(GOOD)


def test_bit_flips_are_refused():
    raw = bytearray(GOOD.encode())
    for index in range(len(raw)):
        for bit in range(7):
            raw[index] ^= 1 << bit
            assert not ours(raw.decode("latin-1")), (index, bit)
            raw[index] ^= 1 << bit
