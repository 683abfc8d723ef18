"""What a student writes: a report, a replacement assignment, files with it."""

from typing import Any

from django import forms

from basis.keuring import ACCEPTEER, UITLEG
from evaluaties.models import Leerdoel, Verslag
from evaluaties.services.bijlagen import MAX_AANTAL
from evaluaties.vragen import opzet_van
from kern.models import Student

MAX_TEKST = 20_000
MAX_OPDRACHT = 40_000


class VerslagForm(forms.Form):
    """The six parts of a report of one kind. Nothing is required while writing; handing in asks for all."""

    kies_leerdoel = forms.ChoiceField(label="Kies een van je doelen", required=False)
    delen_met_werkbegeleider = forms.BooleanField(
        label="Mijn werkbegeleider mag dit verslag lezen",
        required=False,
        help_text=(
            "Je stagebegeleider, je stagedocent en de coördinator van school lezen je verslag en de bijlagen altijd. "
            "Je werkbegeleider leest ze alleen als jij dat wilt."
        ),
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    alles_optioneel = True

    def __init__(self, *args: Any, student: Student, soort: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opzet = opzet_van(soort)
        doelen = list(Leerdoel.objects.lopend().filter(student=student).values_list("titel", flat=True))
        self._doelen = frozenset(doelen)
        self.fields["kies_leerdoel"].choices = [("", "Ik schrijf zelf een doel op"), *((t, t) for t in doelen)]
        if not doelen:
            del self.fields["kies_leerdoel"]
        for vraag in self.opzet.vragen:
            self.fields[vraag.naam] = forms.CharField(
                label=vraag.label,
                help_text=vraag.hulp,
                required=False,
                max_length=MAX_TEKST,
                widget=forms.Textarea(attrs={"rows": vraag.rijen, "data-woorden": ""}),
            )

    def vraagvelden(self) -> list[dict[str, Any]]:
        """Return the questions in order, each with its field, and the choice of a goal before the one it fills."""
        keuze = self["kies_leerdoel"] if "kies_leerdoel" in self.fields else None
        return [
            {"vraag": vraag, "veld": self[vraag.naam], "keuze": keuze if vraag.naam == "leerdoel" else None}
            for vraag in self.opzet.vragen
        ]

    def inhoud(self) -> dict[str, object]:
        """Return the text as the services take it: a chosen goal counts where none was typed."""
        schoon = self.cleaned_data
        inhoud = {naam: schoon.get(naam, "") for naam in Verslag.ONDERDELEN}
        gekozen = schoon.get("kies_leerdoel", "")
        if gekozen and (not inhoud["leerdoel"] or inhoud["leerdoel"] in self._doelen):
            inhoud["leerdoel"] = gekozen
        return inhoud | {"delen_met_werkbegeleider": schoon.get("delen_met_werkbegeleider", False)}

    @property
    def versienummer(self) -> int:
        """Return the version that the text was based on."""
        return self.cleaned_data.get("versie") or 0


class OpdrachtForm(forms.Form):
    """The text of a replacement assignment."""

    tekst = forms.CharField(
        label="Mijn uitwerking",
        help_text="Zet boven elk deel het nummer van de vraag.",
        required=False,
        max_length=MAX_OPDRACHT,
        widget=forms.Textarea(attrs={"rows": 18, "data-woorden": ""}),
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    alles_optioneel = True

    @property
    def versienummer(self) -> int:
        """Return the version that the text was based on."""
        return self.cleaned_data.get("versie") or 0


class OmschrijvingForm(forms.Form):
    """What a reader asks in place of the standard assignment."""

    omschrijving = forms.CharField(
        label="De opdracht",
        help_text="De student leest dit. Leeg: de standaardopdracht geldt.",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class MeerBestanden(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class BijlageForm(forms.Form):
    """The file field of a writing page; the view reads the files themselves."""

    bijlage = forms.FileField(
        label="Bijlagen",
        required=False,
        help_text=f"{UITLEG} Ten hoogste {MAX_AANTAL} bij deze stage. Op je telefoon kun je ook een foto maken.",
        widget=MeerBestanden(attrs={"accept": ACCEPTEER}),
    )
    alles_optioneel = True
