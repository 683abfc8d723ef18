"""Every address of the portal with tenant A's object in it; an address that nobody listed fails the suite."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.toegang.wereld import Wereld

# allauth's own pages with a secret or a provider in the address are tested by allauth and by test_inloggen.
ELDERS = {
    "account_confirm_email",
    "account_reset_password_from_key",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
}
ONBEKEND = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Adres:
    """One address pattern: its name and its route."""

    naam: str
    route: str
    sleutels: tuple[str, ...]


def alle_adressen() -> list[Adres]:
    """Walk the resolver; the Django admin has its own test."""
    return sorted(_loop(get_resolver().url_patterns), key=lambda adres: adres.naam)


def _loop(patronen: list, route: str = "", ruimte: str = "") -> Iterator[Adres]:
    for patroon in patronen:
        pad = route + str(patroon.pattern)
        if isinstance(patroon, URLResolver):
            if patroon.namespace != "admin":
                yield from _loop(patroon.url_patterns, pad, ":".join(filter(None, (ruimte, patroon.namespace))))
        elif isinstance(patroon, URLPattern) and patroon.name:
            naam = ":".join(filter(None, (ruimte, patroon.name)))
            yield Adres(naam, pad, tuple(patroon.pattern.converters))


def argumenten(adres: Adres, wereld: Wereld) -> dict[str, Any] | None:
    """Return the arguments that name tenant A's object; None when nobody said what stands in this address."""
    a, namen = wereld.a, wereld.namen
    ruimte, _, _ = adres.naam.partition(":")
    per_ruimte = {
        "taken": namen["taken"],
        "meldingen": namen["meldingen"],
        "imports": namen["imports"],
        "matching": a.ronde,
        "plaatsingen": a.plaatsing,
        "begeleiding": a.gesprek,
        "afspraken": namen["afspraak"],
        "groepen": namen["reeks"],
        "poule": namen["poule"],
        "scholing": namen["training"],
        "toewijzen": namen["ronde_poule"],
        "signalen": namen["signaal"],
        "verslagen": a.verslag,
        "evaluaties": a.evaluatie,
        "formulieren": namen["formulier"],
        "handelingen": a.plaatsing,
        "examens": a.plaatsing,
        "volg": a.plaatsing,
        "evc": namen["evc"],
        "doelen": namen["leerdoel"],
        "feedback": namen["feedbackronde"],
        "vacatures": a.stageplaats,
        "vacature": namen["vacature"],
        "sollicitaties": namen["sollicitatie"],
        "eigenplek": namen["eigenplek"],
        "zoekopdrachten": namen["zoekopdrachten"],
        "stagegezin": namen["stagegezin"],
        "enquetes": namen["meting"],
        "werkplek": a.plaatsing,
    }
    verdeling = {
        f"vraagaanbod:verdeling{deel}": namen["verdeling"]
        for deel in ("", "_sleutel", "_verplaatsen", "_vaststellen", "_intrekken")
    }
    plan = {
        f"vraagaanbod:{soort}{deel}": namen[soort]
        for soort, delen in (
            ("maatregel", ("", "_wijzigen")),
            ("scenario", ("", "_wijzigen", "_toepassen", "_ongedaan", "_verwijderen")),
        )
        for deel in delen
    } | {"cijfers:doel": namen["doel"], "cijfers:doel_verwijderen": namen["doel"]}
    vast = (
        verdeling
        | plan
        | {
            "beheer:persoon": a.mensen["coordinator"],
            "beheer:rol_beeindigen": a.mensen["coordinator"],
            "beheer:toegang": a.mensen["coordinator"],
            "beheer:tweede_stap": a.mensen["coordinator"],
            "beheer:post_bericht": namen["post"],
            "beheer:post_opnieuw": namen["post"],
            "plaatsingen:nieuw_afspraken": a.stageplaats,
            "boek:student": a.student,
            "handelingen:student": a.student,
            "handelingen:intrekken": namen["certificaat"],
            "handelingen:antwoord": namen["beheersing"],
            "boek:bestand": a.boek,
            "boek:plaatsing": a.plaatsing,
            "boek:evc": namen["evc"],
            "begeleiding:nieuw": a.plaatsing,
            "signalen:nieuw": a.plaatsing,
            **{f"poule:mentor{n}": namen["mentor"] for n in ("", "_wijzigen", "_koppelen", "_stoppen")},
            **{f"toewijzen:{n}": namen["toewijzing"] for n in ("student", "uitsluiten")},
            "toewijzen:waarnemen_stoppen": namen["waarneming"],
            **{f"scholing:{n}": namen["papier"] for n in ("certificaat", "bewijs_weg")},
            "groepen:reeks": namen["spreekuur"],
            "groepen:bijeenkomst": namen["spreekuurdag"],
            **{f"groepen:{n}": namen["bijeenkomst"] for n in ("verplaatsen", "afzeggen", "afmelden")},
            **{f"groepen:{n}": namen["spreekuurplek"] for n in ("boeken", "teruggeven")},
            **{f"groepen:{n}": namen["juniorkoppeling"] for n in ("contact", "ontkoppelen")},
            "afspraken:nieuw": a.plaatsing,
            "evaluaties:openen": a.plaatsing,
            **{
                f"evaluaties:{naam}": namen["vaste_evaluatie"]
                for naam in ("detail", "bezwaar", "bezwaar_besluit", "bezwaar_intrekken")
            },
            "verslagen:stand": a.plaatsing,
            "verslagen:schrijven": a.plaatsing,
            "verslagen:bewaren": a.plaatsing,
            "verslagen:inleveren": a.plaatsing,
            "verslagen:regelen": a.plaatsing,
            "verslagen:voorstel": a.plaatsing,
            "verslagen:ontvangen": a.plaatsing,
            "verslagen:uploaden": a.plaatsing,
            "verslagen:opdracht": a.plaatsing,
            "verslagen:opdracht_bewaren": a.plaatsing,
            "verslagen:opdracht_uploaden": a.plaatsing,
            "verslagen:opdracht_inleveren": a.plaatsing,
            "verslagen:opdracht_lezen": a.plaatsing,
            "verslagen:bijlage": namen["bijlage"],
            "evc:nieuw": a.student,
            **{f"doelen:{naam}": a.student for naam in ("student", "coach_kiezen")},
            "doelen:coach_stoppen": namen["coach"],
            "doelen:stap": namen["leerdoel"].actiepunten.get(),
            "doelen:losmaken": namen["leerdoel"].verwijzingen.get(),
            "doelen:bestand": namen["bewijsversie"],
            "doelen:deel_stoppen": namen["deling"],
            **{f"doelen:stuk{deel}": namen["bewijsversie"].stuk for deel in ("", "_wijzigen", "_versie", "_weg")},
            "feedback:nieuw": a.plaatsing,
            "matching:bezwaar": namen["bezwaar"],
            **{f"werkplek:{naam}": a.evaluatie for naam in ("evaluatie", "resultaat", "terug", "tekenen", "code")},
            "enquetes:vragen": namen["vragenlijst"],
            "enquetes:invullen": namen["deelnemer"],
            "vacature:melding": namen["melding"],
            "sollicitaties:nieuw": namen["vacature"],
            "sollicitaties:bewaren": namen["vacature"],
            "sollicitaties:nalezen": namen["vacature"],
        }
    )
    vast |= {
        **{f"plaatsingen:{naam}": namen["overeenkomst"] for naam in ("ondertekeningen_van", "ondertekenen_papier")},
        **{
            f"plaatsingen:onderteken{deel}": namen["partij"]
            for deel in ("", "_pdf", "_weigeren", "_collega", "_herinneren", "_opnieuw", "_scan", "_scan_af")
        },
        **{
            f"plaatsingen:overeenkomst{deel}": namen["overeenkomst"]
            for deel in ("", "_bewerken", "_versturen", "_intrekken", "_doorvoeren", "_pdf")
        },
        "plaatsingen:overeenkomsttekst": namen["overeenkomst"].bron,
        "plaatsingen:tekenbevoegd_organisatie": a.bedrijf,
        **{f"plaatsingen:tekenbevoegd_{wat}": namen["bevoegd"] for wat in ("intrekken", "vervanger")},
        **{f"plaatsingen:{naam}": namen["ouder"] for naam in ("ouder", "ouder_weg")},
    }
    los = {
        "lid_id": a.mensen["coordinator"].lidmaatschappen.first().pk,
        "student_id": a.student.public_id,
        "berekening_id": a.ronde.berekeningen.get().public_id,
        "sleutel": "zonder-vog",
        "plaats_id": namen.get(adres.naam, a.stageplaats).public_id,
        "andere_id": a.student.public_id,
        "zet_id": ONBEKEND,
        "plicht": a.verslag.plicht,
        "jaar": 2026,
        "week": 40,
        "actie": "stoppen",
        "handeling": "aannemen",
        "document": "vog",
        "deel_id": namen["deel"].public_id,
        "koppel_id": namen["mentorkoppeling" if ruimte == "poule" else "koppel"].public_id,
        "afwezig_id": namen["afwezig"].public_id,
        "inzet_id": namen["inzet"].public_id,
        "begeleider_id": namen["poule"].public_id,
        "dagdeel_id": namen["dagdeel"].public_id,
        "stap": "plek",
        "nummer": 1,
        "soort": "vraag-aanbod",
        "formaat": "csv",
        "naam": "index",
        "token": "geen-geldig-token",
        "code": {"plaatsingen": "flexstage", "handelingen": "insuline", "examens": "module-1"}.get(
            ruimte, a.student.cluster.code
        ),
        "fase_id": namen["fase"].pk,
        "stap_id": namen["fasestap"].public_id,
        "gang_id": namen["examengang"].public_id,
        "onderdeel_id": namen["evcdeel"].public_id,
        "uitnodiging_id": namen["feedbackronde"].uitnodigingen.first().public_id,
        "tekst_id": namen["feedbackronde"].teksten.first().public_id,
        "rol": "collega",
        "versie_id": namen["evcversie"].public_id,
        "schooljaar": "2026-2027",
    }
    uit: dict[str, Any] = {}
    for sleutel in adres.sleutels:
        if sleutel == "public_id":
            obj = vast.get(adres.naam) or per_ruimte.get(ruimte)
            if obj is None:
                return None
            uit[sleutel] = obj.public_id
        elif sleutel in los:
            uit[sleutel] = los[sleutel]
        else:
            return None
    return uit


def pad_van(adres: Adres, wereld: Wereld) -> str | None:
    """Return the path of the address with tenant A's object in it, or None."""
    gegevens = argumenten(adres, wereld)
    if gegevens is None:
        return None
    try:
        return reverse(adres.naam, kwargs=gegevens)
    except NoReverseMatch:
        return None
