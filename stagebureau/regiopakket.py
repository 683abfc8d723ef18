"""The printable pack for the regional meeting: board, measures, curve, bottlenecks, goals, as one PDF (R3.9)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.grafiek import Saldo, tekort_balken
from basis.pdf import Documentgegevens, inhoud_hash, maak_pdf_in_kind
from basis.vergelijkgrafiek import groep_balken
from kern.models import Achtergrondtaak, Opleidingscluster, Organisatie, Schooljaar, User
from kern.services.bestanden import bewaar_bestand
from kern.services.taken import Geannuleerd, Voortgang, taaksoort
from matching.models import Berekening, Ronde
from matching.rules import mag_ronde_beheren
from plaatsingen.services.doelstand import doelstanden
from plaatsingen.services.voortgang import DOEL_PROCENT, maak_voortgang
from plaatsingen.tables_voortgang import METHODE, teken
from vraagaanbod.models import Regiodoel
from vraagaanbod.services.bord import maak_bord
from vraagaanbod.services.plan import maak_plan, som
from vraagaanbod.tables_plan import kosten_van, sommen

SOORT = "regiopakket"
BREED = 640
MAX_KNELPUNTEN = 15


def mag_pakket_maken(user: User) -> bool:
    """Whether the person takes part in the regional meeting: coordinators and administrators."""
    return user.is_beheerder or user.heeft_rol("coordinator")


def laatste_knelpunten(user: User, schooljaar: Schooljaar) -> tuple[Berekening | None, list[dict[str, Any]]]:
    """Return the last finished calculation whose bottlenecks the person may see, with the worst of them.

    Before publication only who runs the round sees what came out (R4.3).
    """
    berekeningen = (
        Berekening.objects.filter(
            klaar_op__isnull=False,
            ronde__in=Ronde.objects.visible_to(user).filter(schooljaar=schooljaar).values("pk"),
        )
        .select_related("ronde__gekozen__ronde")
        .prefetch_related("ronde__scholen")
        .order_by("-klaar_op", "-pk")
    )
    for berekening in berekeningen[:50]:
        ronde = berekening.ronde
        if ronde.gepubliceerd_op or mag_ronde_beheren(user, {school.pk for school in ronde.scholen.all()}):
            uitkomst = ronde.gekozen or berekening  # of several variants the chosen one counts
            punten = sorted(uitkomst.knelpunten, key=lambda punt: -punt.get("studenten_tegengehouden", 0))
            return uitkomst, punten[:MAX_KNELPUNTEN]
    return None, []


def verzamel(user: User, schooljaar: Schooljaar, op: date) -> dict[str, Any]:
    """Return everything the pack shows, as this person may see it on `op`."""
    bord = maak_bord(schooljaar=schooljaar)
    plan = maak_plan(schooljaar=schooljaar, bord=bord)
    voortgang = maak_voortgang(schooljaar=schooljaar, op=op)
    doelen = Regiodoel.objects.visible_to(user).filter(schooljaar=schooljaar).select_related("cluster", "organisatie")
    berekening, knelpunten = laatste_knelpunten(user, schooljaar)
    clusters = list(Opleidingscluster.objects.all())
    return {
        "schooljaar": schooljaar,
        "bord": bord,
        "plan": plan,
        "voor": som(plan.nu),
        "zonder": som(plan.zonder),
        "na": som(plan.na),
        "maatregelen": [{"rij": rij, "kosten": kosten_van(rij)} for rij in plan.maatregelen],
        "sommen": sommen(plan.maatregelen),
        "voortgang": voortgang,
        "regio": voortgang.deel("De hele regio"),
        "scholen": voortgang.per_school(Organisatie.objects.scholen()),
        "per_cluster": voortgang.per_cluster(clusters),
        "doelen": doelstanden(doelen=doelen, voortgang=voortgang, plan=plan),
        "doel_procent": DOEL_PROCENT,
        "methode": METHODE,
        "berekening": berekening,
        "knelpunten": knelpunten,
    }


def _beelden(inhoud: dict[str, Any]) -> dict[str, Any]:
    bord, plan, naam = inhoud["bord"], inhoud["plan"], inhoud["schooljaar"].naam
    saldi = [Saldo(rij.cluster.naam, rij.vraag, rij.aanbod) for rij in bord.rijen]
    balken = [
        (rij.cluster.naam, (rij.zonder.tekort, rij.na.tekort))
        for rij in sorted(plan.rijen, key=lambda rij: (-rij.zonder.tekort, -rij.na.tekort))
        if rij.zonder.tekort or rij.na.tekort
    ]
    koppen = ("Zonder maatregelen", "Na maatregelen")
    return {
        "svg_bord": tekort_balken(f"Tekort en overschot, {naam}", saldi, breedte=BREED) if saldi else "",
        "svg_plan": groep_balken(f"Tekort voor en na, {naam}", koppen, balken, breedte=BREED)
        if plan.heeft_effect and balken
        else "",
        "svg_verloop": teken(inhoud["voortgang"], f"Studenten met een plek, {naam}", breedte=BREED)
        if inhoud["regio"].vraag
        else "",
    }


def _kenmerk(inhoud: dict[str, Any]) -> str:
    """Return a fingerprint of the figures in the pack."""
    bord, regio = inhoud["bord"], inhoud["regio"]
    return inhoud_hash(
        {
            "bord": bord.als_json(),
            "maatregelen": [[str(rij.public_id), rij.versie, rij.status] for rij in inhoud["plan"].maatregelen],
            "voortgang": [regio.vraag, regio.geplaatst],
            "doelen": [[str(rij.doel.public_id), rij.stand] for rij in inhoud["doelen"]],
            "knelpunten": inhoud["knelpunten"],
        }
    )


def teken_pakket(inhoud: dict[str, Any], *, at: datetime, annuleer: Any = None) -> bytes:
    """Return the tagged PDF (PDF/UA-1) of the pack."""
    lokaal = timezone.localtime(at)
    document = Documentgegevens(
        titel=f"Regio-overleg {inhoud['schooljaar'].naam}",
        loopkop=f"Regio-overleg · schooljaar {inhoud['schooljaar'].naam}",
        hash=_kenmerk(inhoud),
        gemaakt=lokaal.isoformat(timespec="seconds"),
        onderwerp="Vraag en aanbod van stageplekken",
    )
    context = {**inhoud, **_beelden(inhoud), "document": document, "gemaakt": lokaal}
    return maak_pdf_in_kind("cijfers/pakket.html", context, stijlen=["pdf/regio.css"], annuleer=annuleer)


def _mag_nog(taak: Achtergrondtaak, user: User) -> bool:
    return taak.aangevraagd_door_id == user.pk and mag_pakket_maken(user)


@taaksoort(SOORT, mag_downloaden=_mag_nog)
def maak_pakket(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Make the pack of a school year, with what the asker may see at this moment."""
    by, at = taak.aangevraagd_door, timezone.now()
    if by is None or not by.is_active or not mag_pakket_maken(by):
        raise DomainError("Degene die dit vroeg, heeft geen toegang meer.")
    schooljaar = Schooljaar.objects.get(pk=taak.gegevens["schooljaar"])
    voortgang.meld(10, "Cijfers verzamelen")
    inhoud = verzamel(by, schooljaar, timezone.localdate(at))
    voortgang.meld(50, "Het pakket tekenen")
    try:
        pdf = teken_pakket(inhoud, at=at, annuleer=voortgang.geannuleerd)
    except DomainError:
        if voortgang.geannuleerd():
            raise Geannuleerd from None
        raise
    with transaction.atomic():
        naam = f"regio-overleg-{schooljaar.naam.replace('/', '-')}-{timezone.localdate(at):%Y%m%d}.pdf"
        taak.bestand = bewaar_bestand(naam=naam, soort=SOORT, mime="application/pdf", inhoud=pdf, by=by, at=at)
    return {"tekst": "Het pakket voor het regio-overleg staat klaar."}
