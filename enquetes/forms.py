"""Forms of questionnaires."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from enquetes.enums import VraagSoort
from enquetes.models import Vragenlijst
from enquetes.services.deelnemen import MAX_TEKST
from enquetes.services.metingen import MAX_VRAGEN
from enquetes.services.optellen import opties

WOORDEN = {"ja": "Ja", "nee": "Nee"}


class InvulForm(forms.Form):
    """The questions of one list, as they are; the service says what is missing."""

    def __init__(self, vragen: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nummer, vraag in enumerate(vragen, start=1):
            self.fields[vraag["code"]] = self._veld(vraag, nummer)

    @staticmethod
    def _veld(vraag: Mapping[str, Any], nummer: int) -> forms.Field:
        label, hulp = f"{nummer}. {vraag['tekst']}", vraag.get("uitleg", "")
        if vraag["soort"] == VraagSoort.OPEN:
            return forms.CharField(
                label=label,
                help_text=hulp,
                required=False,
                max_length=MAX_TEKST,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        return forms.ChoiceField(
            label=label,
            help_text=hulp,
            choices=[(optie, WOORDEN.get(optie, optie)) for optie in opties(vraag)],
            widget=forms.RadioSelect,
            error_messages={"required": f"Kies een antwoord bij vraag {nummer}."},
        )


class MetingForm(forms.Form):
    """A new round."""

    vragenlijst = forms.ModelChoiceField(
        label="Vragenlijst",
        queryset=Vragenlijst.objects.none(),
        to_field_name="public_id",
        empty_label="Kies een lijst",
    )
    naam = forms.CharField(
        label="Naam", max_length=120, help_text="Zo herkent u de meting later, zoals: schooljaar 2026/2027."
    )
    van = forms.DateField(label="Eerste dag", widget=forms.DateInput(attrs={"type": "date"}))
    tot = forms.DateField(label="Laatste dag", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nieuwste = {lijst.naam: lijst.pk for lijst in Vragenlijst.objects.order_by("versie")}
        self.fields["vragenlijst"].queryset = Vragenlijst.objects.filter(pk__in=nieuwste.values())


class VraagForm(forms.Form):
    """One question of a list; an empty text leaves it out."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    tekst = forms.CharField(label="Vraag", required=False, max_length=300)
    soort = forms.ChoiceField(label="Soort antwoord", choices=VraagSoort.choices)
    keuzes = forms.CharField(
        label="Antwoorden om uit te kiezen",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alleen bij een keuze. Zet elk antwoord op een eigen regel.",
    )
    uitleg = forms.CharField(label="Uitleg bij de vraag", required=False, max_length=300)


VragenFormSet = forms.formset_factory(VraagForm, extra=2, max_num=MAX_VRAGEN, validate_max=True, can_order=False)


def als_rijen(vragen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions as initial data of the formset."""
    return [{**vraag, "keuzes": "\n".join(vraag.get("keuzes", []))} for vraag in vragen]


def uit_rijen(rijen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions that the formset holds, without the empty ones."""
    return [{**rij, "keuzes": rij["keuzes"].splitlines()} for rij in rijen if rij.get("tekst", "").strip()]
