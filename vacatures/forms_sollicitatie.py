"""Forms of applications."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from kern.kalender import DAGEN
from vacatures.enums import Afwijsreden
from vacatures.rules import DAGNAMEN
from vacatures.services.sollicitatie import MAX_MOTIVATIE

MAX_TEKST = 2000


def _datum(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _tekst(label: str, hulp: str, *, nodig: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hulp, required=nodig, max_length=MAX_TEKST, widget=forms.Textarea(attrs={"rows": 4})
    )


class MotivatieForm(forms.Form):
    """Why the student wants this place; nothing is required while writing."""

    motivatie = forms.CharField(
        label="Waarom wil je hier stage lopen?",
        help_text="Vertel wat je wilt leren, wat je al kunt en waarom deze plek past. Een halve bladzijde is genoeg.",
        required=False,
        max_length=MAX_MOTIVATIE,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    alles_optioneel = True

    @property
    def versienummer(self) -> int:
        """The version the text was based on; 0 when there was none."""
        return self.cleaned_data.get("versie") or 0


class DoorstuurForm(forms.Form):
    """A note that goes along to the leerbedrijf."""

    tekst = _tekst("Bericht aan het leerbedrijf", "Ook de student leest dit.")

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return self.cleaned_data


class AdviesForm(forms.Form):
    """What can be better."""

    tekst = _tekst("Wat kan er beter?", "De student leest dit. Het leerbedrijf ziet het niet.", nodig=True)

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return self.cleaned_data


class IntrekForm(forms.Form):
    """Words with taking it back."""

    tekst = _tekst(
        "Wil je er iets bij schrijven?", "Je school leest dit, en het leerbedrijf als die je sollicitatie al had."
    )

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return self.cleaned_data


class LinkForm(forms.Form):
    """Words with taking a mailed link back."""

    tekst = _tekst("Wilt u er iets bij schrijven?", "De student en de school lezen dit.")

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return self.cleaned_data


class AfwijsForm(forms.Form):
    """A reason about the place, and words for the student."""

    reden = forms.ChoiceField(
        label="Wat is de reden?",
        choices=Afwijsreden.choices,
        widget=forms.RadioSelect,
        help_text="Een reden gaat over de plek of de opleiding. Afkomst, geloof, geslacht, leeftijd, gezondheid, "
        "naam of uiterlijk is nooit een reden.",
    )
    tekst = _tekst("Toelichting voor de student", "De student leest dit. Schrijf vriendelijk en kort.")

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return self.cleaned_data

    def clean(self) -> dict[str, Any]:
        """Ask for words with another reason."""
        schoon = super().clean()
        if schoon.get("reden") == Afwijsreden.ANDERS and not schoon.get("tekst"):
            self.add_error("tekst", "Schrijf bij een andere reden waarom.")
        return schoon


class UitnodigForm(forms.Form):
    """When and where the talk is."""

    datum = _datum("Op welke dag?")
    tijd = forms.TimeField(label="Hoe laat?", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    waar = forms.CharField(label="Waar?", max_length=200, help_text="Adres en afdeling, of hoe u belt.")
    tekst = _tekst("Bericht aan de student", "Bijvoorbeeld naar wie de student vraagt.")

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        dag, tijd = self.cleaned_data["datum"], self.cleaned_data["tijd"]
        wanneer = timezone.make_aware(datetime.combine(dag, time(tijd.hour, tijd.minute)))
        return {"wanneer": wanneer, "waar": self.cleaned_data["waar"], "tekst": self.cleaned_data["tekst"]}


class AanneemForm(forms.Form):
    """In which time and on which days the student comes."""

    begindatum = _datum("Eerste dag")
    einddatum = _datum("Laatste dag")
    dagen = forms.MultipleChoiceField(
        label="Op welke dagen?",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Hold the dates in order."""
        schoon = super().clean()
        begin, eind = schoon.get("begindatum"), schoon.get("einddatum")
        if begin and eind and eind < begin:
            self.add_error("einddatum", "De laatste dag ligt voor de eerste dag.")
        return schoon

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {**self.cleaned_data, "dagen": " ".join(self.cleaned_data["dagen"])}
