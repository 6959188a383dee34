"""Pages and feeds, read: the shared ones against their truth, and made ones."""

import csv
import json
from decimal import Decimal

import pytest

from crm.adverts.reading import read
from crm.adverts.stated import Unreadable
from crm.reference.shipped import postcode_areas
from tests.crm.adverts.pages import page, posting

AREAS = postcode_areas()
FIELDS = ("title", "employer", "postcode", "pay_min", "pay_max", "pay_unit", "hours_per_week",
          "closes")  # fmt: skip


def adverts(content):
    return read(content if isinstance(content, bytes) else content.encode(), AREAS).adverts


def only(content):
    (found,) = adverts(content)
    return found


def refusal(content):
    with pytest.raises(Unreadable) as caught:
        adverts(content)
    return str(caught.value)


def words(advert):
    """The advert in the terms of ``truth.csv``."""
    pay, hours = advert.pay, advert.hours
    return {
        "title": advert.title,
        "employer": advert.employer,
        "postcode": advert.postcode,
        "pay_min": f"{pay.low or ''}",
        "pay_max": f"{pay.high or ''}",
        "pay_unit": pay.unit.value if pay.unit else "",
        "hours_per_week": f"{hours.low or ''}",
        "closes": advert.closes_on.isoformat() if advert.closes_on else "",
    }


def test_every_field_of_the_shared_pages_is_read_as_its_truth_says(shared):
    wrong, right = [], 0
    with (shared / "data/vacancies/truth.csv").open(newline="", encoding="utf-8") as lines:
        for truth in csv.DictReader(lines):
            try:
                found = words(only((shared / "data/vacancies" / truth["file"]).read_bytes()))
            except Unreadable:
                found = dict.fromkeys(FIELDS, "")
            except AssertionError:
                found = {}
            wrong += [(truth["file"], f) for f in FIELDS if found.get(f) != truth[f]]
            right += sum(found.get(f) == truth[f] for f in FIELDS)

    print(f"fields right: {right} of 40")
    assert (wrong, right) == ([], 40)


def test_the_broken_page_says_which_line(shared):
    broken = (shared / "data/vacancies/broken-json-synthetic.html").read_bytes()

    assert "broken in line 8: a line break or a tab stands inside a text" in refusal(broken)


SCHOOL_FEEDS = {
    "dfe-ats-broadbean.xml": ("Class Teacher", "2042-08-23", "urn:111111,222222", "fixed term"),
    "dfe-ats-fusion.json": ("Class Teacher", "2042-10-28", "urn:111111,222222", "fixed term"),
    "dfe-ats-fusion-error.json": ("Class Teacher", "2042-10-28", "urn:111111,222222", "fixed term"),
    "dfe-ats-ventrus.xml": ("Teaching Assistant", "2043-09-01", "urn:111111", "permanent"),
}


@pytest.mark.parametrize("name", SCHOOL_FEEDS)
def test_the_feeds_of_school_systems_are_read(shared, name):
    found = only((shared / "data/vacancies" / name).read_bytes())
    title, closes, schools, contract = SCHOOL_FEEDS[name]

    assert (found.title, found.closes_on.isoformat()) == (title, closes)
    assert (found.organisation, found.contract) == (schools, contract)
    assert found.url == "http://testurl.com"
    assert not found.pay.certain, "a year is not said, or a week cannot be meant"
    assert found.pay.text


def test_a_wrong_value_of_a_feed_is_said(shared):
    found = only((shared / "data/vacancies/dfe-ats-fusion-error.json").read_bytes())

    assert "“Incorrect value provided” is no phase" in " ".join(d.words for d in found.doubts)


def test_the_examples_of_schema_org_are_all_read(shared):
    found = adverts((shared / "data/vacancies/schemaorg-jobposting-examples.json").read_bytes())

    assert [one.title for one in found] == [
        "Software Engineer", "Junior software developer", "Telecommute from anywhere in USA!",
        "Mobile App Developer", "Software Engineer",
    ]  # fmt: skip
    assert "not in pounds" in found[0].pay.doubt
    assert found[3].employer == "ACME Software"


def test_a_plain_page_is_read_whole():
    found = only(page(posting()))

    assert (found.title, found.employer, found.postcode) == ("Porter", "Made Up Inn", "OX28 6HW")
    assert (found.pay.low, found.pay.unit, found.pay.certain) == (Decimal("12.71"), "HOUR", True)
    assert (found.hours.low, found.hours.weekdays) == (Decimal(16), ("fri", "sat", "sun"))
    assert found.description == "Keep it clean. No experience needed."
    assert found.pattern == "Part time"
    assert not found.doubts


MICRODATA = """<!doctype html><html><body><div itemscope itemtype="https://schema.org/JobPosting">
<h1 itemprop="title">Gardener &amp; handy person</h1>
<div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">Hill End <b>Gardens</b></span></div>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place">
<p itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<span itemprop="addressLocality">Wytham</span> <span itemprop="postalCode">ox28qj</span></p></div>
<div itemprop="baseSalary" itemscope itemtype="https://schema.org/MonetaryAmount">
<meta itemprop="currency" content="GBP">
<span itemprop="value" itemscope itemtype="https://schema.org/QuantitativeValue">
<meta itemprop="value" content="13.05"><meta itemprop="unitText" content="HOUR"></span></div>
<time itemprop="validThrough" datetime="2026-12-04T12:00">4 December</time>
<a itemprop="url" href="https://hill.example/jobs/7?utm_source=x">Apply</a>
<div itemprop="description"><p>Work outdoors.</p><ul><li>Dig<li>Plant</ul></div>
</div></body></html>"""


def test_microdata_is_read():
    found = only(MICRODATA)

    assert found.title == "Gardener & handy person"
    assert (found.employer, found.town, found.postcode) == (
        "Hill End Gardens", "Wytham", "OX2 8QJ",
    )  # fmt: skip
    assert (found.pay.low, found.pay.certain) == (Decimal("13.05"), True)
    assert found.closes_on.isoformat() == "2026-12-04"
    assert found.key == "url:hill.example/jobs/7"
    assert found.description == "Work outdoors.\n\n- Dig\n- Plant"
    assert found.where == "microdata of the page"


def test_rdfa_is_read():
    found = only(
        MICRODATA.replace('itemscope itemtype="https://schema.org/', 'typeof="').replace(
            "itemprop", "property"
        )
    )

    assert (found.title, found.postcode) == ("Gardener & handy person", "OX2 8QJ")
    assert (found.where, found.pay.low) == ("RDFa of the page", Decimal("13.05"))


def test_one_job_marked_twice_is_found_once():
    both = MICRODATA.replace(
        "<body>",
        '<body><script type="application/ld+json">{"@type":"JobPosting","title":"Gardener & handy '
        'person","hiringOrganization":"Hill End Gardens"}</script>',
    )

    assert only(both).where == "JSON-LD script 1 of the page"


NESTED = {
    "in a graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, posting()]},
    "in a list in a list": [[posting()]],
    "as an item of a list": {
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "item": posting()}],
    },
    "with several types": posting() | {"@type": ["Thing", "http://schema.org/JobPosting"]},
    "with prefixed names": {f"schema:{k}" if k[0] != "@" else k: v for k, v in posting().items()},
    "with an employer elsewhere": {
        "@graph": [
            {"@type": "Organization", "@id": "#org", "name": "Made Up Inn"},
            posting() | {"hiringOrganization": {"@id": "#org"}},
        ]
    },
    "as a main entity": {"@type": "WebPage", "mainEntity": posting()},
}


@pytest.mark.parametrize("where", NESTED)
def test_a_posting_is_found_wherever_it_stands(where):
    found = only(page(NESTED[where]))

    assert (found.title, found.employer, found.postcode) == ("Porter", "Made Up Inn", "OX28 6HW")
    assert only(json.dumps(NESTED[where])).title == "Porter"


def test_broken_data_beside_good_data_is_said_and_the_good_is_read():
    made = page(posting()).replace("<head>", '<head>\n<script type="application/ld+json">{"a":}'
                                             "</script>\n")  # fmt: skip
    reading = read(made.encode(), AREAS)

    assert [one.title for one in reading.adverts] == ["Porter"]
    (notice,) = reading.notices
    assert "broken in line 3: a value is missing, or a comma is too many." in notice


def test_escaped_and_wrapped_data_is_read():
    escaped = json.dumps(posting()).replace('"', "&quot;")
    for inside in (escaped, f"<!--\n{json.dumps(posting())}\n-->",
                   f"//<![CDATA[\n{json.dumps(posting())}\n//]]>"):  # fmt: skip
        assert only(page(None).replace("null", inside)).title == "Porter"


FEED = """<?xml version="1.0"?><jobs>{}</jobs>"""
ENTRY = """<job><id>{n}</id><title>Porter {n} &pound;</title><company>Made Up Inn</company>
<salary>&pound;12.71 per hour</salary><description><![CDATA[<p>Sweep</p>]]></description>
<postcode>OX28 6HW</postcode><closingDate>27 November 2026 at 9am</closingDate></job>"""


def test_a_feed_of_many_is_read_in_order():
    feed = FEED.format("".join(ENTRY.format(n=n) for n in range(500)))
    found = adverts(feed)

    assert [one.title for one in found] == [f"Porter {n} £" for n in range(500)]
    assert len({one.key for one in found}) == 500
    assert (found[7].pay.low, found[7].pay.certain) == (Decimal("12.71"), True)
    assert found[7].closes_on.isoformat() == "2026-11-27"
    assert found[7].description == "Sweep"


def test_a_feed_that_breaks_off_says_where():
    reading = read(FEED.format(ENTRY.format(n=1) + "<job><title>Cook</title>").encode(), AREAS)

    assert [one.title for one in reading.adverts][:1] == ["Porter 1 £"]
    assert "not well-formed XML in line 3" in reading.notices[0]


def test_a_page_in_windows_text_is_read_with_a_notice():
    made = page(posting() | {"title": "Café – £"}, ascii_only=False)

    assert only(made.encode("utf-16")).title == "Café – £"
    bare = made.replace('<meta charset="utf-8">', "")
    reading = read(bare.encode("cp1252"), AREAS)
    assert reading.adverts[0].title == "Café – £"
    assert "read as Windows text" in reading.notices[0]
    stated = made.replace("utf-8", "iso-8859-1")
    assert read(stated.encode("cp1252"), AREAS).adverts[0].title == "Café – £"


def test_a_page_saved_as_one_file_is_read():
    saved = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="--x"\r\n\r\n----x\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{page(posting())}\r\n----x--\r\n"
    )

    assert only(saved).title == "Porter"


def test_a_start_before_the_closing_date_is_left_blank_and_said():
    found = only(page(posting() | {"jobStartDate": "2026-01-05"}))

    assert found.starts_on is None
    assert "before the closing date" in found.doubts[0].words
