"""The handbook: order of chapters, pictures with a size, and "Hoe werkt dit?" on every page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from stagebureau.hulp import HOOFDSTUK, ONDERWERPEN, ROLLEN, hoofdstuk_van
from stagebureau.views.paginas import hoofdstukken
from tests.factories import persoon
from tests.toegang.adressen import alle_adressen

pytestmark = [pytest.mark.django_db, pytest.mark.eens]
BOEK = Path(settings.BASE_DIR) / "docs" / "handleiding"
SJABLONEN = Path(settings.BASE_DIR) / "templates"
# Pages that need no explanation, and addresses that are no page.
ZONDER = {"health", "agenda", "privacy", "toegankelijkheid"}


def test_chapters_come_in_a_sensible_order():
    begin, rollen, onderwerpen = hoofdstukken()
    assert [rij["naam"] for rij in begin[1]] == ["index"]
    assert [rij["naam"] for rij in rollen[1]] == list(ROLLEN)
    namen = [rij["naam"] for rij in onderwerpen[1]]
    assert namen[: len(ONDERWERPEN)] == [naam for naam in ONDERWERPEN if naam in namen]
    assert len(namen) + len(rollen[1]) + 1 == len(list(BOEK.glob("*.md")))


def test_pictures_have_a_size(client):
    tekst = client.get("/handleiding/coordinator/").text
    beelden = re.findall(r"<img [^>]*>", tekst[tekst.index("leestekst") :].partition("</article>")[0])
    assert beelden
    assert all(re.search(r'width="\d{3,4}" height="\d{3,4}"', beeld) for beeld in beelden)


def test_every_page_has_a_chapter():
    los = [
        adres.naam
        for adres in alle_adressen()
        if not hoofdstuk_van(adres.naam) and adres.naam not in ZONDER and not adres.naam.startswith("handleiding")
    ]
    assert not los, f"give these a chapter in stagebureau/hulp.py: {los}"
    for hoofdstuk in HOOFDSTUK.values():
        assert (BOEK / f"{hoofdstuk}.md").is_file(), hoofdstuk


@pytest.mark.parametrize(
    "pad", [pad for pad in sorted(SJABLONEN.rglob("*.html")) if "block hulp" in pad.read_text(encoding="utf-8")],
    ids=lambda pad: str(pad.relative_to(SJABLONEN)),
)  # fmt: skip
def test_chapter_that_a_template_names_exists(pad):
    blok = re.search(r"{% block hulp %}(.*?){% endblock", pad.read_text(encoding="utf-8"), re.DOTALL)[1]
    for adres in re.findall(r"/handleiding/([a-z0-9-]+)/", blok):
        assert (BOEK / f"{adres}.md").is_file(), adres


@pytest.mark.parametrize(
    ("naam", "hoofdstuk"),
    [
        ("vandaag", ""),
        ("plaatsingen:lijst", "plaatsingen/"),
        ("matching:lijst", "matching/"),
        ("begeleiding:lijst", "gesprekken/"),
        ("evaluaties:lijst", "evaluaties/"),
        ("vacatures:lijst", "stageplaatsen/"),
        ("beheer:start", "beheerder/"),
        ("zoeken", ""),
        ("account:mijn", "inloggen/"),
    ],
)
def test_page_leads_to_its_chapter(client, naam, hoofdstuk):
    client.force_login(persoon("beheerder"))
    tekst = client.get(reverse(naam)).text
    assert re.search(rf'href="/handleiding/{hoofdstuk}">.*?Hoe werkt dit\?', tekst, re.DOTALL)
