"""Forms of the review board: filters, and what goes along with a change."""

from typing import Any

from django import forms

from basis.filterkeuze import beperk
from kern.models import Opleidingscluster, Organisatie
from matching.enums import Reden
from matching.models import Ronde
from matching.services.bord.lijsten import ALLE, GEPLAATST, OPEN


class StudentenFilter(forms.Form):
    """Which students the board lists."""

    q = forms.CharField(label="Zoek student of plaats", required=False)
    toon = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[(OPEN, "Zonder plaats"), (GEPLAATST, "Met plaats"), (ALLE, "Iedereen")],
    )
    cluster = forms.ModelChoiceField(
        label="Cluster", queryset=Opleidingscluster.objects.none(), required=False, empty_label="Alle clusters"
    )
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.none(), required=False, empty_label="Alle scholen"
    )
    reden = forms.ChoiceField(label="Reden", required=False, choices=[("", "Alle redenen"), *Reden.choices])
    notitie = forms.ChoiceField(
        label="Notitie",
        required=False,
        choices=[("", "Met en zonder"), ("zonder", "Nog zonder notitie"), ("met", "Met notitie")],
    )

    def __init__(self, *args: Any, ronde: Ronde, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beperk(self.fields, self.data, cluster=clusters_van(ronde), school=ronde.scholen.all())
        for naam in ("cluster", "school"):
            if naam in self.fields and self.data.get(naam):
                self.fields[naam].queryset = clusters_van(ronde) if naam == "cluster" else ronde.scholen.all()


class PlaatsenFilter(forms.Form):
    """Which places the board lists."""

    alles_optioneel = True

    plaats = forms.CharField(label="Zoek plaats of leerbedrijf", required=False)
    cluster = forms.ModelChoiceField(
        label="Cluster", queryset=Opleidingscluster.objects.none(), required=False, empty_label="Alle clusters"
    )
    vrij = forms.BooleanField(label="Alleen met een vrije plek", required=False)

    def __init__(self, *args: Any, ronde: Ronde, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = Opleidingscluster.objects.filter(
            stageplaatsen__schooljaar_id=ronde.schooljaar_id
        ).distinct()


class ZetForm(forms.Form):
    """What goes along with placing, moving or swapping."""

    reden = forms.CharField(
        label="Waarom?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Wie de ronde beheert leest dit. Schrijf geen medische gegevens op.",
    )
    vast = forms.BooleanField(
        label="Zet vast: dit blijft zo als er opnieuw wordt gerekend", required=False, initial=True
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    versie_andere = forms.IntegerField(widget=forms.HiddenInput, required=False)
    terug = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class HandelingForm(forms.Form):
    """A small decision on the page of a student: take off, keep, let go, exclude, note."""

    WAT = ("weghalen", "vastzetten", "loslaten", "verbieden", "notitie")

    wat = forms.ChoiceField(choices=[(wat, wat) for wat in WAT], widget=forms.HiddenInput)
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reden = forms.CharField(max_length=300, required=False)
    notitie = forms.CharField(max_length=2000, required=False)
    plaats = forms.UUIDField(required=False)
    verbied = forms.BooleanField(required=False)
    terug = forms.CharField(required=False, max_length=500)


def clusters_van(ronde: Ronde) -> Any:
    """The clusters of the students of a round's schools."""
    return Opleidingscluster.objects.filter(studenten__school__rondes=ronde).distinct()
