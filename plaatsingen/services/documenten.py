"""The checklist of a placement: what is asked, seen, and until when. The documents themselves aren't kept (R5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import ACTIEF, DocumentSoort, DocumentStatus, OvereenkomstStatus, PlaatsingStatus
from plaatsingen.models import Documentregel, Overeenkomst, Plaatsing
from plaatsingen.services import verloopmails

S = DocumentStatus
MET_LIJST = frozenset({PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF})
GEWENST = (DocumentSoort.IDENTITEIT, DocumentSoort.INTRODUCTIE, DocumentSoort.ONKOSTEN)
VERLOOPT = timedelta(days=30)  # told this long before a document ends
HERHAAL = timedelta(days=14)
# Soft: begins to ask this long before the first day.
VRAAG_VANAF = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Toestand:
    """One line as a page shows it; `kan` are the states that a person may choose (empty: it follows by itself)."""

    regel: Documentregel
    woord: str
    soort: str
    uitleg: str
    kan: tuple[str, ...] = ()

    @property
    def klaar(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.soort in {"klaar", "neutraal"}


def gevraagd_voor(plaatsing: Plaatsing) -> list[Documentregel]:
    """Return the lines that the place and the law ask for, unsaved."""
    plaats, student = plaatsing.stageplaats, plaatsing.student
    regels = [(DocumentSoort.OVEREENKOMST, True, "")]
    if plaats.vog_vereist:
        regels.append((DocumentSoort.VOG, True, "School weet dat er een VOG is." if student.vog else ""))
    if plaats.vaccinatie_gevraagd:
        regels.append((DocumentSoort.VACCINATIE, False, ""))
    regels += [(soort, False, "") for soort in GEWENST]
    return [
        Documentregel(
            plaatsing=plaatsing,
            soort=soort,
            verplicht=verplicht,
            status=S.GEVRAAGD if soort == DocumentSoort.VOG and student.vog else S.NODIG,
            opmerking=opmerking,
        )
        for soort, verplicht, opmerking in regels
    ]


def maak_lijst(*, plaatsing: Plaatsing) -> int:
    """Add the lines that a placement should have and hasn't; return how many. Twice does it once."""
    er_al = set(plaatsing.documenten.values_list("soort", flat=True))
    nieuw = [rij for rij in gevraagd_voor(plaatsing) if rij.soort not in er_al]
    Documentregel.objects.bulk_create(nieuw, ignore_conflicts=True)
    return len(nieuw)


def toestanden(plaatsing: Plaatsing, *, op: date) -> list[Toestand]:
    """Return the list of a placement as it stands on a day; before it is made: what will be asked."""
    pok = Overeenkomst.objects.filter(plaatsing=OuterRef("plaatsing"), volgnummer=0)
    pok = pok.exclude(status=OvereenkomstStatus.VERVALLEN).order_by("-versie").values("status")[:1]
    regels = plaatsing.documenten.select_related("gezien_door").annotate(pok=Subquery(pok)).order_by("pk")
    return [_toestand(rij, rij.pok, op) for rij in regels] or [
        _toestand(rij, None, op) for rij in gevraagd_voor(plaatsing)
    ]


def _toestand(rij: Documentregel, overeenkomst: str | None, op: date) -> Toestand:
    if rij.soort == DocumentSoort.OVEREENKOMST and overeenkomst is not None:
        getekend = overeenkomst == OvereenkomstStatus.GETEKEND
        woord = "getekend" if getekend else "wordt getekend" if overeenkomst == "ondertekening" else "nog in de maak"
        return Toestand(rij, woord, "klaar" if getekend else "wacht", "Dit volgt vanzelf uit de handtekeningen.")
    if rij.status == S.GEZIEN:
        return _gezien(rij, op)
    kan = tuple(status for status in S.values if status != rij.status)
    if rij.status == S.NIET_NODIG:
        return Toestand(rij, "niet nodig", "neutraal", rij.opmerking, kan)
    if rij.status == S.GEVRAAGD:
        sinds = f"Aangevraagd op {long_date(rij.gevraagd_op)}. " if rij.gevraagd_op else ""
        return Toestand(rij, "aangevraagd", "wacht", (sinds + rij.opmerking).strip(), kan)
    return Toestand(rij, "nog nodig" if rij.verplicht else "gewenst", "let_op" if rij.verplicht else "wacht",
                    rij.opmerking, kan)  # fmt: skip


def _gezien(rij: Documentregel, op: date) -> Toestand:
    wie = f" door {rij.gezien_door.naam}" if rij.gezien_door else ""
    uitleg = f"Gezien op {long_date(rij.gezien_op)}{wie}."
    kan = tuple(status for status in S.values if status != rij.status)
    if rij.geldig_tot is None:
        return Toestand(rij, "gezien", "klaar", f"{uitleg} {rij.opmerking}".strip(), kan)
    if rij.geldig_tot < op:
        return Toestand(rij, "verlopen", "fout", f"{uitleg} Verlopen op {long_date(rij.geldig_tot)}.", kan)
    soort = "let_op" if rij.geldig_tot <= op + VERLOOPT else "klaar"
    return Toestand(rij, "gezien", soort, f"{uitleg} Geldig tot en met {long_date(rij.geldig_tot)}.", kan)


@transaction.atomic
def werk_bij(
    *,
    plaatsing: Plaatsing,
    soort: str,
    status: str,
    by: User,
    at: datetime,
    dag: date | None = None,
    geldig_tot: date | None = None,
    opmerking: str = "",
) -> Documentregel:
    """Say how one document stands; `dag` is when it was asked or seen (today when left out). Who did it is kept.

    A line that isn't on the list yet is added, not obligatory. Raises GeenToegang for whoever isn't of the school or
    the first leerbedrijf, DomainError for a day that can't be.
    """
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.mag_documenten_bijwerken(by, nu):
        raise GeenToegang("Alleen school en het leerbedrijf houden de documenten bij.")
    if soort not in DocumentSoort.values or status not in S.values:
        raise DomainError("Kies een document en hoe het ermee staat.")
    if (soort == DocumentSoort.OVEREENKOMST or status == S.NIET_NODIG) and not rules.is_van_school(by, nu):
        raise GeenToegang("Dat zegt de school: het kan de start van de stage openzetten.")
    vandaag = timezone.localdate(at)
    dag = dag or vandaag
    if dag > vandaag:
        raise DomainError("Deze dag is nog niet geweest.", field="dag")
    if geldig_tot is not None and geldig_tot < dag:
        raise DomainError("Dit document was toen al verlopen.", field="geldig_tot")
    maak_lijst(plaatsing=nu)
    rij, _ = Documentregel.objects.get_or_create(plaatsing=nu, soort=soort, defaults={"verplicht": False})
    voor = _velden(rij)
    rij.status, rij.opmerking, rij.herinnerd_op = status, opmerking.strip(), None
    rij.gevraagd_op = dag if status == S.GEVRAAGD else rij.gevraagd_op
    rij.gezien_op, rij.gezien_door = (dag, by) if status == S.GEZIEN else (None, None)
    rij.geldig_tot = geldig_tot if status == S.GEZIEN else None
    if _velden(rij) == voor:
        return rij
    rij.save()
    leg_vast(actie="document bijgewerkt", obj=nu, by=by, at=at, voor=voor, na=_velden(rij))
    return rij


def _velden(rij: Documentregel) -> dict[str, object]:
    velden = ("soort", "status", "gevraagd_op", "gezien_op", "gezien_door_id", "geldig_tot", "opmerking")
    return {veld: getattr(rij, veld) for veld in velden}


@transaction.atomic
def zet_verplicht(*, plaatsing: Plaatsing, soort: str, verplicht: bool, by: User, at: datetime) -> None:
    """A coordinator says whether a document must be there before the first day."""
    if not rules.is_coordinator_van(by, plaatsing):
        raise GeenToegang("Alleen een coördinator bepaalt welke documenten nodig zijn.")
    maak_lijst(plaatsing=plaatsing)
    rijen = Documentregel.objects.filter(plaatsing=plaatsing, soort=soort).exclude(verplicht=verplicht)
    if rijen.update(verplicht=verplicht):
        leg_vast(actie="document verplicht", obj=plaatsing, by=by, at=at, na={"soort": soort, "verplicht": verplicht})


# --- the clock ---


def lijsten_en_herinneringen(*, at: datetime) -> dict[str, int]:
    """Make missing lists, and remind of what is asked or ends; each once per term. Twice or at once does it once."""
    return {"lijsten": _ontbrekende_lijsten(), "herinnerd": _herinner_nodig(at) + _herinner_verlopend(at)}


def _ontbrekende_lijsten(maximum: int = 2000) -> int:
    zonder = Plaatsing.objects.filter(status__in=[PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING])
    zonder = zonder.filter(documenten__isnull=True).select_related("student", "stageplaats").order_by("pk")
    return sum(bool(maak_lijst(plaatsing=plaatsing)) for plaatsing in zonder[:maximum])


def _herinner_nodig(at: datetime) -> int:
    """Ask the student for what must be there before the first day, from four weeks before, every two weeks."""
    dag = timezone.localdate(at)
    open_regels = Documentregel.objects.filter(
        status__in=[S.NODIG, S.GEVRAAGD],
        verplicht=True,
        plaatsing__status__in=MET_LIJST - ACTIEF,
        plaatsing__begindatum__range=(dag, dag + VRAAG_VANAF),
    ).exclude(soort=DocumentSoort.OVEREENKOMST)
    return sum(_herinner(groep, at, "nodig") for groep in _te_herinneren(open_regels, at))


def _herinner_verlopend(at: datetime) -> int:
    """Tell the student and the coordinators that a document ends within 30 days, or has ended, during the stage."""
    dag = timezone.localdate(at)
    verlopend = Documentregel.objects.filter(
        status=S.GEZIEN, geldig_tot__lte=dag + VERLOOPT, plaatsing__status__in=MET_LIJST
    ).filter(plaatsing__einddatum__gte=dag)
    return sum(_herinner(groep, at, "verloopt") for groep in _te_herinneren(verlopend, at))


def _te_herinneren(rijen: QuerySet, at: datetime) -> Iterable[list[int]]:
    """Return per placement the lines that weren't told of in the last two weeks."""
    groepen: dict[int, list[int]] = {}
    te_doen = rijen.exclude(herinnerd_op__gt=at - HERHAAL).order_by("plaatsing", "pk")
    for plaatsing, pk in te_doen.values_list("plaatsing", "pk")[:5000]:
        groepen.setdefault(plaatsing, []).append(pk)
    return groepen.values()


@transaction.atomic
def _herinner(ids: list[int], at: datetime, waarom: str) -> int:
    """Take the lines and mail about them, unless somebody else did so in the meantime."""
    slot = Documentregel.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rijen = [rij for rij in slot if rij.herinnerd_op is None or rij.herinnerd_op <= at - HERHAAL]
    if not rijen:
        return 0
    Documentregel.objects.filter(pk__in=[rij.pk for rij in rijen]).update(herinnerd_op=at)
    plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=rijen[0].plaatsing_id)
    verloopmails.mail_documenten(plaatsing=plaatsing, rijen=rijen, waarom=waarom, at=at)
    return len(rijen)
