"""Made pages: nobody works at the Made Up Inn."""

import json


def posting(**more):
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Porter",
        "description": "<p>Keep it clean. <b>No experience needed</b>.</p>",
        "identifier": {"@type": "PropertyValue", "name": "Made Up Inn", "value": "P-1"},
        "datePosted": "2026-11-01",
        "validThrough": "2026-12-20T23:59:59+00:00",
        "employmentType": "PART_TIME",
        "hiringOrganization": {"@type": "Organization", "name": "Made Up Inn"},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "1 High Street",
                "addressLocality": "Witney",
                "postalCode": "OX28 6HW",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {"@type": "QuantitativeValue", "value": 12.71, "unitText": "HOUR"},
        },
        "workHours": "16 hours a week, Fri-Sun",
    } | more


def page(data, *, ascii_only=True):
    """A page with ``data`` as JSON-LD."""
    inside = json.dumps(data, ensure_ascii=ascii_only).replace("</", "<\\/")
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Jobs</title>\n'
        f'<script type="application/ld+json">{inside}</script>\n</head><body></body></html>'
    )


def feed(count, **more):
    """A feed of ``count`` vacancies with ten employers."""
    return json.dumps(
        [
            {
                "reference": f"F-{n}",
                "jobTitle": f"Porter {n}",
                "company": f"Made Up Place {n % 10}",
                "postcode": "OX28 6HW",
                "salary": "£12.71 per hour",
                "closingDate": "20/12/2026",
            }
            | more
            for n in range(count)
        ]
    )
