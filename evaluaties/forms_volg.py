"""What somebody tries out on the route, and what is said about it (R8.4)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from basis.filterkeuze import beperk_uit
from evaluaties.services.volg_kiezen import MAX_TEKST
from evaluaties.services.volg_rekenen import GRENZEN, WatAls
from kern.models import Organisatie
from plaatsingen.models import Plaatsing


def _getal(naam: str, label: str, hulp: str, stap: int = 1) -> forms.IntegerField:
    laagst, hoogst = GRENZEN[naam]
    veld = forms.IntegerField(label=label, min_value=laagst, max_value=hoogst, required=False, help_text=hulp)
    veld.widget.attrs |= {"inputmode": "numeric", "step": stap, "data-schuif": "", "class": "form-control schuifgetal"}
    return veld


class WatAlsForm(forms.Form):
    """The sliders; without JavaScript plain number fields."""

    alles_optioneel = True
    weken_weg = _getal("weken_weg", "Weken weg", "Bijvoorbeeld door ziekte of verlof. Een reden hoeft niet.")
    uren_meer = _getal("uren_meer", "Uren per week meer of minder", "Minder uren? Vul een getal onder nul in.")
    examens_gemist = _getal("examens_gemist", "Examens niet gehaald", "Een herkansing komt later.")
    verslagen_gemist = _getal("verslagen_gemist", "Verslagen vergeten", "Wat gebeurt er dan?")
    in_vakanties = forms.BooleanField(label="Ook doorwerken in schoolvakanties", required=False)

    def __init__(self, *args: Any, met_examens: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not met_examens:
            del self.fields["examens_gemist"]

    def plan(self) -> WatAls:
        """Return what is tried out; nothing when a number is out of its limits."""
        if not self.is_valid():
            return WatAls()
        return WatAls(**{naam: waarde for naam, waarde in self.cleaned_data.items() if waarde})


class KeuzeForm(forms.Form):
    """Keep what was tried out."""

    alles_optioneel = True
    toelichting = forms.CharField(
        label="Waarom kies je dit?",
        required=False,
        max_length=MAX_TEKST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alleen school leest dit. Je leerbedrijf ziet alleen de getallen.",
    )


class BespreekForm(forms.Form):
    """What was agreed about a choice."""

    antwoord = forms.CharField(
        label="Wat is er afgesproken?",
        max_length=MAX_TEKST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De student leest dit. De laatste dag of de uren veranderen hier niet door.",
    )


class RouteFilter(forms.Form):
    """Which routes to list."""

    alles_optioneel = True
    q = forms.CharField(label="Naam of studentnummer", required=False, max_length=100)
    wat = forms.ChoiceField(
        label="Welke", required=False, choices=[("", "Alle routes"), ("bespreken", "Met een keuze om te bespreken")]
    )
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.scholen(), required=False, empty_label="Alle scholen"
    )

    def __init__(self, *args: Any, plaatsingen: QuerySet[Plaatsing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beperk_uit(self.fields, self.data, plaatsingen, school=("student__school", Organisatie.objects.all()))
