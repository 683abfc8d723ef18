"""Evaluation forms: made as a concept, published as a version that never changes, withdrawn (R8.1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evaluatie as rules
from evaluaties.enums import EvaluatieMoment, FormulierStatus
from evaluaties.formulieren import Onderdeel, fouten_in, onderdelen_van
from evaluaties.models import Evaluatieformulier
from kern.kalender import lokale_dag
from kern.models import Organisatie, User
from kern.services.audit import leg_vast

S = FormulierStatus
BEZET = "Er is al een formulier met deze naam. Maak daar een nieuwe versie van."


@dataclass(frozen=True, slots=True)
class Formulierinhoud:
    """What somebody fills in of a form; `letters` empty: for every programme."""

    momenten: Sequence[str] = ()
    letters: str = ""
    uitleg: str = ""
    tweede_beoordelaar: bool = False
    onderdelen: Sequence[Onderdeel] = field(default_factory=tuple)

    def fouten(self) -> list[str]:
        """Return what keeps this from being published."""
        return fouten_in(self.onderdelen, self.momenten)


class FormulierConflict(DomainError):
    """A colleague saved the concept in between; `formulier` is what stands there now."""

    def __init__(self, formulier: Evaluatieformulier) -> None:
        super().__init__(
            "Een collega heeft dit concept intussen veranderd. Hieronder staat wat u had ingevuld. Kijk in een ander "
            "tabblad wat er veranderde en bewaar daarna opnieuw: dan geldt wat hier staat."
        )
        self.formulier = formulier


def inhoud_van(formulier: Evaluatieformulier) -> Formulierinhoud:
    """Return the content of a version."""
    return Formulierinhoud(
        momenten=formulier.momentlijst,
        letters=formulier.letters,
        uitleg=formulier.uitleg,
        tweede_beoordelaar=formulier.tweede_beoordelaar,
        onderdelen=onderdelen_van(formulier.onderdelen),
    )


def _als_data(deel: Onderdeel) -> dict[str, Any]:
    """Return a part as the model keeps it: without what says nothing."""
    data = asdict(deel)
    data["rubric"] = {score: tekst for score, tekst in deel.rubric.items() if tekst}
    data["verwacht"] = {moment: tekst for moment, tekst in deel.verwacht.items() if tekst}
    return data


def _schrijf(formulier: Evaluatieformulier, inhoud: Formulierinhoud) -> None:
    formulier.momenten = " ".join(moment for moment in EvaluatieMoment.values if moment in inhoud.momenten)
    formulier.letters, formulier.uitleg = inhoud.letters, inhoud.uitleg.strip()
    formulier.tweede_beoordelaar = inhoud.tweede_beoordelaar
    formulier.onderdelen = [_als_data(deel) for deel in inhoud.onderdelen]


@transaction.atomic
def maak_formulier(
    *, naam: str, school: Organisatie | None, by: User, at: datetime, van: Evaluatieformulier | None = None
) -> Evaluatieformulier:
    """Make a concept under a new name, empty or as a copy of `van`; for one school, or by a beheerder for all."""
    nieuw = Evaluatieformulier(naam=naam.strip(), school=school, versie=1)
    if not rules.mag_formulier_wijzigen(by, nieuw):
        raise GeenToegang("U maakt formulieren voor uw eigen school. Een beheerder maakt ze voor alle scholen.")
    if not nieuw.naam:
        raise DomainError("Geef het formulier een naam.", field="naam")
    if Evaluatieformulier.objects.filter(naam=nieuw.naam, school=school).exists():
        raise DomainError(BEZET, field="naam")
    nieuw.status, nieuw.geldig_van, nieuw.onderdelen = S.CONCEPT, lokale_dag(at), []
    if van is not None:
        _schrijf(nieuw, inhoud_van(van))
    nieuw.gemaakt_door, nieuw.gewijzigd_op = by, at
    try:
        with transaction.atomic():
            nieuw.save()
    except IntegrityError:  # somebody else, or a second click, was first by a hair
        raise DomainError(BEZET, field="naam") from None
    na = {"naam": nieuw.naam, "kopie_van": str(van.public_id) if van else None}
    leg_vast(actie="evaluatieformulier gemaakt", obj=nieuw, by=by, at=at, na=na)
    return nieuw


@transaction.atomic
def nieuwe_versie(*, formulier: Evaluatieformulier, by: User, at: datetime) -> Evaluatieformulier:
    """Return the concept of the next version; the one that is there, or a copy of this version. Twice makes one."""
    _eis(by, formulier)
    reeks = Evaluatieformulier.objects.select_for_update(of=("self",), no_key=True).filter(
        naam=formulier.naam, school=formulier.school
    )
    versies = list(reeks.order_by("-versie"))
    if versies[0].status == S.CONCEPT:
        return versies[0]
    nieuw = Evaluatieformulier(naam=formulier.naam, school=formulier.school, versie=versies[0].versie + 1)
    _schrijf(nieuw, inhoud_van(formulier))
    nieuw.status, nieuw.geldig_van = S.CONCEPT, lokale_dag(at)
    nieuw.gemaakt_door, nieuw.gewijzigd_op = by, at
    nieuw.save()
    leg_vast(actie="evaluatieformulier nieuwe versie", obj=nieuw, by=by, at=at, na={"versie": nieuw.versie})
    return nieuw


def _eis(by: User, formulier: Evaluatieformulier) -> None:
    if not rules.mag_formulier_wijzigen(by, formulier):
        raise GeenToegang("Dit formulier is van een andere school of van de hele regio. U kunt er een kopie van maken.")


def _concept(formulier: Evaluatieformulier, by: User) -> Evaluatieformulier:
    _eis(by, formulier)
    nu = Evaluatieformulier.objects.select_for_update(of=("self",), no_key=True).get(pk=formulier.pk)
    if nu.status != S.CONCEPT:
        raise DomainError("Deze versie is gepubliceerd en verandert niet meer. Maak een nieuwe versie.")
    return nu


@transaction.atomic
def wijzig_formulier(
    *, formulier: Evaluatieformulier, inhoud: Formulierinhoud, bewerking: int, by: User, at: datetime
) -> Evaluatieformulier:
    """Keep a concept. Raises FormulierConflict when a colleague was first (C3)."""
    nu = _concept(formulier, by)
    if bewerking != nu.bewerking:
        raise FormulierConflict(nu)
    _schrijf(nu, inhoud)
    nu.bewerking += 1
    nu.gewijzigd_op = at
    nu.save()
    return nu


@transaction.atomic
def publiceer(*, formulier: Evaluatieformulier, vanaf: date, by: User, at: datetime) -> Evaluatieformulier:
    """Make a concept the version for evaluations that are opened from `vanaf` on; running ones keep theirs."""
    _eis(by, formulier)
    nu = Evaluatieformulier.objects.select_for_update(of=("self",), no_key=True).get(pk=formulier.pk)
    if nu.status == S.GEPUBLICEERD:
        return nu
    if nu.status != S.CONCEPT:
        raise DomainError("Deze versie wordt niet meer gebruikt. Maak een nieuwe versie.")
    if vanaf < lokale_dag(at):
        raise DomainError("Deze dag is al geweest. Kies vandaag of later.", field="vanaf")
    if fouten := inhoud_van(nu).fouten():
        raise DomainError(" ".join(fouten))
    nu.status, nu.geldig_van, nu.gewijzigd_op = S.GEPUBLICEERD, vanaf, at
    nu.save(update_fields=["status", "geldig_van", "gewijzigd_op"])
    na = {"versie": nu.versie, "geldig_van": vanaf}
    leg_vast(actie="evaluatieformulier gepubliceerd", obj=nu, by=by, at=at, na=na)
    return nu


@transaction.atomic
def trek_formulier_in(*, formulier: Evaluatieformulier, by: User, at: datetime) -> Evaluatieformulier:
    """No longer use a version for new evaluations; running ones keep it. Twice does it once."""
    _eis(by, formulier)
    nu = Evaluatieformulier.objects.select_for_update(of=("self",), no_key=True).get(pk=formulier.pk)
    if nu.status == S.CONCEPT:
        raise DomainError("Dit is nog een concept. Verwijder het.")
    if nu.status != S.INGETROKKEN:
        nu.status, nu.gewijzigd_op = S.INGETROKKEN, at
        nu.save(update_fields=["status", "gewijzigd_op"])
        leg_vast(actie="evaluatieformulier ingetrokken", obj=nu, by=by, at=at, na={"versie": nu.versie})
    return nu


@transaction.atomic
def verwijder_concept(*, formulier: Evaluatieformulier, by: User, at: datetime) -> None:
    """Throw a concept away; nothing was ever filled in on it."""
    nu = _concept(formulier, by)
    leg_vast(actie="concept van evaluatieformulier verwijderd", obj=nu, by=by, at=at, na={"versie": nu.versie})
    nu.delete()
