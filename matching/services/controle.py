"""The checklist before freezing: what takes part, what is left out and why, and where one mends it.

Counted by the database; whoever a line is about can be downloaded by its `sleutel`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse

from basis.nederlands import count_noun
from matching.models import Ronde
from matching.services import deelname
from vraagaanbod.enums import OpgaveSoort, VerdelingStatus
from vraagaanbod.models import Omzetting, Opgave

STUDENT, PLAATS = ("student", "studenten"), ("stageplaats", "stageplaatsen")
# From this part on the stated demand and the students by name differ enough to look at.
AFWIJKING = 0.1


@dataclass(frozen=True, slots=True)
class Punt:
    """One line of the checklist; `soort` is a kind of badge. `sleutel` names the list of who it is about."""

    soort: str
    woord: str
    tekst: str
    sleutel: str = ""
    url: str = ""
    link: str = ""


Lijst = Callable[[Ronde, datetime], QuerySet[Any]]
STUDENTLIJSTEN: dict[str, Lijst] = {
    "studenten": lambda ronde, _: deelname.zoekenden(ronde),
    "zonder-voorkeur": lambda ronde, _: deelname.zoekenden(ronde).filter(heeft_voorkeur=False),
    "zonder-adres": lambda ronde, _: deelname.zonder_adres(ronde),
    "onvolledig": lambda ronde, _: deelname.onvolledig(ronde),
    "zonder-vog": lambda ronde, _: deelname.zoekenden(ronde).filter(vog=False),
}
PLAATSLIJSTEN: dict[str, Lijst] = {
    "plaatsen": lambda ronde, _: deelname.plaatsen_van(ronde),
    "zonder-erkenning": lambda ronde, _: deelname.plaatsen_van(ronde).filter(pk__in=deelname.zonder_erkenning(ronde)),
    "zonder-kaart": lambda ronde, _: deelname.zonder_kaart(ronde),
    "oud": deelname.oud,
    "zonder-praktijkopleider": deelname.zonder_praktijkopleider,
}


def lijst(ronde: Ronde, sleutel: str, *, at: datetime) -> tuple[str, QuerySet[Any]] | None:
    """Return ("studenten" or "plaatsen", the rows behind a line of the checklist), or None for an unknown key."""
    if sleutel in STUDENTLIJSTEN:
        rijen = STUDENTLIJSTEN[sleutel](ronde, at).select_related("user", "school", "cluster", "opleiding")
        return "studenten", rijen.order_by("school__naam", "user__achternaam", "pk")
    if sleutel in PLAATSLIJSTEN:
        rijen = PLAATSLIJSTEN[sleutel](ronde, at).met_leerbedrijf()
        return "plaatsen", rijen.order_by("afdeling__locatie__organisatie__naam", "naam", "pk")
    return None


def controle(ronde: Ronde, *, at: datetime) -> list[Punt]:
    """Return the checklist of a round, most important first. A fixed number of queries."""
    tel = deelname.tel_studenten(ronde)
    return [*_studenten(ronde, tel), *_plaatsen(ronde, at), *_vraag(ronde, tel["op_naam"]), *_afspraken(ronde)]


def _studenten(ronde: Ronde, tel: Counter[str]) -> list[Punt]:
    alle, zonder_wens, geplaatst = tel["alle"], tel["alle"] - tel["met_voorkeur"], tel["geplaatst"]
    inlezen = {"url": reverse("imports:lijst"), "link": "Gegevens inlezen"}
    punten = [
        _ok_of(
            alle,
            f"{count_noun(alle, 'student zoekt', 'studenten zoeken')} een plaats. "
            f"{count_noun(geplaatst, 'student heeft', 'studenten hebben')} al een plaats in die tijd.",
            "Er zijn geen studenten die een plaats zoeken. Kijk de scholen en periodes na.",
            "studenten",
            url=reverse("matching:wijzigen", args=[ronde.public_id]),
            link="Ronde wijzigen",
        ),
        Punt(
            "let_op" if zonder_wens else "klaar",
            "Let op" if zonder_wens else "In orde",
            f"{count_noun(tel['met_voorkeur'], 'student gaf', 'studenten gaven')} voorkeuren op, "
            f"{count_noun(zonder_wens, 'student', 'studenten')} niet.",
            "zonder-voorkeur" if zonder_wens else "",
        ),
    ]
    return punten + _let_op(
        (tel["zonder_adres"], "van wie de woonplaats niet bekend is. De reisafstand wordt dan vanaf school gerekend.",
         STUDENT, "zonder-adres", inlezen),
        (tel["onvolledig"],
         "doen niet mee, omdat gegevens ontbreken. Ze komen bij 'niet geplaatst' te staan met wat er mist.",
         STUDENT, "onvolledig", inlezen),
        (tel["zonder_vog"], "zonder VOG. Zij krijgen geen plaats waar die nodig is.", STUDENT, "zonder-vog", inlezen),
    )  # fmt: skip


def _plaatsen(ronde: Ronde, at: datetime) -> list[Punt]:
    tel = deelname.plaatsen_van(ronde).aggregate(alle=Count("pk"), plekken=Sum("capaciteit", default=0))
    bezet = deelname.zitters(ronde).count()
    lijst_url = f"{reverse('vacatures:lijst')}?schooljaar={ronde.schooljaar}"
    naar_lijst = {"url": lijst_url, "link": "Naar de stageplaatsen"}
    punten = [
        _ok_of(
            tel["plekken"],
            f"{count_noun(tel['plekken'], 'plek', 'plekken')} op "
            f"{count_noun(tel['alle'], 'stageplaats', 'stageplaatsen')} zijn er aangeboden. "
            f"{count_noun(bezet, 'plaatsing loopt', 'plaatsingen lopen')} al in die tijd.",
            "Er zijn geen stageplaatsen met plek in dit schooljaar.",
            "plaatsen",
            **naar_lijst,
        )
    ]
    return punten + _let_op(
        (len(deelname.zonder_erkenning(ronde)), "zonder geldige erkenning in de hele periode. Die doen niet mee.",
         PLAATS, "zonder-erkenning", {"url": reverse("imports:lijst"), "link": "Erkenningen inlezen"}),
        (deelname.zonder_kaart(ronde).count(),
         "zonder adres op de kaart. Die doen niet mee, want de reisafstand is niet te bepalen.",
         PLAATS, "zonder-kaart", naar_lijst),
        (deelname.oud(ronde, at).count(), "waarvan lang niet is bevestigd dat ze er nog zijn.", PLAATS, "oud",
         naar_lijst),
        (deelname.zonder_praktijkopleider(ronde, at).count(),
         "bij een leerbedrijf zonder praktijkopleider in het portaal. Daar krijgt niemand de uitslag.",
         PLAATS, "zonder-praktijkopleider", naar_lijst),
    )  # fmt: skip


def _afspraken(ronde: Ronde) -> list[Punt]:
    omzettingen = Omzetting.objects.filter(schooljaar_id=ronde.schooljaar_id).count()
    keuzes = ronde.pins.count()
    punten = [_verdeling(ronde)]
    tekst = f"{count_noun(omzettingen, 'omzetting', 'omzettingen')} afgesproken."
    punten.append(Punt("neutraal", "Ter info", tekst, url=reverse("vraagaanbod:bord"), link="Vraag en aanbod"))
    if keuzes:
        punten.append(
            Punt("neutraal", "Ter info", f"{count_noun(keuzes, 'keuze', 'keuzes')} met de hand. Die blijven staan.")
        )
    return punten


def _vraag(ronde: Ronde, op_naam: int) -> list[Punt]:
    """Demand as the schools stated it, beside the students by name (R3.1)."""
    rijen = Opgave.objects.geldend().filter(
        soort=OpgaveSoort.VRAAG,
        schooljaar_id=ronde.schooljaar_id,
        organisatie__in=[school.pk for school in ronde.scholen.all()],
        periode__in=["", *ronde.periodes.split()],
    )
    per_cluster: dict[tuple[int, int], int] = {}
    for cluster, school, aantal in rijen.values_list("cluster_id", "organisatie_id", "aantal"):
        # A student with a stage in two periods is asked for in both.
        per_cluster[cluster, school] = max(per_cluster.get((cluster, school), 0), aantal)
    gevraagd = sum(per_cluster.values())
    if not gevraagd:
        return []
    verschil = abs(gevraagd - op_naam) > AFWIJKING * gevraagd
    return [
        Punt(
            "let_op" if verschil else "klaar",
            "Let op" if verschil else "In orde",
            f"De scholen vroegen {count_noun(gevraagd, 'plek', 'plekken')}. "
            f"Er {'staat' if op_naam == 1 else 'staan'} {count_noun(op_naam, *STUDENT)} op naam.",
            url=reverse("vraagaanbod:bord"),
            link="Vraag en aanbod",
        )
    ]


def _verdeling(ronde: Ronde) -> Punt:
    verdeling = ronde.verdeling
    wijzigen = {"url": reverse("matching:wijzigen", args=[ronde.public_id]), "link": "Verdeling kiezen"}
    if verdeling is None:
        return Punt(
            "neutraal", "Ter info", "De plekken zijn niet over de scholen verdeeld: elke plek is voor alle scholen "
            "voor wie het leerbedrijf hem aanbiedt.", **wijzigen
        )  # fmt: skip
    vast = verdeling.status == VerdelingStatus.VASTGESTELD
    tekst = f"De plekken zijn verdeeld volgens '{verdeling.naam}'." + (
        "" if vast else " Die is niet vastgesteld en telt daarom niet mee."
    )
    return Punt("klaar" if vast else "let_op", "In orde" if vast else "Let op", tekst, **wijzigen)


def _ok_of(aantal: int, goed: str, fout: str, sleutel: str, *, url: str, link: str) -> Punt:
    return Punt("klaar", "In orde", goed, sleutel) if aantal else Punt("fout", "Niet goed", fout, url=url, link=link)


def _let_op(*rijen: tuple[int, str, tuple[str, str], str, dict[str, str]]) -> list[Punt]:
    return [
        Punt("let_op", "Let op", f"{count_noun(aantal, *woorden)} {tekst}", sleutel, **waar)
        for aantal, tekst, woorden, sleutel, waar in rijen
        if aantal
    ]
