"""The form of a stageplaats."""

from typing import Any

from django import forms
from django.utils import timezone

from kern.enums import PeriodeCode, Rol
from kern.kalender import DAGEN
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Afdeling, Lidmaatschap, Opleidingscluster, Organisatie, Schooljaar, User
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats
from vacatures.rules import DAGNAMEN

NIVEAU_KEUZES = [
    (0, "elk niveau"),
    *((niveau, f"niveau {niveau} of hoger" if niveau < 5 else "hbo") for niveau in range(1, 6)),
]


class AfdelingKeuze(forms.ModelChoiceField):
    """Departments with their house in front."""

    def label_from_instance(self, obj: Afdeling) -> str:
        """Name the leerbedrijf, location and department."""
        return f"{obj.locatie.organisatie.naam} – {obj.locatie.naam} – {obj.naam}"


class StageplaatsForm(forms.Form):
    """All that a praktijkopleider fills in; `versie` tells whether somebody else changed the place in between."""

    naam = forms.CharField(label="Naam", max_length=200, help_text="Zoals 'Somatiek, locatie De Linde'.")
    afdeling = AfdelingKeuze(label="Afdeling", queryset=Afdeling.objects.none(), empty_label="Kies een afdeling")
    schooljaar = forms.ModelChoiceField(label="Schooljaar", queryset=Schooljaar.objects.none(), empty_label=None)
    clusters = forms.ModelMultipleChoiceField(
        label="Voor welke opleidingsclusters?",
        queryset=Opleidingscluster.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    capaciteit = forms.IntegerField(label="Hoeveel studenten tegelijk?", min_value=0, max_value=10_000, initial=1)
    periodes = forms.MultipleChoiceField(
        label="In welke periodes?",
        choices=PeriodeCode.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["1", "2", "3", "4"],
    )
    dagen = forms.MultipleChoiceField(
        label="Op welke dagen?",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
        initial=["ma", "di", "wo", "do", "vr"],
    )
    min_leeftijd = forms.TypedChoiceField(
        label="Leeftijd", choices=[(0, "geen eis"), (18, "18 jaar of ouder")], coerce=int
    )
    vog_vereist = forms.BooleanField(label="De student heeft een VOG nodig", required=False)
    vaccinatie_gevraagd = forms.BooleanField(
        label="Wij vragen naar vaccinatie",
        required=False,
        help_text="Alleen of het in orde is. Het portaal bewaart geen medische gegevens.",
    )
    overige_eisen = forms.CharField(label="Andere eisen", max_length=300, required=False)
    begeleider_niveau = forms.TypedChoiceField(label="Niveau van de begeleider", choices=NIVEAU_KEUZES, coerce=int)
    begeleider = forms.ModelChoiceField(
        label="Werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    soort = forms.ChoiceField(label="Soort", choices=PlaatsSoort.choices, initial=PlaatsSoort.REGULIER)
    scholen = forms.ModelMultipleChoiceField(
        label="Alleen voor deze scholen",
        queryset=Organisatie.objects.scholen(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Kiest u niets, dan is de plek voor alle scholen.",
    )
    toelichting = forms.CharField(
        label="Wat moet een student weten?", widget=forms.Textarea, max_length=5000, required=False
    )
    versie = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, plaats: Stageplaats | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        afdelingen = Afdeling.objects.select_related("locatie__organisatie").order_by(
            "locatie__organisatie__naam", "naam"
        )
        if not user.is_beheerder:
            afdelingen = afdelingen.filter(locatie__organisatie__in=user.organisatie_ids_als("praktijkopleider"))
            self.fields["soort"].choices = [
                (soort, naam)
                for soort, naam in PlaatsSoort.choices
                if soort != PlaatsSoort.STAGEGEZIN or (plaats is not None and plaats.soort == soort)
            ]
        self.fields["afdeling"].queryset = afdelingen
        nu = timezone.localdate()
        jaren = Schooljaar.objects.filter(eind__gte=nu)
        if plaats is not None:
            jaren |= Schooljaar.objects.filter(pk=plaats.schooljaar_id)
        self.fields["schooljaar"].queryset = jaren.order_by("begin")
        self.fields["schooljaar"].initial = next((jaar for jaar in jaren if jaar.naam == schooljaar_van(nu)), None)
        huizen = {plaats.afdeling.locatie.organisatie_id} if plaats else user.organisatie_ids_als("praktijkopleider")
        leden = Lidmaatschap.objects.geldig_op(nu).filter(rol=Rol.WERKBEGELEIDER, organisatie__in=huizen)
        self.fields["begeleider"].queryset = User.objects.actief().filter(pk__in=leden.values("user"))

    def clean_periodes(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(code for code in PeriodeCode.values if code in self.cleaned_data["periodes"])

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])

    def velden(self) -> dict[str, Any]:
        """Return what the service asks for."""
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if naam != "versie"}


def als_invoer(plaats: Stageplaats, versie: str) -> dict[str, Any]:
    """Return a place as the initial values of its form."""
    velden = (
        "naam",
        "afdeling",
        "schooljaar",
        "capaciteit",
        "min_leeftijd",
        "vog_vereist",
        "vaccinatie_gevraagd",
        "overige_eisen",
        "begeleider_niveau",
        "begeleider",
        "soort",
        "toelichting",
    )
    return {
        **{veld: getattr(plaats, veld) for veld in velden},
        "clusters": plaats.clusters.all(),
        "scholen": plaats.scholen.all(),
        "periodes": plaats.periodes.split(),
        "dagen": plaats.dagen.split(),
        "versie": versie,
    }
