"""Forms of planned talks: one appointment, calling off, a day of visits, and the rhythm."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from begeleiding.enums import GesprekSoort, GesprekVorm
from begeleiding.models import Gespreksafspraak, Gespreksritme
from begeleiding.services.afspraken import wie_houdt
from kern.models import Opleiding, Organisatie, User
from plaatsingen.models import Plaatsing, Stagevorm
from vacatures.enums import PlaatsSoort

DATUM = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}
TIJD = {"format": "%H:%M", "attrs": {"type": "time", "step": "300"}}
MAX_MINUTEN = 480
MAX_WEEK = 60


def adres_van(plaatsing: Plaatsing) -> str:
    """Return where the student works, as one line."""
    locatie = plaatsing.stageplaats.afdeling.locatie
    delen = [str(locatie.organisatie), plaatsing.stageplaats.afdeling.naam, locatie.adres, locatie.plaats]
    return ", ".join(deel for deel in delen if deel)[:300]


def moment_van(dag: date, tijd: time) -> datetime:
    """Return the moment in Dutch time; a time that the clock skips in March becomes the hour after."""
    return timezone.make_aware(datetime.combine(dag, tijd))


class AfspraakForm(forms.Form):
    """One planned talk. `sleutel` makes it one, however often it is sent; `versie` guards against two editors."""

    sleutel = forms.UUIDField(required=False, widget=forms.HiddenInput)
    versie = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    soort = forms.ChoiceField(label="Soort gesprek", choices=GesprekSoort.choices, widget=forms.RadioSelect)
    dag = forms.DateField(label="Dag", widget=forms.DateInput(**DATUM))
    tijd = forms.TimeField(label="Tijd", widget=forms.TimeInput(**TIJD))
    minuten = forms.IntegerField(label="Duur in minuten", min_value=5, max_value=MAX_MINUTEN)
    vorm = forms.ChoiceField(label="Hoe", choices=GesprekVorm.choices, widget=forms.RadioSelect)
    plek = forms.CharField(
        label="Waar",
        required=False,
        max_length=300,
        help_text="Het adres, of hoe iemand online of telefonisch meedoet.",
    )
    begeleider = forms.ChoiceField(label="Wie voert het gesprek")
    met_werkbegeleider = forms.BooleanField(label="De werkbegeleider is erbij", required=False)

    def __init__(
        self,
        *args: Any,
        plaatsing: Plaatsing,
        by: User,
        afspraak: Gespreksafspraak | None = None,
        ritme: Gespreksritme | None = None,
        dag: date | None = None,
        **kwargs: Any,
    ):
        self.mensen = {str(mens.public_id): mens for mens in [by, *wie_houdt(plaatsing, op=timezone.localdate())]}
        kwargs.setdefault("initial", _begin(plaatsing, by, afspraak, ritme, dag))
        super().__init__(*args, **kwargs)
        self.fields["begeleider"].choices = [
            (sleutel, f"{mens.naam} (u)" if mens == by else mens.naam) for sleutel, mens in self.mensen.items()
        ]

    def gegevens(self) -> dict[str, Any]:
        """Return the appointment as the services take it."""
        schoon = self.cleaned_data
        namen = ("soort", "minuten", "vorm", "plek", "met_werkbegeleider")
        return {naam: schoon[naam] for naam in namen} | {"begin": moment_van(schoon["dag"], schoon["tijd"])}

    def wie(self) -> User:
        """Return who holds the talk."""
        return self.mensen[self.cleaned_data["begeleider"]]


def _begin(
    plaatsing: Plaatsing,
    by: User,
    afspraak: Gespreksafspraak | None,
    ritme: Gespreksritme | None,
    dag: date | None,
) -> dict[str, Any]:
    if afspraak is None:
        begin = {"soort": "voortgang", "vorm": "op_locatie", "minuten": ritme.minuten if ritme else 30}
        begin |= {"plek": adres_van(plaatsing), "begeleider": str(by.public_id), "met_werkbegeleider": True}
        laatste = plaatsing.gesprekken.order_by("-datum", "-pk").values_list("vorm", flat=True).first()
        if ritme and ritme.om_en_om_online and laatste == GesprekVorm.OP_LOCATIE:
            begin |= {"vorm": GesprekVorm.ONLINE.value, "plek": ""}
        return begin | {"sleutel": uuid4(), "dag": dag}
    moment = timezone.localtime(afspraak.begin)
    namen = ("soort", "vorm", "minuten", "plek", "met_werkbegeleider")
    begin = {naam: getattr(afspraak, naam) for naam in namen}
    begin |= {"dag": moment.date(), "tijd": moment.time(), "versie": afspraak.volgnummer}
    return begin | {"begeleider": str(afspraak.begeleider.public_id) if afspraak.begeleider else ""}


class AfzegForm(forms.Form):
    """Why a talk is off."""

    reden = forms.CharField(
        label="Waarom gaat het niet door?",
        max_length=300,
        help_text="Iedereen die bij dit gesprek zou zijn, kan dit lezen.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DagrouteForm(forms.Form):
    """When a day of visits begins and how long each takes."""

    alles_optioneel = True
    dag = forms.DateField(label="Dag", widget=forms.DateInput(**DATUM))
    tijd = forms.TimeField(label="Eerste gesprek om", widget=forms.TimeInput(**TIJD), initial=time(9))
    minuten = forms.IntegerField(label="Minuten per gesprek", min_value=5, max_value=240, initial=30)


class RitmeForm(forms.Form):
    """How often there is a talk, for whom, from when."""

    school = forms.ModelChoiceField(
        label="School",
        queryset=Organisatie.objects.none(),
        required=False,
        empty_label="Alle scholen",
        to_field_name="public_id",
    )
    letters = forms.ChoiceField(label="Opleiding", required=False)
    soort_stage = forms.ChoiceField(label="Soort stage", required=False)
    weken = forms.IntegerField(
        label="Een gesprek elke … weken", min_value=0, max_value=MAX_WEEK, help_text="0: alleen op de vaste stageweken."
    )
    te_laat_na = forms.IntegerField(
        label="Te laat na … weken zonder gesprek",
        min_value=0,
        max_value=MAX_WEEK,
        help_text="Daarna staat het bij Vandaag. 0: nooit vanzelf.",
    )
    momenten = forms.CharField(
        label="Vaste stageweken", required=False, max_length=40, help_text="Zoals 10 20 40. Leeg: geen vaste weken."
    )
    minuten = forms.IntegerField(label="Duur in minuten", min_value=5, max_value=MAX_MINUTEN, initial=30)
    om_en_om_online = forms.BooleanField(label="Om en om online", required=False)
    geldig_van = forms.DateField(label="Geldt vanaf", widget=forms.DateInput(**DATUM))

    def __init__(self, *args: Any, scholen: Any, hele_regio: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = scholen
        if not hele_regio:
            self.fields["school"].required, self.fields["school"].empty_label = True, None
        letters = Opleiding.objects.order_by("letters").values_list("letters", flat=True).distinct()
        self.fields["letters"].choices = [("", "Alle opleidingen"), *((rij, rij) for rij in letters)]
        vormen = Stagevorm.objects.order_by("naam").values_list("code", "naam")
        self.fields["soort_stage"].choices = [("", "Alle soorten"), *PlaatsSoort.choices, *vormen]

    def clean_momenten(self) -> list[int]:
        """Return the numbers of the weeks."""
        delen = self.cleaned_data["momenten"].replace(",", " ").split()
        if not all(deel.isascii() and deel.isdigit() and 0 < int(deel) <= MAX_WEEK for deel in delen):
            raise forms.ValidationError(f"Vul weeknummers in van 1 tot en met {MAX_WEEK}, met een spatie ertussen.")
        return [int(deel) for deel in delen]
