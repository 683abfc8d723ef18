"""The form of a talk: made for a phone, one column, two minutes."""

from datetime import date
from typing import Any

from django import forms

from begeleiding.enums import GesprekSoort, GesprekVorm, Partij
from begeleiding.models import Gesprek
from begeleiding.services.gesprekken import MAX_STAPPEN, Stap
from plaatsingen.models import Plaatsing


def mensen_van(plaatsing: Plaatsing) -> list[tuple[str, str]]:
    """Return who may have been there, as (role, "name (role)"), of those who are known."""
    bedrijf = plaatsing.stageplaats.afdeling.locatie.organisatie
    mensen = [
        ("student", plaatsing.student.user),
        ("werkbegeleider", plaatsing.werkbegeleider),
        ("tweede werkbegeleider", plaatsing.tweede_begeleider),
        ("stagebegeleider", plaatsing.stagebegeleider),
        ("stagedocent", plaatsing.student.stagedocent),
    ]
    bekend = [(rol, f"{user.naam} ({rol})") for rol, user in mensen if user is not None]
    return [*bekend, ("praktijkopleider", f"praktijkopleider van {bedrijf}")]


class GesprekForm(forms.Form):
    """One talk with up to three next steps."""

    soort = forms.ChoiceField(label="Soort gesprek", choices=GesprekSoort.choices, widget=forms.RadioSelect)
    datum = forms.DateField(label="Dag", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    vorm = forms.ChoiceField(label="Hoe", choices=GesprekVorm.choices, widget=forms.RadioSelect)
    aanwezig = forms.MultipleChoiceField(
        label="Wie waren erbij",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies wie erbij waren."},
    )
    anderen = forms.CharField(label="Nog iemand anders", required=False, max_length=80)
    gaat_goed = forms.CharField(
        label="Wat gaat goed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kan_beter = forms.CharField(
        label="Wat gaat nog niet goed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, plaatsing: Plaatsing, vandaag: date, gesprek: Gesprek | None = None, **kwargs: Any):
        kwargs.setdefault("initial", _begin(plaatsing, vandaag, gesprek))
        super().__init__(*args, **kwargs)
        self.fields["aanwezig"].choices = [(tekst, tekst) for _, tekst in mensen_van(plaatsing)]
        self.fields["datum"].widget.attrs["max"] = vandaag.isoformat()
        if gesprek is not None:
            self.fields["soort"].disabled = True
        for nummer in range(1, MAX_STAPPEN + 1):
            self.fields[f"stap{nummer}_wat"] = forms.CharField(label="Wat", required=False, max_length=300)
            self.fields[f"stap{nummer}_voor"] = forms.ChoiceField(
                label="Voor wie", required=False, choices=[("", "Kies"), *Partij.choices]
            )
            self.fields[f"stap{nummer}_datum"] = forms.DateField(
                label="Klaar op", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            )

    def clean(self) -> dict[str, Any]:
        """A step needs somebody who does it."""
        schoon = super().clean()
        for nummer in range(1, MAX_STAPPEN + 1):
            if schoon.get(f"stap{nummer}_wat") and not schoon.get(f"stap{nummer}_voor"):
                self.add_error(f"stap{nummer}_voor", "Kies voor wie deze stap is.")
            if schoon.get(f"stap{nummer}_voor") and not schoon.get(f"stap{nummer}_wat"):
                self.add_error(f"stap{nummer}_wat", "Schrijf op wat er gaat gebeuren.")
        return schoon

    def gegevens(self) -> dict[str, Any]:
        """Return the talk as the services take it."""
        schoon = self.cleaned_data
        aanwezig = [*schoon["aanwezig"], *([schoon["anderen"].strip()] if schoon["anderen"].strip() else [])]
        return {
            "soort": schoon["soort"],
            "vorm": schoon["vorm"],
            "datum": schoon["datum"],
            "aanwezig": ", ".join(aanwezig)[:300],
            "gaat_goed": schoon["gaat_goed"].strip(),
            "kan_beter": schoon["kan_beter"].strip(),
        }

    def stappen(self) -> list[Stap]:
        """Return the steps that were filled in."""
        schoon = self.cleaned_data
        return [
            Stap(schoon[f"stap{n}_voor"], schoon[f"stap{n}_wat"].strip(), schoon[f"stap{n}_datum"])
            for n in range(1, MAX_STAPPEN + 1)
            if schoon[f"stap{n}_wat"]
        ]

    def stapvelden(self) -> list[dict[str, Any]]:
        """Return the fields per step, with whether it was filled in (an empty one is folded)."""
        return [
            {
                "nummer": n,
                "velden": [self[f"stap{n}_wat"], self[f"stap{n}_voor"], self[f"stap{n}_datum"]],
                "open": n == 1 or bool(self[f"stap{n}_wat"].value()) or bool(self.errors.get(f"stap{n}_wat")),
            }
            for n in range(1, MAX_STAPPEN + 1)
        ]

    def gewone_velden(self) -> list[Any]:
        """Return the fields of the talk itself."""
        return [veld for veld in self if not veld.name.startswith("stap")]


def _begin(plaatsing: Plaatsing, vandaag: date, gesprek: Gesprek | None) -> dict[str, Any]:
    keuzes = [tekst for _, tekst in mensen_van(plaatsing)]
    if gesprek is None:
        return {"soort": "voortgang", "vorm": "op_locatie", "datum": vandaag, "aanwezig": keuzes[:2]}
    erbij = gesprek.aanwezig.split(", ")
    begin = {
        "soort": gesprek.soort,
        "vorm": gesprek.vorm,
        "datum": gesprek.datum,
        "aanwezig": [naam for naam in erbij if naam in keuzes],
        "anderen": ", ".join(naam for naam in erbij if naam not in keuzes),
        "gaat_goed": gesprek.gaat_goed,
        "kan_beter": gesprek.kan_beter,
    }
    for nummer, stap in enumerate(gesprek.vervolgstappen.order_by("pk")[:MAX_STAPPEN], start=1):
        begin |= {
            f"stap{nummer}_wat": stap.wat,
            f"stap{nummer}_voor": stap.voor,
            f"stap{nummer}_datum": stap.voor_datum,
        }
    return begin
