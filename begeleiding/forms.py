"""The form of a talk: made for a phone, one column, two minutes."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from begeleiding.enums import GesprekSoort, GesprekVorm, StudentOordeel
from begeleiding.models import Gesprek, Gespreksafspraak, Vervolgstap
from begeleiding.services.gesprekken import MAX_STAPPEN, Stap
from kern.models import Lidmaatschap, User
from plaatsingen.models import Plaatsing

OPLEIDERS = 3


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


def eigenaren_van(plaatsing: Plaatsing, vandaag: date) -> list[tuple[str, str, User | None]]:
    """Return who can do a step, as (value, label, person): the party, or "party:person" when there are more of it."""
    bedrijf = plaatsing.stageplaats.afdeling.locatie.organisatie
    rijen: list[tuple[str, str, User | None]] = [
        ("student", f"{plaatsing.student.naam} (student)", plaatsing.student.user),
        ("werkbegeleider", _met_rol(plaatsing.werkbegeleider, "werkbegeleider"), plaatsing.werkbegeleider),
    ]
    if tweede := plaatsing.tweede_begeleider:
        rijen.append((f"werkbegeleider:{tweede.public_id}", _met_rol(tweede, "tweede werkbegeleider"), tweede))
    rijen.append(("leerbedrijf", str(bedrijf), None))
    leden = Lidmaatschap.objects.geldig_op(vandaag).filter(organisatie=bedrijf, rol="praktijkopleider")
    leden = leden.filter(user__is_active=True).exclude(user=plaatsing.werkbegeleider_id).select_related("user")
    rijen += [
        (f"leerbedrijf:{lid.user.public_id}", _met_rol(lid.user, "praktijkopleider"), lid.user)
        for lid in leden.order_by("pk")[:OPLEIDERS]
    ]
    school = [(plaatsing.stagebegeleider, "stagebegeleider"), (plaatsing.student.stagedocent, "stagedocent")]
    bekend = [(mens, rol) for mens, rol in school if mens is not None]
    rijen += [(f"school:{mens.public_id}", _met_rol(mens, rol), mens) for mens, rol in bekend]
    return rijen if bekend else [*rijen, ("school", "begeleider van school", None)]


def _met_rol(user: User | None, rol: str) -> str:
    return f"{user.naam} ({rol})" if user else rol


class GesprekForm(forms.Form):
    """One talk with a few next steps. `sleutel` makes it one talk, however often it is sent."""

    sleutel = forms.UUIDField(required=False, widget=forms.HiddenInput)
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

    def __init__(
        self,
        *args: Any,
        plaatsing: Plaatsing,
        vandaag: date,
        gesprek: Gesprek | None = None,
        afspraak: Gespreksafspraak | None = None,
        **kwargs: Any,
    ):
        self.eigenaren = eigenaren_van(plaatsing, vandaag)
        kwargs.setdefault("initial", _begin(plaatsing, vandaag, gesprek, afspraak))
        super().__init__(*args, **kwargs)
        self.fields["aanwezig"].choices = [(tekst, tekst) for _, tekst in mensen_van(plaatsing)]
        self.fields["datum"].widget.attrs["max"] = vandaag.isoformat()
        if gesprek is not None:
            self.fields["soort"].disabled = True
        for nummer in range(1, MAX_STAPPEN + 1):
            self.fields[f"stap{nummer}_wat"] = forms.CharField(label="Wat", required=False, max_length=300)
            self.fields[f"stap{nummer}_voor"] = forms.ChoiceField(
                label="Voor wie",
                required=False,
                choices=[("", "Kies"), *((waarde, label) for waarde, label, _ in self.eigenaren)],
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
        schoon, wie = self.cleaned_data, {waarde: mens for waarde, _, mens in self.eigenaren}
        stappen = []
        for n in range(1, MAX_STAPPEN + 1):
            if wat := schoon[f"stap{n}_wat"].strip():
                waarde = schoon[f"stap{n}_voor"]
                stappen.append(Stap(waarde.partition(":")[0], wat, schoon[f"stap{n}_datum"], wie[waarde]))
        return stappen

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
        return [veld for veld in self.visible_fields() if not veld.name.startswith("stap")]


class OordeelForm(forms.Form):
    """Whether the report of a talk is right, in the student's words; `oordeel` is the button."""

    alles_optioneel = True
    oordeel = forms.ChoiceField(choices=StudentOordeel.choices, widget=forms.HiddenInput)
    reactie = forms.CharField(
        label="Wat klopt er niet?",
        required=False,
        max_length=2000,
        help_text="Iedereen die het verslag van dit gesprek leest, leest dit ook.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _begin(
    plaatsing: Plaatsing, vandaag: date, gesprek: Gesprek | None, afspraak: Gespreksafspraak | None
) -> dict[str, Any]:
    keuzes = [tekst for _, tekst in mensen_van(plaatsing)]
    if gesprek is None:
        begin = {"soort": "voortgang", "vorm": "op_locatie", "datum": vandaag, "aanwezig": keuzes[:2]}
        if afspraak is not None:
            begin |= {"soort": afspraak.soort, "vorm": afspraak.vorm}
            begin["datum"] = min(vandaag, timezone.localdate(afspraak.begin))
        return begin | {"sleutel": uuid4()}
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
    stappen = gesprek.vervolgstappen.select_related("eigenaar").order_by("pk")[:MAX_STAPPEN]
    for nummer, stap in enumerate(stappen, start=1):
        begin |= {
            f"stap{nummer}_wat": stap.wat,
            f"stap{nummer}_voor": _waarde(plaatsing, stap),
            f"stap{nummer}_datum": stap.voor_datum,
        }
    return begin


def _waarde(plaatsing: Plaatsing, stap: Vervolgstap) -> str:
    """Return how a step stands in the list of `eigenaren_van`."""
    vast = {plaatsing.student.user_id, plaatsing.werkbegeleider_id, None}
    return stap.voor if stap.eigenaar_id in vast else f"{stap.voor}:{stap.eigenaar.public_id}"
