"""Forms of the special kinds of stage."""

from collections.abc import Iterable
from typing import Any

from django import forms

from kern.models import Lidmaatschap
from plaatsingen.enums import Dagdeelkeuze, Gildestand
from plaatsingen.models import Buitenverblijf, Plaatsing
from plaatsingen.services.slot import DAGNAMEN


def _datum(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _naam(plaatsing: Plaatsing) -> str:
    return f"{plaatsing.student}, leerjaar {plaatsing.student.leerjaar}"


class _Keuze(forms.Form):
    """Choices out of the students whom this person may see, by the public id of the placement."""

    def __init__(self, *args: Any, studenten: Iterable[Plaatsing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.per_id = {str(rij.public_id): rij for rij in studenten}
        for veld in ("oudere", "jongere", "aanwezig"):
            if veld in self.fields:
                self.fields[veld].choices = [(sleutel, _naam(rij)) for sleutel, rij in self.per_id.items()]


class KoppelForm(_Keuze):
    """Who supervises whom."""

    oudere = forms.ChoiceField(label="Wie begeleidt?")
    jongere = forms.ChoiceField(label="Wie wordt begeleid?", help_text="Iemand uit een lager leerjaar.")
    van = _datum("Vanaf")

    def velden(self) -> dict[str, Any]:
        """Return what the service asks for."""
        schoon = self.cleaned_data
        return {
            "oudere": self.per_id[schoon["oudere"]],
            "jongere": self.per_id[schoon["jongere"]],
            "van": schoon["van"],
        }


class LesForm(_Keuze):
    """A lesson that was given."""

    datum = _datum("Datum")
    uren = forms.DecimalField(label="Uren", min_value=0.5, max_value=12, decimal_places=1, max_digits=3)
    onderwerp = forms.CharField(label="Onderwerp", max_length=120)
    docent = forms.CharField(label="Wie gaf de les?", max_length=120)
    aanwezig = forms.MultipleChoiceField(label="Wie waren erbij?", widget=forms.CheckboxSelectMultiple, required=False)

    def velden(self) -> dict[str, Any]:
        """Return what the service asks for."""
        schoon = dict(self.cleaned_data)
        schoon["aanwezig"] = [self.per_id[sleutel] for sleutel in schoon["aanwezig"]]
        return schoon | {"gevraagd": list(self.per_id.values())}


class GildeForm(forms.Form):
    """The fifth day, and the diplomas."""

    schooldag = forms.ChoiceField(
        label="Op welke dag is er school op de werkplek?",
        choices=[(dag, DAGNAMEN[dag]) for dag in ("ma", "di", "wo", "do", "vr")],
    )
    diploma_een = forms.CharField(label="Eerste diploma", max_length=120, help_text="Zoals: Helpende, niveau 2.")
    diploma_twee = forms.CharField(label="Tweede diploma", max_length=120, required=False)


class TredeForm(forms.Form):
    """The next rung."""

    trede = forms.ChoiceField(label="Nieuwe trede", choices=Gildestand.choices)
    sinds = _datum("Sinds")
    waarom = forms.CharField(
        label="Waarom?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, help_text="De student leest dit."
    )


class LidKeuze(forms.ModelChoiceField):
    """Stagedocenten with their school."""

    def label_from_instance(self, obj: Lidmaatschap) -> str:
        """Return name and school."""
        return f"{obj.user.naam}, {obj.organisatie}"


class ZomerdocentForm(forms.Form):
    """Which teacher is there, and when."""

    lid = LidKeuze(label="Stagedocent", queryset=Lidmaatschap.objects.none())
    van = _datum("Vanaf")
    tot = _datum("Tot en met")

    def __init__(self, *args: Any, leden: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lid"].queryset = leden


class VergoedingForm(forms.Form):
    """The allowance."""

    bedrag = forms.DecimalField(
        label="Vergoeding per maand in euro", min_value=0, max_value=5000, decimal_places=2, max_digits=6
    )


class DagdeelForm(forms.Form):
    """A morning or afternoon."""

    datum = _datum("Datum")
    deel = forms.ChoiceField(label="Dagdeel", choices=Dagdeelkeuze.choices, widget=forms.RadioSelect)


class VerblijfForm(forms.ModelForm):
    """Where the student stays, whom to call, and what is arranged."""

    class Meta:
        model = Buitenverblijf
        exclude = ("plaatsing", "door", "at")  # noqa: DJ006 - all that a person fills in
        widgets = {"verblijf": forms.Textarea(attrs={"rows": 3}), "reis": forms.Textarea(attrs={"rows": 3})}
