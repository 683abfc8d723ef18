"""What an agreement may begin with: words that somebody wrote before, for this place, this vacature or this house."""

from basis.nederlands import format_number
from plaatsingen.enums import OvereenkomstSoort, OvereenkomstStatus
from plaatsingen.models import Overeenkomst, Plaatsing, Zomervergoeding
from plaatsingen.services.overeenkomst_gegevens import AFSPRAKEN
from vacatures.models import Vacature

# What holds for a house whatever the programme of the student is.
VAN_HET_HUIS = ("vergoeding", "scholing", "begeleiding", "tijden")
VASTGESTELD = (OvereenkomstStatus.ONDERTEKENING, OvereenkomstStatus.GETEKEND)


def voorstel(*, plaatsing: Plaatsing) -> dict[str, str]:
    """Return words to begin with: of the last agreement for this place, the vacature, the house; "" where none are."""
    gevonden = [_van_zomer(plaatsing), _van_plek(plaatsing), _van_vacature(plaatsing), _van_huis(plaatsing)]
    namen = (*AFSPRAKEN, "tijden")
    return {naam: next((rij[naam] for rij in gevonden if rij.get(naam, "").strip()), "") for naam in namen}


def _van_zomer(plaatsing: Plaatsing) -> dict[str, str]:
    """The allowance of a summer place (R5.13)."""
    rij = Zomervergoeding.objects.filter(stageplaats=plaatsing.stageplaats_id).first()
    return {"vergoeding": f"€ {format_number(float(rij.bedrag))} per maand"} if rij else {}


def _van_plek(plaatsing: Plaatsing) -> dict[str, str]:
    """The last agreement that was sent for this place (also of last year) and this programme."""
    plaats = plaatsing.stageplaats
    plaatsen = [plaats.pk] + ([plaats.kopie_van_id] if plaats.kopie_van_id else [])
    return _laatste(
        plaatsing__stageplaats_id__in=plaatsen, plaatsing__student__opleiding_id=plaatsing.student.opleiding_id
    )


def _van_huis(plaatsing: Plaatsing) -> dict[str, str]:
    huis = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    laatste = _laatste(plaatsing__stageplaats__afdeling__locatie__organisatie_id=huis)
    return {naam: laatste.get(naam, "") for naam in VAN_HET_HUIS}


def _laatste(**waar: object) -> dict[str, str]:
    rijen = Overeenkomst.objects.filter(soort=OvereenkomstSoort.POK, status__in=VASTGESTELD, **waar)
    gegevens = rijen.order_by("-verstuurd_op", "-pk").values_list("gegevens", flat=True).first()
    if gegevens is None:
        return {}
    tijden = gegevens.get("stage", {}).get("tijden", "")
    # What was special for one student doesn't go along to the next.
    return {**gegevens.get("afspraken", {}), "tijden": tijden, "bijzonderheden": ""}


def _van_vacature(plaatsing: Plaatsing) -> dict[str, str]:
    """The words of the vacature that led here, else of the newest one of this place."""
    vacature = plaatsing.sollicitatie.vacature if plaatsing.sollicitatie_id and plaatsing.sollicitatie else None
    if vacature is None:
        rijen = Vacature.objects.filter(stageplaats_id=plaatsing.stageplaats_id, gepubliceerd_op__isnull=False)
        vacature = rijen.order_by("-gepubliceerd_op").first()
    if vacature is None:
        return {}
    return {
        "doelen": vacature.doel,
        "taken": vacature.taken,
        "begeleiding": vacature.begeleiding,
        "vergoeding": vacature.vergoeding,
    }
