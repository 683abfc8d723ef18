"""Forms of the talk, the joint result, signing and objections (R8.1)."""

from typing import Any

from django import forms

from evaluaties.enums import EvaluatieMoment
from evaluaties.forms import DelenForm
from evaluaties.models import Evaluatieresultaat
from evaluaties.services.resultaat_lezen import Inhoud
from kern.models import User


class ResultaatForm(DelenForm):
    """The joint result; at the end with the final score and why. `versie` is that of the draft (autosave)."""

    algemeen = forms.CharField(
        label="Samen vinden we", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    afspraken = forms.CharField(
        label="Wat spreken we af?",
        required=False,
        max_length=5000,
        help_text="Wie doet wat, en wanneer.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    eindscore = forms.ChoiceField(
        label="Eindscore", required=False, choices=Evaluatieresultaat.EINDSCORES, widget=forms.RadioSelect
    )
    onderbouwing = forms.CharField(
        label="Waarom deze eindscore?", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.moment != EvaluatieMoment.EIND:
            del self.fields["eindscore"], self.fields["onderbouwing"]

    def inhoud(self) -> Inhoud:
        """Return what was written down, once valid."""
        schoon = self.cleaned_data
        tekst = {naam: schoon.get(naam, "").strip() for naam in ("algemeen", "afspraken", "eindscore", "onderbouwing")}
        return Inhoud(antwoorden=self.antwoorden(), **tekst)


class TekenForm(forms.Form):
    """Sign the text that was shown."""

    hash_ = forms.CharField(max_length=64, widget=forms.HiddenInput)
    rol = forms.CharField(max_length=20, widget=forms.HiddenInput)
    gezien = forms.TypedChoiceField(
        label="Ben je het ermee eens?",
        choices=[
            ("nee", "Ja, ik ben het ermee eens."),
            ("ja", "Nee. Ik heb het gelezen en teken voor gezien. Daarna kan ik bezwaar maken."),
        ],
        coerce=lambda waarde: waarde == "ja",
        empty_value=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, student: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not student:
            del self.fields["gezien"]


class RedenForm(forms.Form):
    """A reason that those who sign will read."""

    reden = forms.CharField(label="Waarom?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, vraag: str = "", hulp: str = "", optioneel: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["reden"]
        veld.label, veld.help_text, veld.required = vraag or veld.label, hulp, not optioneel


class ZonderForm(RedenForm):
    """Why somebody doesn't sign."""

    rol = forms.ChoiceField(label="Wie tekent niet?", widget=forms.RadioSelect)

    field_order = ("rol", "reden")

    def __init__(self, *args: Any, rollen: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, vraag="Waarom niet?", **kwargs)
        self.fields["rol"].choices = rollen


class TweedeForm(forms.Form):
    """Who is second assessor."""

    tweede = forms.ModelChoiceField(
        label="Tweede beoordelaar",
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Niemand",
    )

    def __init__(self, *args: Any, mensen: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tweede"].queryset = User.objects.filter(pk__in=[mens.pk for mens in mensen])


class BezwaarForm(forms.Form):
    """Why the student doesn't agree."""

    tekst = forms.CharField(
        label="Waarom ben je het er niet mee eens?",
        help_text="Noem wat er volgens jou niet klopt en waarom. Alleen de school leest dit, niet je leerbedrijf.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class BesluitForm(forms.Form):
    """What the school decides about an objection."""

    gegrond = forms.TypedChoiceField(
        label="Uw besluit",
        choices=[
            ("ja", "Gegrond: de evaluatie gaat opnieuw open."),
            ("nee", "Niet gegrond: de evaluatie blijft zoals ze is."),
        ],
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect,
    )
    tekst = forms.CharField(
        label="Leg het besluit uit",
        help_text="De student leest dit.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
