"""What somebody fills in to search vacatures, and to keep a search."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from basis.filterkeuze import beperk, die_voorkomen
from basis.postcodes import Plek, cijfers, zoek_plek
from kern.enums import PeriodeCode
from kern.kalender import DAGEN
from kern.models import Opleidingscluster, Student
from vacatures.enums import PlaatsSoort
from vacatures.models import VacatureQuerySet
from vacatures.rules import DAGNAMEN
from vacatures.services.zoeken import STANDAARD, VOLGORDES, Zoekvraag, thuis_van

AFSTANDEN = [(str(km), f"tot {km} km") for km in (5, 10, 15, 25, 40, 60)]


def met_eigen(vraag: QueryDict, student: Student | None) -> QueryDict:
    """Return a question with the student's own cluster and postcode where it says nothing about them."""
    gegevens = vraag.copy()
    if student is not None:
        gegevens.setdefault("cluster", student.cluster.code)
        gegevens.setdefault("postcode", student.postcode or student.woonplaats)
    return gegevens


class ZoekForm(forms.Form):
    """Search by text, cluster, distance, days, period and kind. Give it the data of `met_eigen`."""

    q = forms.CharField(label="Zoek op woord", max_length=100, required=False)
    cluster = forms.ModelChoiceField(
        label="Opleiding",
        queryset=Opleidingscluster.objects.all(),
        to_field_name="code",
        required=False,
        empty_label="Alle opleidingen",
    )
    postcode = forms.CharField(label="Postcode of plaats", max_length=60, required=False)
    km = forms.ChoiceField(label="Afstand", choices=[("", "Elke afstand"), *AFSTANDEN], required=False)
    sorteer = forms.ChoiceField(label="Volgorde", choices=list(VOLGORDES.items()), required=False)
    dag = forms.MultipleChoiceField(
        label="Op deze dagen",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    periode = forms.ChoiceField(label="Periode", choices=[("", "Elke periode"), *PeriodeCode.choices], required=False)
    soort = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *PlaatsSoort.choices], required=False)
    vrij = forms.BooleanField(label="Alleen met een vrije plek", required=False)

    def __init__(self, data: Mapping[str, Any], *, student: Student | None, zichtbaar: VacatureQuerySet | None) -> None:
        super().__init__(data)
        self.student = student
        if student is None and zichtbaar is not None:
            clusters = die_voorkomen(Opleidingscluster.objects.all(), zichtbaar, "stageplaats__clusters")
            beperk(self.fields, data, cluster=clusters)

    def clean_postcode(self) -> Plek | None:
        """Return the point; the own postcode of a student gives the own home."""
        tekst = self.cleaned_data["postcode"].strip()
        student = self.student
        if student is not None and self._is_thuis(tekst, student):
            return thuis_van(student)
        plek = zoek_plek(tekst) if tekst else None
        if tekst and plek is None:
            raise forms.ValidationError("Wij kennen deze postcode of plaats niet. Vul vier cijfers in, zoals 9712.")
        return plek

    @staticmethod
    def _is_thuis(tekst: str, student: Student) -> bool:
        code = cijfers(tekst)
        if code:
            return code == cijfers(student.postcode)
        return tekst.casefold() == (student.postcode or student.woonplaats).casefold()

    def vraag(self) -> Zoekvraag:
        """Return the question as far as it was understood."""
        self.is_valid()
        schoon = self.cleaned_data
        return Zoekvraag(
            tekst=schoon.get("q") or "",
            cluster=schoon.get("cluster"),
            vanaf=schoon.get("postcode") or None,
            km=int(schoon.get("km") or 0),
            dagen=tuple(schoon.get("dag") or ()),
            periode=schoon.get("periode") or "",
            soort=schoon.get("soort") or "",
            vrij=bool(schoon.get("vrij")),
            volgorde=schoon.get("sorteer") or STANDAARD,
        )


def lees_vraag(vraag: str, student: Student | None) -> Zoekvraag:
    """Read a kept question, with the student's own cluster and postcode of now where it says nothing about them."""
    gegevens = QueryDict(vraag.replace("%00", ""))  # no database looks for a NUL sign
    return ZoekForm(met_eigen(gegevens, student), student=student, zichtbaar=None).vraag()


def in_woorden(vraag: Zoekvraag) -> str:
    """Return a question as a person says it: "zorg, binnen 10 km van Groningen, maandag"."""
    delen = [vraag.tekst] if vraag.tekst else []
    if vraag.cluster is not None:
        delen.append(str(vraag.cluster))
    if vraag.km and vraag.vanaf is not None:
        delen.append(f"binnen {vraag.km} km van {vraag.vanaf.naam}")
    if vraag.dagen:
        delen.append(" en ".join(DAGNAMEN[dag] for dag in vraag.dagen))
    if vraag.periode:
        delen.append(PeriodeCode(vraag.periode).label)
    if vraag.soort:
        delen.append(PlaatsSoort(vraag.soort).label)
    if vraag.vrij:
        delen.append("met een vrije plek")
    return ", ".join(delen) or "alle vacatures"


class BewaarForm(forms.Form):
    """Keep a search under a name."""

    naam = forms.CharField(label="Naam van de zoekopdracht", max_length=80)
    vraag = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    mail = forms.BooleanField(label="Mail mij bij nieuwe vacatures", required=False)
