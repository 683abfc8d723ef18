"""Forms of the page for the Stagefonds."""

from pathlib import Path
from typing import Any

from django import forms

from kern.models import Opleiding, Schooljaar

MAX_BYTES = 5 * 2**20


class StagefondsFilter(forms.Form):
    """School year, name of the leerbedrijf, programme."""

    schooljaar = forms.ChoiceField(label="Schooljaar", required=False)
    q = forms.CharField(label="Zoek op leerbedrijf", required=False, max_length=80)
    crebo = forms.ChoiceField(label="Opleiding", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jaren = Schooljaar.objects.order_by("-begin").values_list("naam", flat=True)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]
        opleidingen = Opleiding.objects.order_by("naam").values_list("code", "naam")
        self.fields["crebo"].choices = [
            ("", "Alle opleidingen"),
            *((code, f"{naam} ({code})") for code, naam in opleidingen),
        ]


class LijstForm(forms.Form):
    """The list from outside."""

    bestand = forms.FileField(
        label="De vooringevulde lijst",
        help_text="Een CSV- of Excel-bestand (.csv of .xlsx) van ten hoogste 5 MB. Het bestand wordt niet bewaard.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg.",
            "missing": "Kies een bestand.",
        },
    )

    def clean_bestand(self) -> Any:
        """Check the size and the extension; what is inside is for the reader to say."""
        bestand = self.cleaned_data["bestand"]
        if Path(bestand.name).suffix.lower() not in {".csv", ".xlsx", ".txt"}:
            raise forms.ValidationError("Dit is geen CSV- of Excel-bestand. Bewaar het als .csv of .xlsx.")
        if bestand.size > MAX_BYTES:
            raise forms.ValidationError("Dit bestand is groter dan 5 MB. Deel het op.")
        return bestand
