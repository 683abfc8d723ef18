"""The texts of agreements per school: versions that never change; a school without its own has that of the region."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from basis import modeltekst
from basis.errors import DomainError, GeenToegang
from basis.modeltekst import Tekstfout
from kern.models import Organisatie, User
from kern.services.audit import leg_vast
from plaatsingen import rules_overeenkomst
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.models import Overeenkomsttekst
from plaatsingen.services import overeenkomst_variabelen as variabelen
from plaatsingen.services.partijen import lees_volgorde


class TekstFoutError(DomainError):
    """A text that can't be kept; `fouten` says per line what is wrong."""

    def __init__(self, fouten: list[Tekstfout]) -> None:
        super().__init__(" ".join(str(fout) for fout in fouten), field="tekst")
        self.fouten = fouten


def geldende_tekst(*, school: Organisatie | None, soort: str, op: date) -> Overeenkomsttekst:
    """Return the newest text that holds on `op`: of the school, else of the region. Raises DomainError without any."""
    rijen = Overeenkomsttekst.objects.filter(soort=soort, geldig_van__lte=op)
    eigen = rijen.filter(school=school).order_by("-versie").first() if school else None
    tekst = eigen or rijen.filter(school__isnull=True).order_by("-versie").first()
    if tekst is None:
        naam = OvereenkomstSoort(soort).label
        raise DomainError(f"Er is nog geen tekst voor de {naam}. Schrijf die bij Teksten van overeenkomsten.")
    return tekst


def versies(*, school: Organisatie | None, soort: str) -> QuerySet[Overeenkomsttekst]:
    """Return every version of a school's own text (None: of the region), newest first."""
    rijen = Overeenkomsttekst.objects.filter(soort=soort, school=school)
    return rijen.select_related("gemaakt_door", "school").order_by("-versie")


def controleer(tekst: str, soort: str) -> list[Tekstfout]:
    """Return what is wrong with a text: unknown variables with their line, and what the law wants that misses."""
    namen = [variabele.naam for variabele in variabelen.bekend(soort)]
    return modeltekst.fouten_in(tekst, bekend=namen, nodig=variabelen.nodig(soort))


@transaction.atomic
def schrijf_versie(
    *,
    school: Organisatie | None,
    soort: str,
    tekst: str,
    volgorde: str,
    toelichting: str,
    geldig_van: date,
    na_versie: int,
    by: User,
    at: datetime,
) -> Overeenkomsttekst:
    """Write the next version of a text. Former versions stay; agreements that were made from them don't change.

    `na_versie` is the version that the writer began from (0 = none): somebody else's newer one isn't passed over.
    Raises GeenToegang, TekstFoutError, or DomainError (field) for the order or an earlier day.
    """
    if not rules_overeenkomst.mag_overeenkomsttekst_schrijven(by, school):
        raise GeenToegang("Alleen een coördinator van de school schrijft deze tekst.")
    tekst = modeltekst.normaliseer(tekst).strip() + "\n"
    if fouten := controleer(tekst, soort):
        raise TekstFoutError(fouten)
    lees_volgorde(volgorde)
    _vergrendel(school, soort)
    nieuwste = versies(school=school, soort=soort).first()
    vorige = nieuwste.versie if nieuwste else 0
    if vorige != na_versie:
        raise DomainError(
            "Iemand anders heeft intussen een nieuwe versie geschreven. Bewaar uw tekst even elders, en begin opnieuw "
            "met de nieuwste versie."
        )
    if nieuwste and geldig_van < nieuwste.geldig_van:
        raise DomainError("Deze dag ligt voor de dag waarop de vorige versie ging gelden.", field="geldig_van")
    rij = Overeenkomsttekst.objects.create(
        school=school,
        soort=soort,
        versie=vorige + 1,
        tekst=tekst,
        volgorde=" ".join(volgorde.split()),
        toelichting=toelichting.strip(),
        geldig_van=geldig_van,
        gemaakt_door=by,
        gemaakt_op=at,
    )
    leg_vast(
        actie="tekst van overeenkomst geschreven",
        obj=rij,
        by=by,
        at=at,
        reden=toelichting.strip(),
        na={"school": school.code if school else "", "soort": soort, "versie": rij.versie, "geldig_van": geldig_van},
    )
    return rij


def _vergrendel(school: Organisatie | None, soort: str) -> None:
    """One writer at a time: the school's row is the lock; for the region its first text, which never goes away."""
    if school is not None:
        Organisatie.objects.select_for_update(of=("self",)).get(pk=school.pk)
        return
    eerste = Overeenkomsttekst.objects.select_for_update(of=("self",)).filter(school=None, soort=soort, versie=1)
    list(eerste.values_list("pk"))
