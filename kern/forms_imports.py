"""The upload form of the import page."""

from pathlib import Path

from django import forms
from django.conf import settings

from basis.inlezen import soorten

EXTENSIES = (".csv", ".xlsx", ".txt")


def soort_keuzes() -> list[tuple[str, str]]:
    """Return (kind, title) of every import that apps have registered."""
    return [(soort, klasse.titel) for soort, klasse in soorten().items()]


class UploadForm(forms.Form):
    """What to import, and the file."""

    soort = forms.ChoiceField(label="Wat staat er in het bestand?", choices=soort_keuzes)
    bestand = forms.FileField(
        label="Bestand",
        help_text="Een CSV- of Excel-bestand (.csv of .xlsx) van ten hoogste 25 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg. Kies een bestand met een kopregel en rijen.",
            "missing": "Kies een bestand.",
            "max_length": "De naam van dit bestand is te lang. Geef het een kortere naam.",
        },
        max_length=200,
    )

    def clean_bestand(self) -> object:
        """Check the size and the extension; what is inside is for the reader to say."""
        bestand = self.cleaned_data["bestand"]
        if Path(bestand.name).suffix.lower() not in EXTENSIES:
            raise forms.ValidationError(
                "Dit is geen CSV- of Excel-bestand. Bewaar het als .csv of .xlsx en kies het opnieuw."
            )
        if bestand.size > settings.UPLOAD_MAX_BYTES:
            grens = settings.UPLOAD_MAX_BYTES // 2**20
            raise forms.ValidationError(f"Dit bestand is groter dan {grens} MB. Deel het op in kleinere bestanden.")
        return bestand
