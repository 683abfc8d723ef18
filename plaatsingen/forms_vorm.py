"""Forms of programme templates and of a student's steps (R5.5)."""

from typing import Any

from django import forms

from kern.kalender import DAGEN
from kern.models import Opleiding
from plaatsingen.models import Stagevorm
from plaatsingen.services.slot import DAGNAMEN
from plaatsingen.services.vormbeheer import MEESTE_WEKEN, Fase, Vormgegevens
from plaatsingen.stageweken import Blok

EXTRA = 2  # empty lines at the end of blocks and phases


class VormForm(forms.Form):
    """A template as a whole; its blocks and phases are formsets beside it."""

    naam = forms.CharField(label="Naam", max_length=120)
    uitleg = forms.CharField(
        label="Voor wie en hoe", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    uren = forms.IntegerField(label="Uren in totaal", min_value=1, max_value=10_000)
    weken = forms.IntegerField(
        label="Aantal stageweken",
        min_value=1,
        max_value=MEESTE_WEKEN,
        help_text="Weken in een schoolvakantie tellen niet mee.",
    )
    dagen = forms.MultipleChoiceField(
        label="Stagedagen",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
    )
    opleidingen = forms.ModelMultipleChoiceField(
        label="Opleidingen",
        queryset=Opleiding.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Geen gekozen: voor elke opleiding.",
    )

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])


class _Regel(forms.Form):
    """A line that may stay empty."""

    alles_optioneel = True
    use_required_attribute = False

    def is_leeg(self) -> bool:
        """Whether nothing was filled in."""
        return not any(waarde not in (None, "", False) for waarde in getattr(self, "cleaned_data", {}).values())

    def clean(self) -> dict[str, Any]:
        """Ask for every required part once something was filled in."""
        schoon = super().clean()
        if any(waarde not in (None, "", False) for waarde in schoon.values()):
            for naam in self.NODIG:
                if schoon.get(naam) in (None, "") and naam not in self.errors:
                    self.add_error(naam, "Vul dit ook in.")
        return schoon


class BlokForm(_Regel):
    """A stretch of weeks with its hours."""

    NODIG = ("van_week", "tot_week", "uren")

    naam = forms.CharField(label="Blok", max_length=80, required=False)
    van_week = forms.IntegerField(label="Van week", min_value=1, max_value=MEESTE_WEKEN, required=False)
    tot_week = forms.IntegerField(label="Tot en met week", min_value=1, max_value=MEESTE_WEKEN, required=False)
    uren = forms.DecimalField(
        label="Uren per week", min_value=0, max_value=60, max_digits=4, decimal_places=1, required=False
    )
    dagdelen = forms.IntegerField(label="Dagdelen per week", min_value=0, max_value=14, required=False)


class FaseForm(_Regel):
    """A phase."""

    NODIG = ("naam", "van_week")

    naam = forms.CharField(label="Fase", max_length=80, required=False)
    van_week = forms.IntegerField(label="Vanaf week", min_value=1, max_value=MEESTE_WEKEN, required=False)
    uitleg = forms.CharField(label="Wat doet de student dan?", max_length=500, required=False)
    samen = forms.BooleanField(label="Student stelt voor, docent en werkbegeleider stemmen in", required=False)


Blokset = forms.formset_factory(BlokForm, extra=EXTRA, max_num=20)
Faseset = forms.formset_factory(FaseForm, extra=EXTRA, max_num=20)


class Vormbundel:
    """The form of a template with its two formsets."""

    def __init__(self, data: Any = None, *, gegevens: Vormgegevens | None = None) -> None:
        begin: dict[str, Any] = {}
        blokken: list[dict[str, Any]] = []
        fasen: list[dict[str, Any]] = []
        if gegevens is not None:
            begin = {veld: getattr(gegevens, veld) for veld in ("naam", "uitleg", "uren", "weken")}
            begin |= {"dagen": gegevens.dagen.split(), "opleidingen": [o.pk for o in gegevens.opleidingen]}
            velden = ("naam", "van_week", "tot_week", "uren", "dagdelen")
            blokken = [{veld: getattr(blok, veld) for veld in velden} for blok in gegevens.blokken]
            fasen = [
                {veld: getattr(fase, veld) for veld in ("naam", "van_week", "uitleg", "samen")}
                for fase in gegevens.fasen
            ]
        self.vorm = VormForm(data, initial=begin)
        # A line that is posted as it was counts as filled in: so no initial values beside what was posted.
        self.blokken = Blokset(data, initial=None if data else blokken, prefix="blok")
        self.fasen = Faseset(data, initial=None if data else fasen, prefix="fase")

    def is_valid(self) -> bool:
        """Whether all three are."""
        return all([self.vorm.is_valid(), self.blokken.is_valid(), self.fasen.is_valid()])

    def gegevens(self) -> Vormgegevens:
        """Return what was filled in, once valid."""
        schoon = self.vorm.cleaned_data
        return Vormgegevens(
            **schoon,
            blokken=[
                Blok(d["van_week"], d["tot_week"], d["uren"], d["dagdelen"] or 0, d["naam"])
                for d in self._regels(self.blokken)
            ],
            fasen=[Fase(d["naam"], d["van_week"], d["uitleg"], d["samen"]) for d in self._regels(self.fasen)],
        )

    @staticmethod
    def _regels(regels: Any) -> list[dict[str, Any]]:
        return sorted((f.cleaned_data for f in regels if not f.is_leeg()), key=lambda rij: rij["van_week"])


class VormKeuzeForm(forms.Form):
    """A template for a placement."""

    vorm = forms.ModelChoiceField(
        label="Stagevorm",
        queryset=Stagevorm.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Geen stagevorm",
    )

    def __init__(self, *args: Any, vormen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vorm"].queryset = vormen


class StapForm(forms.Form):
    """Why a student is ready for the next phase."""

    woorden = forms.CharField(
        label="Waarom ben je eraan toe?",
        help_text="Een paar zinnen. Je docent en je werkbegeleider lezen dit.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NogNietForm(forms.Form):
    """Why it is too early."""

    reden = forms.CharField(
        label="Waarom nog niet?",
        help_text="De student, de docent en de werkbegeleider lezen dit. Schrijf op wat er nog nodig is.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
