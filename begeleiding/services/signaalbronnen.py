"""The facts that this app and the apps below it know: contact, hours, intervisie (R7.7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Sum
from django.utils import timezone

from basis.nederlands import format_number
from begeleiding.enums import Opkomst, SignaalSoort
from begeleiding.models import Aanwezigheid, Gesprek
from begeleiding.services.signaalfeiten import Feit, registreer_feit
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import urenstand
from plaatsingen.services.rooster import roosters_van

OP_GANG = timedelta(weeks=3)  # before this hours say nothing yet
NUL = Decimal(0)


def registreer() -> None:
    """Add these sources."""
    registreer_feit(SignaalSoort.CONTACT, "weken_zonder_contact", contact)
    registreer_feit(SignaalSoort.UREN, "uren_achter_procent", uren)
    registreer_feit(SignaalSoort.INTERVISIE, "intervisie_gemist", intervisie)


def contact(rijen: Sequence[Plaatsing], at: datetime) -> dict[int, Feit]:
    """Weeks since the last talk, or since the stage began. One query."""
    vandaag = timezone.localdate(at)
    gesprekken = Gesprek.objects.filter(plaatsing__in=[rij.pk for rij in rijen]).order_by()
    laatste = dict(gesprekken.values_list("plaatsing").annotate(Max("datum")))
    uit = {}
    for rij in rijen:
        sinds = laatste.get(rij.pk) or rij.begindatum
        weken = max(0, (vandaag - sinds).days // 7)
        wat = "Het laatste gesprek was op" if rij.pk in laatste else "Er was nog geen gesprek. De stage begon op"
        uit[rij.pk] = Feit(weken, f"{wat} {sinds:%d-%m-%Y}, {weken} weken geleden.", sinds.isoformat())
    return uit


def uren(rijen: Sequence[Plaatsing], at: datetime) -> dict[int, Feit]:
    """How far behind in hours, in percent of what was expected up to last Sunday; one fact a month. Eight queries."""
    vandaag = timezone.localdate(at)
    tot = vandaag - timedelta(days=vandaag.weekday() + 1)
    op_gang = [rij for rij in rijen if rij.uren_norm and rij.begindatum <= vandaag - OP_GANG]
    dagen = Urendag.objects.filter(plaatsing__in=[rij.pk for rij in op_gang], soort=UrenSoort.AANWEZIG, datum__lte=tot)
    gewerkt = dict(dagen.order_by().values_list("plaatsing").annotate(Sum("uren")))
    roosters = roosters_van(op_gang)
    uit = {}
    for rij in op_gang:
        stand = urenstand.bereken(
            norm=rij.uren_norm,
            begin=rij.begindatum,
            eind=rij.einddatum,
            gemaakt=NUL,
            bevestigd=NUL,
            ziek_dagen=0,
            tot=tot,
            uren_op=roosters[rij.pk].weer_terug(tot).uren_op,
        )
        gemaakt, verwacht = gewerkt.get(rij.pk, NUL), stand.verwacht
        if verwacht > gemaakt:
            procent = int(100 * (verwacht - gemaakt) / verwacht)
            maak, wens = format_number(gemaakt), format_number(verwacht)
            tekst = f"Gemaakt: {maak} uur. Verwacht: {wens} uur. Dat is {procent} procent achter."
            uit[rij.pk] = Feit(procent, tekst, f"{vandaag:%Y-%m}")
    return uit


def intervisie(rijen: Sequence[Plaatsing], at: datetime) -> dict[int, Feit]:
    """How often a student stayed away from intervisie without word during this stage. One query."""
    per_student = {rij.student_id: rij for rij in rijen}
    gemist = (
        Aanwezigheid.objects.filter(student__in=per_student, opkomst=Opkomst.AFWEZIG)
        .order_by("bijeenkomst__begin", "pk")
        .values_list("student", "pk", "bijeenkomst__begin")
    )
    uit: dict[int, Feit] = {}
    for student, pk, begin in gemist:
        rij = per_student[student]
        dag = timezone.localdate(begin)
        if rij.begindatum <= dag <= rij.einddatum:
            aantal = uit[rij.pk].waarde + 1 if rij.pk in uit else 1
            tekst = f"Niet bij de intervisie van {dag:%d-%m-%Y}, zonder bericht. Dat is {aantal} keer in deze stage."
            uit[rij.pk] = Feit(aantal, tekst, str(pk))
    return uit
