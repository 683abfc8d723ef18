"""Forms of the board and of stating figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms

from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie, User
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.rules import organisaties_als, voor_iedereen
from vraagaanbod.services.opgaven import MAX_AANTAL

HEEL_JAAR = ("", "Het hele jaar")
PERIODES = [HEEL_JAAR, *((code, label.capitalize()) for code, label in PeriodeCode.choices)]
FOUT_GETAL = {
    "invalid": "Dit is geen heel getal. Schrijf bijvoorbeeld 28.",
    "min_value": "Een aantal is nooit kleiner dan 0.",
    "max_value": f"Dit is te hoog. Het maximum is {MAX_AANTAL}.",
}


class BordForm(forms.Form):
    """Which board: a school year, or one period of it."""

    schooljaar = forms.ChoiceField(label="Schooljaar")
    periode = forms.ChoiceField(label="Periode", choices=PERIODES, required=False)

    def __init__(self, data: Mapping, *, jaren: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]


@dataclass(frozen=True, slots=True)
class Bron:
    """Whose figures, and which: a soort of an organisation, or of the region when `organisatie` is None."""

    soort: str
    organisatie: Organisatie | None

    @property
    def sleutel(self) -> str:
        """How the address names it."""
        return f"{self.soort}.{self.organisatie.public_id if self.organisatie else 'regio'}"

    @property
    def naam(self) -> str:
        """How a person reads it."""
        wat = "Vraag" if self.soort == OpgaveSoort.VRAAG else "Aanbod"
        return f"{wat} van {self.organisatie.naam if self.organisatie else 'de hele regio (prognose)'}"


def bronnen_van(user: User) -> list[Bron]:
    """Return what the person may state figures for (R3.1): own school, own leerbedrijf, or everything."""
    alles = voor_iedereen(user)
    scholen = Organisatie.objects.scholen()
    bedrijven = Organisatie.objects.leerbedrijven()
    if not alles:
        scholen = scholen.filter(pk__in=organisaties_als(user, OpgaveSoort.VRAAG))
        bedrijven = bedrijven.filter(pk__in=organisaties_als(user, OpgaveSoort.AANBOD))
    regio = [Bron(OpgaveSoort.VRAAG, None), Bron(OpgaveSoort.AANBOD, None)] if alles else []
    return [
        *(Bron(OpgaveSoort.VRAAG, school) for school in scholen),
        *(Bron(OpgaveSoort.AANBOD, bedrijf) for bedrijf in bedrijven),
        *regio,
    ]


class KeuzeForm(forms.Form):
    """Which figures to state."""

    schooljaar = forms.ChoiceField(label="Schooljaar")
    bron = forms.ChoiceField(label="Waarvan geeft u cijfers op?")
    periode = forms.ChoiceField(label="Periode", choices=PERIODES, required=False)

    def __init__(self, data: Mapping, *, jaren: Iterable[str], bronnen: Iterable[Bron]) -> None:
        super().__init__(data)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]
        self.fields["bron"].choices = [(bron.sleutel, bron.naam) for bron in bronnen]


class CijfersForm(forms.Form):
    """One number per cluster; an empty field is no statement. `gezien_…` is the figure the person had before them."""

    def __init__(self, data: Mapping | None, *, clusters: Iterable[Opleidingscluster], nu: Mapping[int, int]) -> None:
        super().__init__(data)
        self.clusters = list(clusters)
        for cluster in self.clusters:
            aantal = nu.get(cluster.pk)
            self.fields[f"aantal_{cluster.code}"] = forms.IntegerField(
                label=cluster.naam,
                required=False,
                min_value=0,
                max_value=MAX_AANTAL,
                initial=aantal,
                error_messages=FOUT_GETAL,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"gezien_{cluster.code}"] = forms.IntegerField(
                required=False, initial=aantal, widget=forms.HiddenInput()
            )

    @property
    def rijen(self) -> list[dict]:
        """The visible and the hidden field of each cluster."""
        return [
            {"cluster": cluster, "veld": self[f"aantal_{cluster.code}"], "gezien": self[f"gezien_{cluster.code}"]}
            for cluster in self.clusters
        ]

    def aantallen(self, voor: str = "aantal") -> dict[Opleidingscluster, int | None]:
        """Return the figures as filled in (or, with "gezien", as shown) of the clusters that the page had."""
        return {
            cluster: self.cleaned_data.get(f"{voor}_{cluster.code}")
            for cluster in self.clusters
            if f"aantal_{cluster.code}" in self.data
        }
