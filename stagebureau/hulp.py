"""Which chapter of the handbook belongs to a page ("Hoe werkt dit?"), and the order of the chapters.

A page may name another chapter in its block `hulp`.
"""

from django.http import HttpRequest

ROLLEN = ("student", "werkbegeleider", "praktijkopleider", "stagedocent", "stagebegeleider", "coordinator", "beheerder")
ONDERWERPEN = (
    "inloggen",
    "vraag-en-aanbod",
    "maatregelen",
    "cijfers",
    "stageplaatsen",
    "vacatures",
    "vacatures-zoeken",
    "sollicitaties",
    "eigen-plek",
    "matching",
    "plaatsingen",
    "bijzondere-stages",
    "stagefonds",
    "handelingen",
    "flexstage",
    "route",
    "evc",
    "overeenkomsten",
    "ondertekenen",
    "ouders",
    "gesprekken",
    "verdelen",
    "begeleiderspoule",
    "scholing",
    "groepen",
    "signalen",
    "verslagen",
    "verslagregels",
    "evaluaties",
    "feedback",
    "doelen",
    "bpv-boek",
    "enquetes",
    "mail-en-agenda",
    "importeren",
)
# The part of an address name before the colon (or the whole name) to the chapter.
HOOFDSTUK = {
    "account": "inloggen",
    "afspraken": "gesprekken",
    "begeleiding": "gesprekken",
    "groepen": "groepen",
    "scholing": "scholing",
    "signalen": "signalen",
    "beheer": "beheerder",
    "boek": "bpv-boek",
    "cijfers": "cijfers",
    "controleren": "overeenkomsten",
    "eigenplek": "eigen-plek",
    "doelen": "doelen",
    "enquetes": "enquetes",
    "evaluaties": "evaluaties",
    "evc": "evc",
    "examens": "handelingen",
    "feedback": "feedback",
    "formulieren": "evaluaties",
    "handelingen": "handelingen",
    "imports": "importeren",
    "matching": "matching",
    "meldingen": "index",
    "plaatsingen": "plaatsingen",
    "poule": "begeleiderspoule",
    "sollicitaties": "sollicitaties",
    "stagegezin": "bijzondere-stages",
    "taken": "index",
    "toewijzen": "verdelen",
    "vacature": "vacatures",
    "vacatures": "stageplaatsen",
    "vandaag": "index",
    "verslagen": "verslagen",
    "volg": "route",
    "vraagaanbod": "vraag-en-aanbod",
    "zoeken": "index",
    "werkplek": "werkbegeleider",
    "zoekopdrachten": "vacatures-zoeken",
}
ALLAUTH = ("account_", "mfa_", "socialaccount_", "openid_")


def hoofdstuk_van(naam: str) -> str:
    """Return the chapter of an address name such as `plaatsingen:lijst`; empty when there is none."""
    return HOOFDSTUK.get(naam.partition(":")[0]) or ("inloggen" if naam.startswith(ALLAUTH) else "")


def adres_voor(request: HttpRequest) -> str:
    """Return the address of the chapter for the page that is asked for; empty when there is none."""
    gevonden = request.resolver_match
    hoofdstuk = hoofdstuk_van(gevonden.view_name or "") if gevonden else ""
    if not hoofdstuk:
        return ""
    return "/handleiding/" if hoofdstuk == "index" else f"/handleiding/{hoofdstuk}/"
