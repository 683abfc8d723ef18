"""Make the region: every step in order, in one transaction."""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from basis.errors import DomainError
from kern.models import Student, User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing
from stagebureau.demo import (
    accounts,
    bevoegdheden,
    enquetes,
    evaluaties,
    feedback,
    gesprekken,
    gewoonten,
    groepen,
    groot,
    organisaties,
    overeenkomsten,
    plan,
    poule,
    rondes,
    routes,
    sollicitaties,
    soorten,
    stages,
    studenten,
    toewijzen,
    uren,
    vacatures,
    verloop,
    verslagen,
    volboek,
    voorbereiding,
    vormen,
    zoeken,
)
from stagebureau.demo.basis import Wereld, tel_tabellen

MINIMUM = 20


@transaction.atomic
def maak_regio(
    *, aantal: int, seed: int, vandaag: date, at: datetime, meld: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Fill an empty database with a region of `aantal` students; the same seed and day give the same region.

    Returns how many rows of each kind there are. Raises DomainError when there are students already.
    """
    if aantal < MINIMUM:
        msg = f"Een regio heeft minstens {MINIMUM} studenten."
        raise DomainError(msg)
    if Student.objects.exists():
        msg = "Er staan al studenten in de database. Kies een lege database (`make demo-leeg`)."
        raise DomainError(msg)
    wereld, regio = Wereld(aantal, seed, vandaag), organisaties.Regio()
    meld("schooljaren, scholen en leerbedrijven")
    organisaties.maak_jaren(wereld, regio)
    organisaties.maak_scholen(wereld, regio)
    organisaties.maak_leerbedrijven(wereld, regio)
    meld("studenten en stageplaatsen")
    mensen = studenten.maak_studenten(wereld, regio)
    plaatsen = studenten.maak_stageplaatsen(wereld, regio, mensen)
    studenten.maak_opgaven(wereld, regio, mensen, plaatsen)
    meld("plaatsingen")
    loop = stages.maak_plaatsingen(wereld, regio, mensen, plaatsen)
    stages.maak_ronde(wereld, regio, loop, plaatsen)
    meld("uren")
    stages.maak_uren(wereld, loop)
    meld("gesprekken")
    gevoerd = stages.maak_gesprekken(wereld, loop)
    meld("verslagen en evaluaties")
    doelen = verslagen.maak_leerdoelen(wereld, loop)
    meldingen = verslagen.maak_gespreksfeiten(gevoerd)
    verslagen.maak_verslagen(wereld, loop, doelen, meldingen)
    evaluaties.maak_evaluaties(wereld, loop)
    if settings.DEMO:
        hoofdpersoon = accounts.maak_accounts(wereld, regio, loop)
        accounts.geef_concept(wereld, hoofdpersoon)
        evaluaties.toon_elke_stand(wereld, hoofdpersoon)
        zoeken.maak_zoekwerk(wereld)
        verloop.maak_verloop(wereld, loop, hoofdpersoon)
    meld("wie mag tekenen, ouders en voogden")
    bevoegdheden.maak_bevoegdheden(wereld)
    tel_tabellen()
    meld("vacatures")
    gepubliceerd = vacatures.maak_vacatures(wereld, regio)
    if settings.DEMO:
        vacatures.toon_elke_stand(wereld, regio, gepubliceerd)
    meld("verslagregels van de afgelopen maanden")
    gewoonten.veeg_verleden(wereld)
    meld("vraag, belangstelling en verdeling; begeleiderspoule, mentoren en trainingen")
    _maak_plannen(wereld, regio, mensen, loop)
    if settings.DEMO:
        _maak_voorbeelden(wereld, regio, loop, hoofdpersoon, at=at, meld=meld)
    groot.maak_aantallen(wereld, regio, loop, at=at)
    tel_tabellen()
    leg_vast(actie="regio gemaakt", obj=None, by=None, at=at, na={"studenten": len(mensen), "seed": seed})
    return {
        "personen": User.objects.count(),
        "studenten": len(mensen),
        "leerbedrijven": len(regio.leerbedrijven),
        "stageplaatsen": sum(len(rij) for rij in plaatsen.values()),
        "plaatsingen": len(loop.plaatsingen),
        "zonder plaats": len(loop.zonder),
    }


def _maak_plannen(wereld: Wereld, regio: organisaties.Regio, mensen: list[Student], loop: stages.Stages) -> None:
    """Show what the region plans with: figures, measures, the poule."""
    voorbereiding.maak_voorbereiding(wereld, regio, mensen)
    plan.maak_demoplan(wereld, regio)
    poule.maak_poule(wereld, regio, loop)


def _maak_voorbeelden(
    wereld: Wereld,
    regio: organisaties.Regio,
    loop: stages.Stages,
    hoofdpersoon: Plaatsing,
    *,
    at: datetime,
    meld: Callable[[str], None],
) -> None:
    """Show the demo accounts rounds, applications, hours, templates and certificates."""
    if wereld.aantal <= voorbereiding.GROOT:
        meld("rondes")
        rondes.maak_rondes(wereld, regio, loop, door=User.objects.get(email="beheerder@demo.test"))
    meld("sollicitaties")
    sollicitaties.maak_sollicitaties(wereld, loop)
    uren.maak_urendemo(wereld, loop, hoofdpersoon, at=at)
    soorten.maak_soorten(wereld, loop.plaatsingen, hoofdpersoon)
    meld("stagevormen, handelingen en examens")
    vormen.maak_vormen(wereld)
    routes.maak_routes(wereld, loop, hoofdpersoon)
    meld("overeenkomsten")
    overeenkomsten.maak_overeenkomsten(wereld, loop, hoofdpersoon)
    meld("een vol BPV-boek")
    volboek.maak_vol_boek(school=User.objects.get(email="coordinator@demo.test"), vandaag=wereld.vandaag)
    gesprekken.maak_gesprekswerk(wereld, loop, hoofdpersoon)
    enquetes.maak_enquetes(wereld, loop.plaatsingen, hoofdpersoon)
    meld("feedback en portfolio")
    feedback.maak_feedback(wereld, loop, hoofdpersoon)
    meld("groepen en signalen")
    groepen.maak_groepen(wereld, loop, hoofdpersoon)
    toewijzen.maak_verdeling(wereld)
