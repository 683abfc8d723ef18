"""Forms of pauses, ending, documents, the kennismaking and the parts of a stage."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from kern.kalender import DAGEN
from kern.models import User
from plaatsingen.enums import Antwoord, DocumentStatus, Initiatief, Onderbreekreden, Stopreden
from plaatsingen.forms import BegeleiderVeld, leden_van, tochveld
from plaatsingen.models import Documentregel, Plaatsing
from plaatsingen.models.verloop import Verloopinstelling
from plaatsingen.services.begeleiderlast import lasten
from plaatsingen.services.slot import DAGNAMEN
from vacatures.models import Stageplaats

NIET_MEDISCH = "Schrijf geen medische gegevens op."
# What a coordinator chooses; a no after the kennismaking and a no-show have their own way.
STOPREDENEN = [
    (reden.value, reden.label) for reden in Stopreden if reden not in {Stopreden.KENNISMAKING, Stopreden.NIET_GEKOMEN}
]


def dagveld(label: str, *, hulp: str = "", verplicht: bool = True) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hulp, required=verplicht, widget=widget)


def tekstveld(label: str, *, hulp: str = "", verplicht: bool = False, rijen: int = 3) -> forms.CharField:
    """Return a field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rijen})
    return forms.CharField(label=label, help_text=hulp, required=verplicht, max_length=2000, widget=widget)


class OnderbreekForm(forms.Form):
    """Why, from when, and until when a stage stands still."""

    reden = forms.ChoiceField(label="Reden", choices=Onderbreekreden.choices)
    van = dagveld("Eerste dag zonder stage")
    verwacht_tot = dagveld("Waarschijnlijk tot en met", hulp="Weet u het nog niet? Laat het leeg.", verplicht=False)
    toelichting = tekstveld("Toelichting", hulp=f"Alleen de student en school lezen dit. {NIET_MEDISCH}")


class VerwachtForm(forms.Form):
    """Until when a pause will probably last."""

    verwacht_tot = dagveld("Waarschijnlijk tot en met", hulp="Weet u het nog niet? Laat het leeg.", verplicht=False)


class HervatForm(forms.Form):
    """From when the student is back, and whether the last day moves."""

    op = dagveld("Eerste dag dat de student er weer is")
    einddatum = dagveld("Laatste dag van de stage", hulp="Kies een latere dag als de stage langer doorgaat.")
    reden = forms.CharField(label="Toelichting", max_length=300, required=False, help_text=NIET_MEDISCH)


class GesprekForm(forms.Form):
    """The closing talk."""

    gesprek_op = dagveld("Afsluitend gesprek op", hulp="Nog niet geweest? Vul het later aan.", verplicht=False)
    gesprek_met = forms.CharField(label="Wie waren erbij?", max_length=200, required=False)
    gesprek_tekst = tekstveld("Wat kwam eruit?", hulp=f"De student, school en de begeleiders lezen dit. {NIET_MEDISCH}")


class StopForm(GesprekForm):
    """Why a stage ends early, who wanted it, and what comes next."""

    reden = forms.ChoiceField(label="Reden", choices=[("", "Kies een reden"), *STOPREDENEN])
    initiatief = forms.ChoiceField(label="Wie wilde stoppen?", choices=[("", "Kies"), *Initiatief.choices])
    laatste_dag = dagveld("Laatste stagedag")
    toelichting = tekstveld("Toelichting", hulp=f"Alleen de student en school lezen dit. {NIET_MEDISCH}")
    zoekt_verder = forms.BooleanField(
        label="De student zoekt een nieuwe plek",
        help_text="De student staat dan meteen bij de coördinator als 'zoekt een nieuwe plek'.",
        required=False,
        initial=True,
    )

    field_order = ("reden", "initiatief", "laatste_dag", "toelichting", "zoekt_verder")


class NietGekomenForm(forms.Form):
    """A student who never came."""

    zoekt_verder = forms.BooleanField(label="De student zoekt een nieuwe plek", required=False, initial=True)
    toelichting = tekstveld("Toelichting", hulp=f"Alleen de student en school lezen dit. {NIET_MEDISCH}")


class EersteDagForm(forms.Form):
    """Another first day, and why."""

    begindatum = dagveld("Eerste dag")
    reden = forms.CharField(
        label="Reden",
        max_length=300,
        help_text=f"Iedereen die bij deze plaatsing hoort kan dit lezen. {NIET_MEDISCH}",
    )


class DocumentForm(forms.Form):
    """How one document stands."""

    status = forms.ChoiceField(label="Hoe staat het ermee?", choices=DocumentStatus.choices)
    dag = dagveld("Aangevraagd of gezien op", verplicht=False)
    geldig_tot = dagveld("Geldig tot en met", hulp="Alleen als het document verloopt.", verplicht=False)
    opmerking = forms.CharField(
        label="Opmerking", max_length=200, required=False, help_text="Schrijf geen nummers of medische gegevens op."
    )
    verplicht = forms.BooleanField(label="Nodig voor de eerste dag", required=False)

    def __init__(self, *args: Any, regel: Documentregel, mag_verplichten: bool, vandaag: date, **kwargs: Any) -> None:
        begin = {"status": regel.status, "dag": regel.gezien_op or regel.gevraagd_op or vandaag}
        begin |= {naam: getattr(regel, naam) for naam in ("geldig_tot", "opmerking", "verplicht")}
        super().__init__(*args, initial=begin, **kwargs)
        if not mag_verplichten:
            del self.fields["verplicht"]


class KennismakingForm(forms.Form):
    """When and where they meet."""

    dag = dagveld("Dag")
    tijd = forms.TimeField(label="Tijd", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    waar = forms.CharField(label="Waar", max_length=200, help_text="Bijvoorbeeld: bij de balie van afdeling Linde.")


class AntwoordForm(forms.Form):
    """Yes or no after the kennismaking."""

    zegt = forms.ChoiceField(label="Antwoord", choices=Antwoord.choices, widget=forms.RadioSelect)
    woorden = tekstveld("Waarom?", hulp="Alleen school leest dit.")

    def __init__(self, *args: Any, vragen: tuple[str, str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vraag, ja, nee = vragen
        self.fields["zegt"].label = vraag
        self.fields["zegt"].choices = [(Antwoord.JA, ja), (Antwoord.NEE, nee)]


class DeelForm(forms.Form):
    """The part of a stage at a second host."""

    dagen = forms.MultipleChoiceField(label="Op welke dagen bij dit leerbedrijf?", widget=forms.CheckboxSelectMultiple)
    dagen_eerste = forms.MultipleChoiceField(
        label="Dagen bij het eerste leerbedrijf", widget=forms.CheckboxSelectMultiple
    )
    uren_norm = forms.IntegerField(label="Uren bij dit leerbedrijf", min_value=1, max_value=5000)
    werkbegeleider = BegeleiderVeld(
        label="Werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    toch = tochveld()

    def __init__(self, *args: Any, plaatsing: Plaatsing, plaats: Stageplaats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        eerste = plaatsing.stageplaats
        self.fields["dagen"].choices = [(dag, DAGNAMEN[dag]) for dag in DAGEN if dag in plaats.dagen.split()]
        veld = self.fields["dagen_eerste"]
        veld.choices = [(dag, DAGNAMEN[dag]) for dag in DAGEN if dag in eerste.dagen.split()]
        veld.label = f"Op welke dagen bij {eerste.leerbedrijf}?"
        if plaatsing.uren_norm:
            self.fields["uren_norm"].help_text = f"De hele stage is {plaatsing.uren_norm} uur."
        vandaag = timezone.localdate()
        leden = leden_van(plaats.leerbedrijf, op=vandaag)
        self.fields["werkbegeleider"].toon(leden, lasten(leden.order_by().values_list("pk", flat=True), vanaf=vandaag))

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])

    def clean_dagen_eerste(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen_eerste"])


class AfsprakenForm(forms.ModelForm):
    """What a school wants of the course of its placements."""

    class Meta:
        model = Verloopinstelling
        fields = ("start", "bedenktijd_dagen")
        widgets = {"start": forms.RadioSelect}
        help_texts = {
            "start": "Bijvoorbeeld een VOG die nog niet is gezien, of een overeenkomst die nog niet iedereen tekende.",
            "bedenktijd_dagen": "1 tot en met 14 dagen.",
        }
