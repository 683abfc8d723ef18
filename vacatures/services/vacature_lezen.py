"""What the pages of vacatures read: lists with figures, how it stands, the former texts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

from kern.models import Opleidingscluster, User
from vacatures.enums import SollicitatieStatus, VacatureStatus
from vacatures.models import Sollicitatie, Stageplaats, StageplaatsQuerySet, Vacature, VacatureQuerySet
from vacatures.rules import in_het_kort
from vacatures.services.vacature_klok import DAGEN_VOORAF

DAGVOLGORDE = ("ma", "di", "wo", "do", "vr", "za", "zo")
STANDEN = {
    VacatureStatus.CONCEPT: ("concept", "wacht"),
    VacatureStatus.GEPUBLICEERD: ("open", "klaar"),
    VacatureStatus.INGETROKKEN: ("ingetrokken", "neutraal"),
    VacatureStatus.VERLOPEN: ("verlopen", "neutraal"),
    VacatureStatus.VERBORGEN: ("verborgen", "fout"),
    VacatureStatus.GEEN_ERKENNING: ("niet zichtbaar", "fout"),
}
WACHT_OP_HUIS = (SollicitatieStatus.BIJ_LEERBEDRIJF, SollicitatieStatus.UITGENODIGD)


def stand_van(vacature: Vacature, op: date) -> tuple[str, str]:
    """Return the word and the kind of badge; what is past its last day is over, also before the clock has rung."""
    if vacature.status == VacatureStatus.GEPUBLICEERD and vacature.verloopt_op:
        if vacature.verloopt_op < op:
            return STANDEN[VacatureStatus.VERLOPEN]
        if vacature.verloopt_op <= op + timedelta(days=DAGEN_VOORAF):
            return "bijna voorbij", "let_op"
    return STANDEN[VacatureStatus(vacature.status)]


def is_open(vacature: Vacature, op: date) -> bool:
    """Whether a student can apply on a day."""
    return (
        vacature.status == VacatureStatus.GEPUBLICEERD
        and vacature.verloopt_op is not None
        and vacature.verloopt_op >= op
        and vacature.stageplaats.ingetrokken_op is None
    )


def eigen_vacatures(user: User) -> VacatureQuerySet:
    """Return the vacatures that the person manages: of the own leerbedrijven; the bureau those of all."""
    rijen = Vacature.objects.met_leerbedrijf()
    if user.is_beheerder:
        return rijen
    huizen = user.organisatie_ids_als("praktijkopleider", "werkbegeleider")
    return rijen.filter(stageplaats__afdeling__locatie__organisatie__in=huizen)


def met_stand(vacatures: Iterable[Vacature], *, op: date) -> list[Vacature]:
    """Return the vacatures, each with `stand`."""
    vacatures = list(vacatures)
    for vacature in vacatures:
        vacature.stand = stand_van(vacature, op)
    return vacatures


def met_cijfers(vacatures: Iterable[Vacature], *, op: date) -> list[Vacature]:
    """Return the vacatures, each with `wachtend` (applications that wait for an answer) and `stand`. One query."""
    vacatures = met_stand(vacatures, op=op)
    rijen = Sollicitatie.objects.filter(vacature__in=vacatures, status__in=WACHT_OP_HUIS).order_by()
    wachtend = dict(rijen.values_list("vacature").annotate(n=Count("pk")))
    for vacature in vacatures:
        vacature.wachtend = wachtend.get(vacature.pk, 0)
    return vacatures


def plaatsen_voor_vacature(user: User, *, gekozen: str, op: date) -> StageplaatsQuerySet:
    """Return the places of which the person may make a vacature, of this school year and on.

    An administrator may of all, which is too many to choose from: only the one that was chosen on its own page.
    """
    plaatsen = Stageplaats.objects.actief().met_leerbedrijf().filter(schooljaar__eind__gte=op)
    if user.is_beheerder:
        try:
            plaatsen = plaatsen.filter(public_id=UUID(gekozen))
        except ValueError:
            return plaatsen.none()
    else:
        huizen = user.organisatie_ids_als("praktijkopleider")
        plaatsen = plaatsen.filter(afdeling__locatie__organisatie__in=huizen)
    return plaatsen.order_by("afdeling__locatie__organisatie__naam", "naam", "pk")


def met_alles(vacatures: VacatureQuerySet) -> VacatureQuerySet:
    """Return the vacatures with all that their page shows."""
    return vacatures.met_leerbedrijf().prefetch_related(
        Prefetch("stageplaats__clusters", queryset=Opleidingscluster.objects.all()), "scholen"
    )


def feiten_van(vacature: Vacature) -> dict[str, Any]:
    """Return what the page shows beside the texts: days in short, and what the place asks."""
    plaats = vacature.stageplaats
    eisen = []
    if plaats.min_leeftijd:
        eisen.append(f"Je bent {plaats.min_leeftijd} jaar of ouder.")
    if plaats.vog_vereist:
        eisen.append("Je hebt een VOG (Verklaring Omtrent het Gedrag). Je school helpt je daarmee.")
    if plaats.vaccinatie_gevraagd:
        eisen.append("Het leerbedrijf vraagt naar je vaccinatie. Je laat alleen zien of het in orde is.")
    if plaats.overige_eisen and plaats.overige_eisen not in vacature.eisen:
        eisen.append(plaats.overige_eisen)
    dagen = in_het_kort(vacature.dagen, DAGVOLGORDE) if vacature.dagen else ""
    return {"vaste_eisen": eisen, "dagen_kort": dagen, "locatie": plaats.afdeling.locatie}


def contact_van(vacature: Vacature) -> tuple[str, str, str]:
    """Return name, e-mail address and phone number of the contact."""
    if vacature.contact is not None:
        return vacature.contact.naam, vacature.contact.email, vacature.contact.telefoon
    return vacature.contact_naam, vacature.contact_email, ""
