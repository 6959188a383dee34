"""The pages of a version."""

import html
import re

import sqlalchemy as sa

from accreditation.versions import actions
from crm.core import clock
from crm.core.db import session
from crm.people.models import Person

BASE = "/accreditation/scheme"


def publish(row, **given):
    told = {"effective_from": clock.today(), "honoured_until": None, "why": "Committee, 12 March"}
    actions.publish(row, seen=row.digest, by=somebody(), **{**told, **given})
    session.commit()


def somebody():
    return session.scalars(sa.select(Person).order_by(Person.id)).first()


def form_of(page):
    """What a browser would send back from the page's own form."""
    text = html.unescape(page.text)
    form = text.split('class="pw-form"')[1].split("</form>")[0]
    found = [
        (name, value)
        for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
        if 'type="checkbox"' not in form.split(f'name="{name}"')[0].rsplit("<input", 1)[1]
    ]
    found += re.findall(r'type="checkbox" id="[^"]*" name="([^"]+)" value="([^"]*)" checked', form)
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        found.append((name, (chosen or first)[1]))
    found += re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S)
    sent = {}
    for name, value in found:
        sent.setdefault(name, []).append(value)
    return sent
