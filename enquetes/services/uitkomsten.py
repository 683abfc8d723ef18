"""Reading what came out of rounds: only what was added up when they closed, and only for whom it is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from enquetes.enums import MetingStatus, VraagSoort
from enquetes.models import Meting
from enquetes.rules import DIMENSIES
from kern.models import User

WOORD = {"leerbedrijf": "Leerbedrijf", "school": "School", "cluster": "Opleidingscluster"}
MAX_TREND = 6
VERBORGEN = "niet te zien: anders weet u van iedereen wat die antwoordde"


@dataclass(frozen=True, slots=True)
class Keuze:
    """One group that may be shown."""

    dimensie: str
    sleutel: int
    naam: str
    stand: dict[str, Any]

    @property
    def code(self) -> str:
        """As it stands in the address."""
        return f"{self.dimensie}-{self.sleutel}"

    @property
    def label(self) -> str:
        """Kind and name."""
        return f"{WOORD[self.dimensie]}: {self.naam}"


def _alleen_eigen(user: User) -> bool:
    return not user.heeft_rol("coordinator", "beheerder")


def groepen_voor(user: User, meting: Meting) -> list[Keuze]:
    """Return the groups this person may look at: all that are large enough, or those of the own house."""
    keuzes = [
        Keuze(dimensie, rij["id"], rij["naam"], rij)
        for dimensie in DIMENSIES
        for rij in meting.uitkomst.get("groepen", {}).get(dimensie, [])
    ]
    if _alleen_eigen(user):
        huizen = user.organisatie_ids_als("praktijkopleider")
        keuzes = [keuze for keuze in keuzes if keuze.dimensie == "leerbedrijf" and keuze.sleutel in huizen]
    return sorted(keuzes, key=lambda keuze: (DIMENSIES.index(keuze.dimensie), keuze.naam, keuze.sleutel))


def kies(keuzes: Sequence[Keuze], code: str) -> Keuze | None:
    """Return the group of an address; None when it isn't there."""
    return next((keuze for keuze in keuzes if keuze.code == code), None)


def totaal_van(meting: Meting) -> dict[str, Any] | None:
    """Return the outcome of the whole region; None when there are too few answers or the round isn't closed."""
    return meting.uitkomst.get("totaal") if meting.status == MetingStatus.GESLOTEN else None


def respons(meting: Meting) -> dict[str, Any]:
    """Return how many were asked and answered, of the whole region: of a small group it would tell who did."""
    if meting.status == MetingStatus.GESLOTEN:
        gevraagd, ingevuld = meting.uitkomst.get("gevraagd", 0), meting.uitkomst.get("ingevuld", 0)
    else:
        gevraagd = meting.deelnemers.count()
        ingevuld = meting.deelnemers.filter(ingevuld=True).count()
    return {
        "gevraagd": gevraagd,
        "ingevuld": ingevuld,
        "procent": round(100 * ingevuld / gevraagd) if gevraagd else None,
    }


def gesloten_vragen(meting: Meting) -> list[dict[str, Any]]:
    """Return the questions that were added up."""
    return [vraag for vraag in meting.vragenlijst.vragen if vraag["soort"] != VraagSoort.OPEN]


def regels(meting: Meting, stand: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome as rows of a table to take along."""
    rijen = []
    for vraag in gesloten_vragen(meting):
        cijfers = stand["vragen"].get(vraag["code"], {"tel": {}, "gemiddelde": None})
        if cijfers.get("verborgen"):
            rijen.append({"vraag": vraag["tekst"], "antwoord": VERBORGEN, "aantal": "", "gemiddelde": ""})
        for antwoord, aantal in cijfers["tel"].items():
            rijen.append(
                {
                    "vraag": vraag["tekst"],
                    "antwoord": antwoord,
                    "aantal": aantal,
                    "gemiddelde": cijfers["gemiddelde"] if cijfers["gemiddelde"] is not None else "",
                }
            )
    return rijen


def trend(user: User, meting: Meting, keuze: Keuze | None) -> dict[str, Any] | None:
    """Return the means of the scales in earlier rounds of the same questionnaire; None when there is no earlier one."""
    eerder = Meting.objects.visible_to(user).filter(
        vragenlijst__naam=meting.vragenlijst.naam, status=MetingStatus.GESLOTEN, van__lte=meting.van
    )
    rondes = [rij for rij in eerder.order_by("-van", "-pk")[:MAX_TREND] if _stand(rij, keuze)]
    if len(rondes) < 2:
        return None
    rondes.reverse()
    schalen = [vraag for vraag in meting.vragenlijst.vragen if vraag["soort"] == VraagSoort.SCHAAL]
    return {
        "kolommen": ["Vraag", *[ronde.naam for ronde in rondes]],
        "rijen": [
            [vraag["tekst"], *[_gemiddelde(_stand(ronde, keuze), vraag["code"]) for ronde in rondes]]
            for vraag in schalen
        ],
    }


def _stand(meting: Meting, keuze: Keuze | None) -> dict[str, Any] | None:
    if keuze is None:
        return meting.uitkomst.get("totaal")
    groepen = meting.uitkomst.get("groepen", {}).get(keuze.dimensie, [])
    return next((rij for rij in groepen if rij["id"] == keuze.sleutel), None)


def _gemiddelde(stand: dict[str, Any] | None, code: str) -> float | None:
    return stand["vragen"].get(code, {}).get("gemiddelde") if stand else None
