"""Forms of EVC: the candidate, the assessor and the school (R8.5)."""

from typing import Any

from django import forms

from evaluaties.enums import EvcOordeel, EvcStatus
from evaluaties.models import Evctraject
from evaluaties.services.evc import MAX_TEKST, kies_stukken
from evaluaties.services.evc_oordeel import MAX_UREN
from kern.models import Opleiding, Student, User


def _tekst(label: str, hulp: str = "", rijen: int = 4, *, nodig: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rijen})
    return forms.CharField(label=label, help_text=hulp, max_length=MAX_TEKST, widget=widget, required=nodig)


class OpenForm(forms.Form):
    """Begin: for which qualification."""

    opleiding = forms.ModelChoiceField(
        label="Voor welke opleiding?", queryset=Opleiding.objects.all(), empty_label=None,
        help_text="Je krijgt een lijst met de onderdelen van deze opleiding.",
    )  # fmt: skip

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, initial={"opleiding": student.opleiding_id}, **kwargs)
        self.fields["opleiding"].queryset = Opleiding.objects.order_by("niveau", "naam", "pk")


class OnderdeelForm(forms.Form):
    """What the candidate says of one part."""

    alles_optioneel = True
    gevraagd = forms.BooleanField(label="Ik vraag vrijstelling voor dit onderdeel", required=False)
    toelichting = _tekst(
        "Waarom kun je dit al?",
        "Vertel wat je deed, waar en hoe vaak. Schrijf geen namen of gegevens van cliënten op.",
        6,
        nodig=False,
    )
    bewijsstukken = forms.ModelMultipleChoiceField(
        label="Welk bewijs uit je portfolio?",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De assessor en je school kunnen dit bewijs zien zodra je het EVC inlevert.",
    )

    def __init__(self, *args: Any, traject: Evctraject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bewijsstukken"].queryset = kies_stukken(traject.student)


class AssessorForm(forms.Form):
    """Who judges."""

    assessor = forms.ModelChoiceField(
        label="Wie beoordeelt?",
        queryset=User.objects.none(),
        help_text="Iemand van de school die deze student niet zelf begeleidt.",
    )

    def __init__(self, *args: Any, mensen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessor"].queryset = mensen
        self.fields["assessor"].label_from_instance = lambda mens: mens.naam


class GesprekForm(forms.Form):
    """When and where the talk is."""

    op = forms.DateTimeField(
        label="Wanneer is of was het gesprek?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    waar = forms.CharField(label="Waar", required=False, max_length=200)


class TerugForm(forms.Form):
    """What still misses."""

    vraag = _tekst("Wat ontbreekt er nog?", "De student leest dit.", 3)


class OordeelForm(forms.Form):
    """The judgement of one part."""

    oordeel = forms.ChoiceField(label="Oordeel", choices=EvcOordeel, widget=forms.RadioSelect)
    motivering = _tekst("Motivering", "Waar bleek het uit? De student leest dit.", 4)
    uren_minder = forms.IntegerField(
        label="Hoeveel uur minder?", min_value=0, max_value=MAX_UREN, required=False, initial=0,
        help_text="Zoveel uur hoeft de student voor dit onderdeel niet meer te maken.",
    )  # fmt: skip

    def clean_uren_minder(self) -> int:
        """Take nothing for 0."""
        return self.cleaned_data["uren_minder"] or 0


class AfrondForm(forms.Form):
    """The report of the talk."""

    gespreksverslag = _tekst("Verslag van het gesprek", "Kort: wat is besproken en wat bleek er?", 5)


class BesluitForm(forms.Form):
    """The decision."""

    uren_minder = forms.IntegerField(label="Hoeveel uur minder in totaal?", min_value=0, max_value=MAX_UREN * 10)
    weken_korter = forms.IntegerField(
        label="Hoeveel weken korter?", min_value=0, max_value=160, required=False, initial=0
    )
    tekst = _tekst("Besluit met reden", "De student leest dit en kan vragen om er opnieuw naar te kijken.", 4)

    def clean_weken_korter(self) -> int:
        """Take nothing for 0."""
        return self.cleaned_data["weken_korter"] or 0


class StopForm(forms.Form):
    """Why it ends without a decision."""

    reden = _tekst("Waarom stopt het?", rijen=2)


class ToepasForm(forms.Form):
    """On which stage, how many hours and which last day."""

    plaatsing = forms.ModelChoiceField(label="Op welke stage?", queryset=None, empty_label=None)
    uren = forms.IntegerField(label="Hoeveel uur minder?", min_value=0, max_value=MAX_UREN * 10)
    einddatum = forms.DateField(
        label="Nieuwe laatste dag",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Leeg: de laatste dag blijft zoals hij is.",
    )

    def __init__(self, *args: Any, stages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plaatsing"].queryset = stages
        self.fields["plaatsing"].label_from_instance = lambda rij: (
            f"{rij.stageplaats.leerbedrijf}, {rij.uren_norm} uur, tot en met {rij.einddatum:%d-%m-%Y}"
        )


class EvcFilter(forms.Form):
    """Which procedures to list."""

    alles_optioneel = True
    q = forms.CharField(label="Naam of studentnummer", required=False, max_length=100)
    status = forms.ChoiceField(label="Stand", required=False, choices=[("", "Alle"), *EvcStatus.choices])
    wat = forms.ChoiceField(
        label="Wacht op",
        required=False,
        choices=[("", "Alles"), ("assessor", "een assessor"), ("oordeel", "mijn oordeel"), ("besluit", "een besluit")],
    )
