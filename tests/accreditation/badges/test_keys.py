"""Keys: outside the database, unreadable without the vault's key, replaced without harm."""

import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from accreditation.badges import keys, queries
from accreditation.badges.models import BadgeKey, KeyKind
from crm.core import config
from crm.core.db import db, session
from crm.core.errors import RuleBroken
from tests.accreditation.badges.world import check, issued


@pytest.fixture(autouse=True)
def own_keys(app, tmp_path):
    """Keys of this test alone: the folder of the application serves every test."""
    app.config["DATA_DIR"] = tmp_path
    session.execute(sa.delete(BadgeKey))
    keys.rotate()
    session.commit()
    return tmp_path / "keys" / "badges"


def test_private_keys_are_files_for_one_reader(own_keys):
    files = sorted(own_keys.iterdir())

    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700


def test_neither_file_nor_database_holds_a_private_key(own_keys):
    _, key = keys.embedded()
    raw = key.private_bytes_raw()

    assert not any(raw in file.read_bytes() for file in own_keys.iterdir())
    for table in db.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).all():
            assert raw.hex() not in repr(row)
            assert raw not in b"".join(v for v in row if isinstance(v, bytes))


def test_a_second_start_makes_no_second_pair(own_keys):
    before = {file.name: file.read_bytes() for file in own_keys.iterdir()}

    assert keys.ensure() == 0
    assert {file.name: file.read_bytes() for file in own_keys.iterdir()} == before


def test_after_a_rotation_old_badges_verify_and_new_ones_use_the_new_key(make, own_keys):
    old = issued(make)
    before = keys.current(KeyKind.EMBEDDED).kid

    keys.rotate()
    session.commit()
    assert keys.forget_retired() == 2
    new = issued(make)

    after = keys.current(KeyKind.EMBEDDED).kid
    assert after != before
    assert json.loads(old.credential)["proof"][0]["verificationMethod"].endswith(before)
    assert json.loads(new.credential)["proof"][0]["verificationMethod"].endswith(after)
    for badge in (old, new):
        assert check(badge.credential).valid
        assert check(badge.token).valid
    assert not any(before in file.name for file in own_keys.iterdir())
    listed = [method["id"] for method in queries.did_document()["verificationMethod"]]
    assert len(listed) == 4
    assert any(before in one for one in listed)


def test_a_key_that_signed_cannot_be_removed(make):
    issued(make)

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.delete(BadgeKey))
    session.rollback()


def test_the_identifiers_document_is_one_that_strict_readers_take():
    document = queries.did_document()

    assert document["id"] == "did:web:127.0.0.1%3A8000"
    kinds = {method["type"] for method in document["verificationMethod"]}
    assert kinds == {"Multikey", "JsonWebKey"}
    assert all(isinstance(one, str) for one in document["assertionMethod"])
    ids = [method["id"] for method in document["verificationMethod"]]
    assert document["assertionMethod"] == ids
    assert not any("#z6Mk" in one for one in ids)


@pytest.mark.parametrize("harm", ["gone", "changed", "another vault key"])
def test_without_its_key_the_service_says_what_to_do(app, make, own_keys, harm):
    for file in own_keys.iterdir():
        if harm == "gone":
            file.unlink()
        elif harm == "changed":
            file.write_bytes(file.read_bytes()[:-1] + b"x")
    if harm == "another vault key":
        app.config["VAULT_KEY"] = config.new_key()

    with pytest.raises(RuleBroken, match="rotate-keys"):
        issued(make)
    session.rollback()
    keys.rotate()
    session.commit()
    assert check(issued(make).credential).valid


def test_a_replaced_vault_key_still_opens_them(app, make):
    app.config["VAULT_KEY"] = f"{config.new_key()},{app.config['VAULT_KEY']}"

    assert check(issued(make).credential).valid
    assert Path(app.config["DATA_DIR"]).exists()
