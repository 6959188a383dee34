"""The shape of an Open Badges 3.0 credential as JSON Schema, written from the standard's tables.

The tests hold it against 1EdTech's own schema, by two engines: both accept and refuse the same.
A good signature does not make a badge; verifiers accept signed ones without ``criteria``.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from jsonschema import Draft201909Validator, FormatChecker, ValidationError
from jsonschema.exceptions import best_match

Schema = dict[str, Any]
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context"
TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "number"}
TOKEN: Schema = {"type": "string", "pattern": r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"}
LANGUAGE: Schema = {
    "type": "string",
    "pattern": r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
}
CONTEXTS: Schema = {
    "type": "array",
    "minItems": 2,
    "items": [
        {"enum": ["https://www.w3.org/ns/credentials/v2"]},
        {
            "type": "string",
            "pattern": rf"^{re.escape(OPEN_BADGES)}(-3\.\d\.\d)*\.json$",
        },
    ],
    "additionalItems": {"anyOf": [TEXT, {"type": "object"}]},
}

IDENTITIES = (
    "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn "
    "issn lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId "
    "ltiPlatformId ltiUserId identifier"
)
ACHIEVEMENTS = (
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge "
    "BachelorDegree Certificate CertificateOfCompletion Certification CommunityService Competency "
    "Course CoCurricular Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment "
    "JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate "
    "QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate "
    "SecondarySchoolDiploma"
)
RESULTS = (
    "GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result "
    "RubricCriterion RubricCriterionLevel RubricScore ScaledScore Status"
)
TARGETS = (
    "ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel "
    "CTDL"
)
STATES = "Completed Enrolled Failed InProgress OnHold Provisional Withdrew"


def many(inner: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": inner}


def one_of(words: str) -> Schema:
    """Return the schema of a fixed list of words."""
    return {"type": "string", "enum": words.split()}


def open_list(words: str) -> Schema:
    """Return the schema of a list of words that may be extended by ``ext:``."""
    own = {"type": "string", "pattern": r"(ext:)[a-z|A-Z|0-9|.|-|_]+"}
    return {"oneOf": [one_of(words), own]}


def typed(*any_of: str) -> Schema:
    """Return the schema of a ``type`` array that must hold one of these."""
    return {"type": "array", "minItems": 1, "items": TEXT, "contains": {"enum": list(any_of)}}


def ref(name: str) -> Schema:
    """Return a pointer to one of the shapes below."""
    return {"$ref": f"#/$defs/{name}"}


def shape(required: str, texts: str = "", *, closed: bool = False, **fields: Schema) -> Schema:
    """Return the schema of an object: its required names, its plain texts, its other fields."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": dict.fromkeys(texts.split(), TEXT) | fields,
    } | ({"additionalProperties": False} if closed else {})


def _kind(*kinds: str) -> Schema:
    return {"type": {"allOf": [typed(kind) for kind in kinds]} if len(kinds) > 1 else typed(*kinds)}


ENVELOPE: Schema = {
    "@context": CONTEXTS,
    "awardedDate": MOMENT,
    "issuer": {"oneOf": [TEXT, ref("Profile")]},
    "validFrom": MOMENT,
    "validUntil": MOMENT,
    "proof": many(ref("Proof")),
    "credentialSchema": many(ref("Service")),
    "credentialStatus": ref("Service"),
    "refreshService": ref("Service"),
    "termsOfUse": many(shape("type", "id type")),
}
ENDORSED: Schema = {
    "endorsement": many(ref("EndorsementCredential")),
    "endorsementJwt": many(TOKEN),
}
HEAD = "@context id type credentialSubject issuer validFrom"
SHAPES: dict[str, Schema] = {
    "Achievement": shape(
        "id type criteria description name",
        "id description fieldOfStudy humanCode name specialization version",
        **_kind("Achievement"),
        **ENDORSED,
        alignment=many(ref("Alignment")),
        achievementType=open_list(ACHIEVEMENTS),
        creator=ref("Profile"),
        creditsAvailable=NUMBER,
        criteria=shape("", "id narrative"),
        image=ref("Image"),
        inLanguage=LANGUAGE,
        otherIdentifier=many(ref("IdentifierEntry")),
        related=many(ref("Related")),
        resultDescription=many(ref("ResultDescription")),
        tag=many(TEXT),
    ),
    "AchievementSubject": shape(
        "type achievement",
        "id licenseNumber narrative role term",
        **_kind("AchievementSubject"),
        activityEndDate=MOMENT,
        activityStartDate=MOMENT,
        creditsEarned=NUMBER,
        achievement=ref("Achievement"),
        identifier=many(ref("IdentityObject")),
        image=ref("Image"),
        result=many(ref("Result")),
        source=ref("Profile"),
    ),
    "Address": shape(
        "type",
        "addressCountry addressCountryCode addressRegion addressLocality streetAddress "
        "postOfficeBoxNumber postalCode",
        **_kind("Address"),
        geo=shape(
            "type latitude longitude",
            type=one_of("GeoCoordinates"),
            latitude=NUMBER,
            longitude=NUMBER,
        ),
    ),
    "Alignment": shape(
        "type targetName targetUrl",
        "targetCode targetDescription targetName targetFramework targetUrl",
        **_kind("Alignment"),
        targetType=open_list(TARGETS),
    ),
    "EndorsementCredential": shape(
        f"{HEAD} name",
        "id name description",
        **ENVELOPE,
        **_kind("VerifiableCredential", "EndorsementCredential"),
        credentialSubject=shape("id type", "id endorsementComment", **_kind("EndorsementSubject")),
    ),
    "Evidence": shape("type", "id narrative name description genre audience", **_kind("Evidence")),
    "IdentifierEntry": shape(
        "type identifier identifierType",
        "identifier",
        closed=True,
        type=one_of("IdentifierEntry"),
        identifierType=open_list(IDENTITIES),
    ),
    "IdentityObject": shape(
        "type hashed identityHash identityType",
        "identityHash salt",
        closed=True,
        type=one_of("IdentityObject"),
        hashed={"type": "boolean"},
        identityType=open_list(IDENTITIES),
    ),
    "Image": shape("id type", "id caption", closed=True, type=one_of("Image")),
    "Profile": shape(
        "id type",
        "id name url phone description email official familyName givenName additionalName "
        "patronymicName honorificPrefix honorificSuffix familyNamePrefix",
        **_kind("Profile"),
        **ENDORSED,
        image=ref("Image"),
        address=ref("Address"),
        otherIdentifier=many(ref("IdentifierEntry")),
        parentOrg=ref("Profile"),
        dateOfBirth={"type": "string", "format": "date"},
    ),
    "Proof": shape(
        "type",
        "type cryptosuite challenge domain nonce proofPurpose proofValue verificationMethod",
        created=MOMENT,
    ),
    "Related": shape("id type", "id version", **_kind("Related"), inLanguage=LANGUAGE),
    "Result": shape(
        "type",
        "achievedLevel resultDescription value",
        **_kind("Result"),
        alignment=many(ref("Alignment")),
        status=one_of(STATES),
    ),
    "ResultDescription": shape(
        "id type name resultType",
        "id name requiredLevel requiredValue valueMax valueMin",
        **_kind("ResultDescription"),
        alignment=many(ref("Alignment")),
        allowedValue=many(TEXT),
        resultType=open_list(RESULTS),
        rubricCriterionLevel=many(ref("RubricCriterionLevel")),
    ),
    "RubricCriterionLevel": shape(
        "id type name",
        "id description level name points",
        **_kind("RubricCriterionLevel"),
        alignment=many(ref("Alignment")),
    ),
    "Service": shape("id type", "id type"),
}
BADGE: Schema = shape(
    HEAD,
    "id name description",
    **ENVELOPE,
    **ENDORSED,
    type={"allOf": [typed("VerifiableCredential"), typed("AchievementCredential",
                                                         "OpenBadgeCredential")]},
    image=ref("Image"),
    credentialSubject=ref("AchievementSubject"),
    evidence=many(ref("Evidence")),
) | {"$schema": "https://json-schema.org/draft/2019-09/schema#", "$defs": SHAPES}  # fmt: skip
ENDORSEMENT: Schema = ref("EndorsementCredential") | {"$defs": SHAPES}

FORMATS = FormatChecker(formats=())
MOMENT_TEXT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?(?:([+-]\d\d:\d\d)|[Zz])", re.ASCII
)


def read_moment(text: str) -> datetime:
    """Return a moment with its zone; raises ``ValueError``. Source: RFC 3339."""
    found = MOMENT_TEXT.fullmatch(text)
    if found is None:
        raise ValueError("not a moment with a zone")
    return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or '+00:00'}")


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(read_moment(value))


def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


FORMATS.checks("date-time", raises=ValueError)(_is_moment)
FORMATS.checks("date", raises=ValueError)(_is_day)
WORDS = {
    "array": "a list",
    "object": "an object",
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
}


def faults(credential: dict[str, Any], schema: Schema = BADGE) -> Iterator[str]:
    """Yield what does not fit, each as a place and a reason, the most telling first."""
    engine = Draft201909Validator(schema, format_checker=FORMATS)
    errors = list(engine.iter_errors(credential))
    best = best_match(errors)
    for error in [best, *(one for one in errors if one is not best)] if best else ():
        place = ".".join(str(part) for part in error.absolute_path) or "the badge"
        yield f"{place[:100]}: {_reason(error)}"


def _reason(error: ValidationError) -> str:
    wanted = error.validator_value
    match error.validator:
        case "required":
            return str(error.message)[:100]
        case "type":
            return f"it must be {WORDS.get(wanted, wanted)}"
        case "contains":
            return f"it must hold {' or '.join(wanted['enum'])}"
        case "format":
            return f"it must be a {wanted}"
        case _:
            return "the standard does not allow its value"
