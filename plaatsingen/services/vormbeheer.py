"""Programme templates: make, copy, change, retire (R5.5). A template in use keeps its weeks and phases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from basis.errors import DomainError, GeenToegang
from kern.kalender import DAGEN
from kern.models import Opleiding, User
from kern.services.audit import leg_vast
from plaatsingen import rules_vorm
from plaatsingen.models import Stagevorm
from plaatsingen.stageweken import Blok, blokfouten

MEESTE_WEKEN = 120
IN_GEBRUIK = (
    "Deze stagevorm hoort al bij plaatsingen. De weken, uren, dagen en fasen veranderen daarom niet meer. "
    "Maak een kopie en verander die."
)


@dataclass(frozen=True, slots=True)
class Fase:
    """A phase as it is filled in; `samen`: begins when student, docent and werkbegeleider agree."""

    naam: str
    van_week: int
    uitleg: str = ""
    samen: bool = False


@dataclass(frozen=True, slots=True)
class Vormgegevens:
    """A whole template as it is filled in; `dagen` are codes with spaces, hours are whole hours."""

    naam: str
    uren: int
    weken: int
    dagen: str
    blokken: Sequence[Blok]
    fasen: Sequence[Fase] = ()
    uitleg: str = ""
    opleidingen: Iterable[Opleiding] = ()

    def fouten(self) -> list[str]:
        """Return what doesn't fit, in Dutch."""
        fouten = [] if self.dagen.split() else ["Kies minstens een stagedag."]
        if set(self.dagen.split()) - set(DAGEN):
            fouten.append("Een van de dagen bestaat niet.")
        if not 0 < self.weken <= MEESTE_WEKEN:
            fouten.append(f"Een stagevorm duurt 1 tot en met {MEESTE_WEKEN} weken.")
            return fouten
        fouten += blokfouten(self.blokken, uren=self.uren, weken=self.weken, dagen=self.dagen)
        beginweken = [fase.van_week for fase in self.fasen]
        if len(set(beginweken)) < len(beginweken):
            fouten.append("Twee fasen beginnen in dezelfde week.")
        fouten += [
            f"Fase '{fase.naam}' begint in week {fase.van_week}, dat is buiten de {self.weken} weken."
            for fase in self.fasen
            if not 1 <= fase.van_week <= self.weken
        ]
        return fouten

    def kern(self) -> dict[str, Any]:
        """Return what a template in use may not change, as plain values to compare and to log."""
        return {
            "uren": self.uren,
            "weken": self.weken,
            "dagen": self.dagen,
            "blokken": [[b.naam, b.van_week, b.tot_week, f"{b.uren:.1f}", b.dagdelen] for b in _op_week(self.blokken)],
            "fasen": [[f.naam, f.van_week, f.uitleg, f.samen] for f in _op_week(self.fasen)],
        }


def _op_week(rijen: Sequence[Any]) -> list[Any]:
    return sorted(rijen, key=lambda rij: rij.van_week)


def gegevens_van(vorm: Stagevorm) -> Vormgegevens:
    """Return a template as it stands."""
    return Vormgegevens(
        naam=vorm.naam,
        uren=vorm.uren,
        weken=vorm.weken,
        dagen=vorm.dagen,
        uitleg=vorm.uitleg,
        blokken=[Blok(b.van_week, b.tot_week, b.uren_per_week, b.dagdelen, b.naam) for b in vorm.blokken.all()],
        fasen=[Fase(f.naam, f.van_week, f.uitleg, f.samen) for f in vorm.fasen.all()],
        opleidingen=list(vorm.opleidingen.all()),
    )


def in_gebruik(vorm: Stagevorm) -> bool:
    """Whether any placement has or had this template."""
    return vorm.plaatsingen.exists()


def _mag(by: User) -> None:
    if not rules_vorm.mag_vormen_beheren(by):
        raise GeenToegang("Alleen de beheerder en de coördinator van de regio veranderen stagevormen.")


def _controleer(gegevens: Vormgegevens) -> None:
    fouten = gegevens.fouten()
    if fouten:
        raise DomainError(" ".join(fouten))


def _vrije_code(naam: str) -> str:
    stam = slugify(naam)[:34] or "vorm"
    bestaand = set(Stagevorm.objects.filter(code__startswith=stam).values_list("code", flat=True))
    return next(
        code for nummer in range(1, 1000) if (code := stam if nummer == 1 else f"{stam}-{nummer}") not in bestaand
    )


def _schrijf_delen(vorm: Stagevorm, gegevens: Vormgegevens) -> None:
    vorm.blokken.all().delete()
    vorm.fasen.all().delete()
    for blok in gegevens.blokken:
        vorm.blokken.create(
            naam=blok.naam,
            van_week=blok.van_week,
            tot_week=blok.tot_week,
            uren_per_week=blok.uren,
            dagdelen=blok.dagdelen,
        )
    for fase in gegevens.fasen:
        vorm.fasen.create(naam=fase.naam, uitleg=fase.uitleg, van_week=fase.van_week, samen=fase.samen)


@transaction.atomic
def maak_vorm(*, gegevens: Vormgegevens, by: User, at: datetime, kopie_van: Stagevorm | None = None) -> Stagevorm:
    """Make a template, from nothing or from a copy that was changed; the blocks must add up to its hours and weeks."""
    _mag(by)
    _controleer(gegevens)
    vorm = Stagevorm.objects.create(
        code=_vrije_code(gegevens.naam),
        naam=gegevens.naam,
        uitleg=gegevens.uitleg,
        uren=gegevens.uren,
        weken=gegevens.weken,
        dagen=gegevens.dagen,
    )
    vorm.opleidingen.set(gegevens.opleidingen)
    _schrijf_delen(vorm, gegevens)
    reden = f"kopie van {kopie_van.code}" if kopie_van else ""
    leg_vast(actie="stagevorm gemaakt", obj=vorm, by=by, at=at, reden=reden, na=gegevens.kern())
    return vorm


@transaction.atomic
def wijzig_vorm(*, vorm: Stagevorm, gegevens: Vormgegevens, by: User, at: datetime) -> Stagevorm:
    """Change a template. Once a placement has it, only name, explanation and programmes change; the rest is refused."""
    _mag(by)
    nu = Stagevorm.objects.select_for_update().get(pk=vorm.pk)
    oud = gegevens_van(nu)
    _controleer(gegevens)
    anders = oud.kern() != gegevens.kern()
    if anders and in_gebruik(nu):
        raise DomainError(IN_GEBRUIK)
    voor = oud.kern() | {"naam": oud.naam, "uitleg": oud.uitleg}
    nu.naam, nu.uitleg = gegevens.naam, gegevens.uitleg
    nu.uren, nu.weken, nu.dagen = gegevens.uren, gegevens.weken, gegevens.dagen
    nu.save()
    nu.opleidingen.set(gegevens.opleidingen)
    if anders:
        _schrijf_delen(nu, gegevens)
    na = gegevens.kern() | {"naam": nu.naam, "uitleg": nu.uitleg}
    leg_vast(actie="stagevorm gewijzigd", obj=nu, by=by, at=at, voor=voor, na=na)
    return nu


@transaction.atomic
def laat_vervallen(*, vorm: Stagevorm, terug: bool, by: User, at: datetime) -> Stagevorm:
    """Take a template out of the choice, or (`terug`) put it back; placements that have it keep it."""
    _mag(by)
    nu = Stagevorm.objects.select_for_update().get(pk=vorm.pk)
    dag = None if terug else timezone.localdate(at)
    if (nu.vervallen_op is None) == terug:
        return nu
    nu.vervallen_op = dag
    nu.save(update_fields=["vervallen_op"])
    actie = "stagevorm weer te kiezen" if terug else "stagevorm niet meer te kiezen"
    leg_vast(actie=actie, obj=nu, by=by, at=at)
    return nu
