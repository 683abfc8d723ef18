"""May this stage begin? What is missing on the first day, in sentences, and what the school wants then (R5.3)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from basis.nederlands import long_date
from plaatsingen.enums import DocumentSoort, DocumentStatus, OvereenkomstStatus, PlaatsingStatus, Startregel
from plaatsingen.models import Documentregel, Overeenkomst, Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from plaatsingen.models.verloop import Verloopinstelling
from plaatsingen.services import soorten

VOLWASSEN = 18
WACHT = (PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING)
VOORUIT = timedelta(days=14)
KLAAR = (DocumentStatus.GEZIEN, DocumentStatus.NIET_NODIG)
ONGETEKEND = "De overeenkomst is nog niet door iedereen getekend."


def regel_van(school_id: int) -> str:
    """Return what a school wants when something is missing: warn (the default) or hold the start."""
    rij = Verloopinstelling.objects.filter(school_id=school_id).values_list("start", flat=True).first()
    return rij or Startregel.WAARSCHUWEN


def mankementen(plaatsing: Plaatsing) -> list[str]:
    """Return why this stage may not begin yet, as Dutch sentences; empty when all is there."""
    return mankementen_van([plaatsing])[plaatsing.pk]


def mankementen_van(plaatsingen: Iterable[Plaatsing]) -> dict[int, list[str]]:
    """Return per placement what is missing, in at most four queries. Needs `student` and `stageplaats`."""
    plaatsingen = list(plaatsingen)
    ids = [plaatsing.pk for plaatsing in plaatsingen]
    documenten: dict[int, list[Documentregel]] = {}
    for rij in Documentregel.objects.filter(plaatsing__in=ids, verplicht=True).order_by("pk"):
        documenten.setdefault(rij.plaatsing_id, []).append(rij)
    overeenkomsten = dict(
        Overeenkomst.objects.filter(plaatsing__in=ids, volgnummer=0)
        .exclude(status=OvereenkomstStatus.VERVALLEN)
        .order_by("versie")
        .values_list("plaatsing", "status")
    )
    per_soort = soorten.redenen_van(plaatsingen)
    return {
        plaatsing.pk: [
            *_redenen(plaatsing, documenten.get(plaatsing.pk, []), overeenkomsten.get(plaatsing.pk)),
            *per_soort.get(plaatsing.pk, []),
        ]
        for plaatsing in plaatsingen
    }


def _redenen(plaatsing: Plaatsing, documenten: list[Documentregel], overeenkomst: str | None) -> list[str]:
    redenen = []
    if overeenkomst != OvereenkomstStatus.GETEKEND and (
        overeenkomst == OvereenkomstStatus.ONDERTEKENING or plaatsing.status == PlaatsingStatus.ONDERTEKENING
    ):
        redenen.append(ONGETEKEND)
    for rij in documenten:
        if rij.soort == DocumentSoort.OVEREENKOMST:
            if overeenkomst != OvereenkomstStatus.GETEKEND and rij.status not in KLAAR and not redenen:
                redenen.append(ONGETEKEND)
        elif (reden := _document(rij, plaatsing.begindatum)) is not None:
            redenen.append(reden)
    if plaatsing.stageplaats.min_leeftijd >= VOLWASSEN and plaatsing.student.is_minderjarig(plaatsing.begindatum):
        redenen.append("De student is op de eerste dag nog geen 18. Deze plek vraagt 18 jaar of ouder.")
    return redenen


def _document(rij: Documentregel, begin: date) -> str | None:
    naam = rij.get_soort_display()
    if rij.status == DocumentStatus.GEZIEN and rij.geldig_tot is not None and rij.geldig_tot < begin:
        return f"{naam}: verloopt op {long_date(rij.geldig_tot)}, voor de eerste dag."
    if rij.status in KLAAR:
        return None
    return f"{naam}: {'aangevraagd, nog niet gezien' if rij.status == DocumentStatus.GEVRAAGD else 'nog niet gezien'}."


def niet_startklaar(plaatsingen: PlaatsingQuerySet, *, op: date) -> PlaatsingQuerySet:
    """Return the placements that begin within 14 days of `op` (or should have begun) and may not start yet.

    The same rules as `mankementen`, said to the database, so that a list of a region is one query.
    """
    open_document = Documentregel.objects.filter(
        Q(status__in=[DocumentStatus.NODIG, DocumentStatus.GEVRAAGD])
        | Q(status=DocumentStatus.GEZIEN, geldig_tot__lt=OuterRef("begindatum")),
        plaatsing=OuterRef("pk"),
        verplicht=True,
    ).exclude(soort=DocumentSoort.OVEREENKOMST)
    geldende = Overeenkomst.objects.filter(plaatsing=OuterRef("pk"), volgnummer=0)
    getekend = Exists(geldende.filter(status=OvereenkomstStatus.GETEKEND))
    open_pok = Documentregel.objects.filter(
        plaatsing=OuterRef("pk"),
        verplicht=True,
        soort=DocumentSoort.OVEREENKOMST,
        status__in=[DocumentStatus.NODIG, DocumentStatus.GEVRAAGD],
    )
    ongetekend = Q(status=PlaatsingStatus.ONDERTEKENING) | Exists(
        geldende.filter(status=OvereenkomstStatus.ONDERTEKENING)
    )
    ongetekend |= Exists(open_pok)
    jong = Q(stageplaats__min_leeftijd__gte=VOLWASSEN) & Q(student__geboortedatum__gt=_achttien_geleden(op))
    return plaatsingen.filter(status__in=WACHT, begindatum__lte=op + VOORUIT).filter(
        Exists(open_document) | (ongetekend & ~getekend) | jong | soorten.mist_iets()
    )


def _achttien_geleden(op: date) -> date:
    """Return the day of birth after which somebody is under 18 on `op`; the page then looks at the first day itself."""
    return op.replace(year=op.year - VOLWASSEN, day=min(op.day, 28))
