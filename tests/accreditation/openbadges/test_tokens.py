"""The badge as a token: its names, its key, and tokens that lie."""

import base64
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accreditation.openbadges import multikeys, tokens
from tests.accreditation.openbadges import made
from tests.accreditation.openbadges.made import check, failed, unchecked


def signed(payload, key, algorithm, **header):
    raw = json.dumps(payload).encode()
    return jwt.PyJWS().encode(raw, key, algorithm=algorithm, headers=header)


def test_header_and_names_are_those_of_the_standard():
    header, payload = tokens.read(made.token())

    assert header == {"alg": "ES256", "typ": "JWT", "kid": made.KID}
    assert payload["iss"] == payload["issuer"]["id"] == made.DID
    assert payload["jti"] == payload["id"]
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["nbf"] == int(made.BEGINS.timestamp())
    assert payload["exp"] == int(made.ENDS.timestamp())
    assert "proof" not in payload


def test_a_token_of_ours_is_valid():
    assert check(made.token()).plain()["valid"] is True


def test_a_changed_token_is_not():
    head, body, signature = made.token().split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    payload["name"] = "Platinum"
    other = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")

    assert failed(check(f"{head}.{other}.{signature}")) == {"signature"}
    assert failed(check(f"{head}.{body}.{signature[:-4]}AAAA")) == {"signature"}
    assert failed(check(f"{head}.{body}.")) == {"signature"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iss", "did:web:evil.example"),
        ("jti", "urn:x"),
        ("sub", "urn:x"),
        ("nbf", 1),
        ("exp", 9e12),
    ],
)
def test_names_that_contradict_the_badge_are_found(name, value):
    lie = signed(tokens.claims(made.plain()) | {name: value}, made.TOKEN, "ES256", kid=made.KID)

    assert failed(check(lie)) == {"token"}


@pytest.mark.parametrize(
    "header",
    [
        {"kid": made.KID, "x5u": "https://elsewhere.example"},
        {"kid": made.KID, "crit": ["exp"]},
        {"kid": made.KID, "jku": "https://elsewhere.example"},
        {"kid": made.KID, "typ": "at+jwt"},
    ],
)
def test_headers_a_badge_may_not_have_are_refused(header):
    token = signed(tokens.claims(made.plain()), made.TOKEN, "ES256", **header)

    assert failed(check(token)) == {"signature"}


def test_no_algorithm_is_no_signature():
    payload = tokens.claims(made.plain())
    parts = ({"alg": "none", "kid": made.KID}, payload)
    bare = ".".join(
        base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts
    )

    assert failed(check(f"{bare}.")) == {"signature"}


def test_our_public_key_is_no_secret_to_sign_with():
    public = json.dumps(multikeys.jwk(made.TOKEN.public_key())).encode()
    parts = ({"alg": "HS256", "kid": made.KID}, tokens.claims(made.plain()))
    text = ".".join(map(spelt, (json.dumps(part).encode() for part in parts)))
    lie = f"{text}.{spelt(hmac.digest(public, text.encode(), 'sha256'))}"

    assert failed(check(lie)) == {"signature"}


def spelt(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_another_key_under_our_name_is_found():
    mine = Ed25519PrivateKey.generate()
    jwk = multikeys.as_jwk(mine.public_key())
    lie = signed(tokens.claims(made.plain()), mine, "EdDSA", jwk=jwk)

    assert failed(check(lie)) == {"issuer", "signature"}


def foreign():
    issuer = {"id": "did:web:college.example", "type": ["Profile"], "name": "A college"}
    return tokens.claims(made.plain(issuer=issuer, credentialStatus=None))


def rsa_key():
    return rsa.generate_private_key(65_537, 2048)


def jwk_of(key):
    if isinstance(key, Ed25519PrivateKey):
        return multikeys.as_jwk(key.public_key())
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))


@pytest.mark.parametrize(
    ("make_key", "algorithm"), [(rsa_key, "RS256"), (Ed25519PrivateKey.generate, "EdDSA")]
)
def test_a_key_inside_proves_the_text_but_not_the_issuer(make_key, algorithm):
    key = make_key()
    report = check(signed(foreign(), key, algorithm, jwk=jwk_of(key)))

    assert (report.ok("signature"), unchecked(report)) == (True, {"issuer"})
    assert report.status == "not checked"
    other = check(signed(foreign(), make_key(), algorithm, jwk=jwk_of(key)))
    assert other.ok("signature") is False


def test_a_key_elsewhere_is_not_asked_for():
    report = check(signed(foreign(), made.TOKEN, "ES256", kid="https://college.example/k/1"))

    assert unchecked(report) == {"issuer", "signature"} or failed(report) == {"issuer", "signature"}
    assert not report.valid


@pytest.mark.parametrize(
    "jwk",
    [7, {}, {"kty": "oct", "k": "x"}, {"kty": ["EC"], "crv": {}}, {"kty": "EC", "crv": "P-256"},
     {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kty": "OKP", "crv": "Ed25519", "x": 7},
     {"kty": "RSA", "n": "AQAB", "e": "AQAB"}],
)  # fmt: skip
def test_a_broken_key_is_said_to_be_broken(jwk):
    report = check(signed(foreign(), made.TOKEN, "ES256", jwk=jwk))

    assert failed(report) == {"issuer", "signature"}
