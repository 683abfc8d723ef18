"""Forms of the poule: a supervisor, absence, bookings, norms, filters, and what a planner tries out."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from begeleiding.enums import Afwezigheidsreden, CursusStatus, Dienstverband, InzetSoort
from begeleiding.models import Poulebegeleider, Poulenorm
from begeleiding.services.planner import WatAls
from begeleiding.services.poule import VELDEN
from begeleiding.services.poule_norm import VELDEN as NORMVELDEN
from kern.models import Opleidingscluster, Organisatie, User
from vacatures.enums import PlaatsSoort

MEEST_KANDIDATEN = 300
NIVEAUS = [(1, "niveau 1"), (2, "niveau 2"), (3, "niveau 3"), (4, "niveau 4"), (5, "hbo")]
ONLINE = [
    ("0", "geen, elk bezoek is op locatie"),
    ("0.25", "een op de vier"),
    ("0.5", "om de week"),
    ("0.75", "drie van de vier"),
    ("1", "alle bezoeken"),
]
WEKEN = [("13", "13 weken"), ("26", "26 weken"), ("40", "40 weken"), ("52", "52 weken")]
GEWOON = 26  # weeks
PROCENT = Decimal(100)


def datumveld(label: str, **extra: Any) -> forms.DateField:
    """Return a field with the calendar of the browser."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class ProcentField(forms.DecimalField):
    """A part (0-1) that is typed as a percentage."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=100, max_digits=4, decimal_places=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show 0.5 as 50."""
        return (value * PROCENT).normalize().__format__("f") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """Return 50 as 0.5."""
        schoon = super().clean(value)
        return None if schoon is None else schoon / PROCENT


class BegeleiderForm(forms.Form):
    """What the poule knows of a supervisor."""

    persoon = forms.ChoiceField(
        label="Wie",
        help_text="Hier staan mensen met de rol stagebegeleider die nog niet in de poule staan. "
        "Staat iemand er niet bij? Vraag de beheerder om de persoon uit te nodigen.",
    )
    fte = forms.DecimalField(
        label="Fte", help_text="1 is een volle week.", min_value=Decimal("0.05"), max_value=1, decimal_places=2
    )
    contactdeel = ProcentField(
        label="Eigen deel voor contact in procenten", help_text="Leeg: de norm van de poule.", required=False
    )
    dienstverband = forms.ChoiceField(label="Dienstverband", choices=Dienstverband.choices, widget=forms.RadioSelect)
    van_organisatie = forms.CharField(
        label="Uitgeleend of gedetacheerd door",
        help_text="De naam of de code van de organisatie, zoals die in het portaal staat.",
        required=False,
        max_length=200,
    )
    cursus = forms.ChoiceField(
        label="Cursus praktijkbegeleider",
        help_text="Zonder deze cursus begint niemand met begeleiden.",
        choices=CursusStatus.choices,
        widget=forms.RadioSelect,
    )
    cursus_klaar_op = datumveld("Cursus klaar op", required=False)
    niveau = forms.TypedChoiceField(
        label="Eigen niveau",
        help_text="Een begeleider heeft hetzelfde niveau als de student, of hoger.",
        choices=NIVEAUS,
        coerce=int,
    )
    sectoren = forms.ModelMultipleChoiceField(
        label="Kent het werk van deze clusters",
        queryset=Opleidingscluster.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    werkgebied = forms.CharField(
        label="Werkt in deze plaatsen",
        help_text="Met komma's ertussen, zoals Assen, Beilen. Leeg: alles binnen de reisafstand.",
        required=False,
        max_length=200,
    )
    postcode = forms.CharField(
        label="Vertrekt van postcode", help_text="De vier cijfers zijn genoeg.", required=False, max_length=7
    )
    max_km = forms.IntegerField(label="Hoogste reisafstand in km", min_value=1, max_value=300, initial=40)
    in_poule_van = datumveld("In de poule vanaf")
    in_poule_tot = datumveld("In de poule tot en met", required=False)

    def __init__(self, *args: Any, begeleider: Poulebegeleider | None = None, wie: Any = (), **kwargs: Any) -> None:
        if begeleider is not None:
            begin = {naam: getattr(begeleider, naam) for naam in VELDEN}
            begin |= {"sectoren": begeleider.sectoren.all(), "van_organisatie": begeleider.van_organisatie or ""}
            kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)
        if begeleider is not None:
            del self.fields["persoon"]
        else:
            self._mensen = {str(user.public_id): user for user in wie}
            namen = [(sleutel, f"{user.naam} ({user.email})") for sleutel, user in self._mensen.items()]
            self.fields["persoon"].choices = [("", "Kies een persoon"), *namen]

    def clean_van_organisatie(self) -> Organisatie | None:
        """Return the organisation of that name or code."""
        tekst = self.cleaned_data["van_organisatie"].strip()
        if not tekst:
            return None
        gevonden = list(Organisatie.objects.filter(Q(code__iexact=tekst) | Q(naam__iexact=tekst)).order_by("pk")[:2])
        if len(gevonden) != 1:
            raise forms.ValidationError("Deze organisatie vinden we niet, of er zijn er meer. Vul de code in.")
        return gevonden[0]

    def clean_persoon(self) -> User:
        """Return the person."""
        return self._mensen[self.cleaned_data["persoon"]]


class AfwezigForm(forms.Form):
    """When somebody is away."""

    van = datumveld("Eerste dag")
    tot = datumveld("Laatste dag", required=False, help_text="Leeg: nog niet bekend.")
    reden = forms.ChoiceField(
        label="Reden",
        choices=Afwezigheidsreden.choices,
        widget=forms.RadioSelect,
        help_text="Meer hoeven we niet te weten.",
    )


class InzetForm(forms.Form):
    """Hours that are booked."""

    soort = forms.ChoiceField(label="Waarvoor", choices=InzetSoort.choices, widget=forms.RadioSelect)
    uren_per_week = forms.DecimalField(
        label="Uren per week", min_value=Decimal("0.5"), max_value=40, max_digits=4, decimal_places=1
    )
    van = datumveld("Vanaf")
    tot = datumveld("Tot en met", required=False)
    omschrijving = forms.CharField(label="Omschrijving", required=False, max_length=200)
    toch = forms.BooleanField(
        label="Toch vastleggen, ook al is het geen begeleiding",
        required=False,
        help_text="De poule is alleen voor begeleiding. Ander werk blijft staan als waarschuwing.",
    )


class NormForm(forms.Form):
    """A norm from a day on."""

    geldig_van = datumveld("Geldt vanaf")
    uren_per_fte = forms.DecimalField(
        label="Uren per week bij 1 fte", min_value=1, max_value=60, max_digits=4, decimal_places=1
    )
    contactdeel = ProcentField(label="Deel van de uren voor contact met studenten, in procenten")
    minuten_per_student = forms.IntegerField(label="Minuten per student per week", min_value=5, max_value=600)
    reis_minuten_per_bezoek = forms.IntegerField(
        label="Reisminuten per bezoek",
        help_text="Reizen gebeurt in de uren buiten het contact. Bij online gesprekken komt die tijd vrij.",
        min_value=0,
        max_value=600,
    )
    km_per_uur = forms.IntegerField(label="Reissnelheid in km per uur", min_value=5, max_value=130)
    kosten_per_fte = forms.IntegerField(label="Kosten per fte per jaar in euro", min_value=0, max_value=1_000_000)
    reden = forms.CharField(label="Waarom verandert de norm?", max_length=300)

    def __init__(self, *args: Any, norm: Poulenorm, vandaag: date, **kwargs: Any) -> None:
        begin = {naam: getattr(norm, naam) for naam in NORMVELDEN} | {"geldig_van": vandaag}
        begin |= {f"minuten_{soort}": minuten for soort, minuten in norm.minuten_per_soort.items()}
        kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)
        for soort, naam in PlaatsSoort.choices:
            if soort != PlaatsSoort.REGULIER:
                self.fields[f"minuten_{soort}"] = forms.IntegerField(
                    label=naam.capitalize(), required=False, min_value=0, max_value=600
                )

    def gewone_velden(self) -> list[Any]:
        """Return the fields that aren't about one kind of stage."""
        return [veld for veld in self if not veld.name.startswith("minuten_") or veld.name == "minuten_per_student"]

    def soortvelden(self) -> list[Any]:
        """Return the minutes per kind of stage."""
        return [veld for veld in self if veld.name.startswith("minuten_") and veld.name != "minuten_per_student"]

    def gegevens(self) -> dict[str, Any]:
        """Return the norm as the service takes it; a kind that is left empty follows the norm."""
        schoon = self.cleaned_data
        soorten = {soort: schoon.get(f"minuten_{soort}") for soort in PlaatsSoort.values}
        eigen = {soort: minuten for soort, minuten in soorten.items() if minuten is not None}
        return {naam: schoon[naam] for naam in NORMVELDEN if naam != "minuten_per_soort"} | {"minuten_per_soort": eigen}


class PlannerForm(forms.Form):
    """What a planner tries out; everything may stay empty."""

    alles_optioneel = True

    weken = forms.ChoiceField(label="Kijk vooruit", choices=WEKEN, required=False)
    fte_erbij = forms.DecimalField(
        label="Fte erbij",
        help_text="Een min is minder.",
        required=False,
        min_value=-500,
        max_value=500,
        decimal_places=2,
    )
    online = forms.ChoiceField(label="Bezoeken die online gaan", choices=ONLINE, required=False)
    minuten = forms.IntegerField(label="Minuten per student", required=False, min_value=5, max_value=600)
    groei = forms.IntegerField(label="Meer studenten, in procenten", required=False, min_value=-90, max_value=300)

    def wat_als(self) -> WatAls:
        """Return what differs from how it is; a field that is wrong counts as empty."""
        schoon = self._schoon()
        return WatAls(
            fte_erbij=float(schoon.get("fte_erbij") or 0),
            online=float(schoon.get("online") or 0),
            minuten=schoon.get("minuten"),
            groei=schoon.get("groei") or 0,
        )

    def aantal_weken(self) -> int:
        """Return how many weeks to show."""
        return int(self._schoon().get("weken") or GEWOON)

    def _schoon(self) -> dict[str, Any]:
        self.full_clean()
        return getattr(self, "cleaned_data", {})


class RekenForm(forms.Form):
    """The sum of the poule with figures of one's own."""

    alles_optioneel = True

    fte = forms.DecimalField(label="Aantal fte", required=False, min_value=0, max_value=10_000, decimal_places=2)
    minuten = forms.IntegerField(label="Minuten per student per week", required=False, min_value=5, max_value=600)
    contactdeel = ProcentField(label="Deel voor contact, in procenten", required=False)
    uren = forms.DecimalField(
        label="Uren per week bij 1 fte", required=False, min_value=1, max_value=60, decimal_places=1
    )
    reis = forms.IntegerField(label="Reisminuten per bezoek", required=False, min_value=0, max_value=600)
    online = forms.ChoiceField(label="Bezoeken die online gaan", choices=ONLINE, required=False)
    kosten = forms.IntegerField(
        label="Kosten per fte per jaar in euro", required=False, min_value=0, max_value=1_000_000
    )


def kandidaatkeuze(rijen: Any) -> list[User]:
    """Return the people to choose from, at most so many that a list can be read."""
    return list(rijen[:MEEST_KANDIDATEN])
