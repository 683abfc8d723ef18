"""Forms of the division over the poule: what to divide, filters, decisions by hand, cover."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from begeleiding.enums import CursusStatus, Verdeelwijze
from begeleiding.forms_poule import datumveld
from begeleiding.models import Poulebegeleider, Toewijzing

STANDAARD = timedelta(weeks=8)
MEEST_KEUZES = 500


def in_poule(dag: date) -> QuerySet[Poulebegeleider]:
    """Who is in the poule on a day, by name."""
    rijen = Poulebegeleider.objects.filter(Q(in_poule_tot__isnull=True) | Q(in_poule_tot__gte=dag))
    return rijen.select_related("user").order_by("user__achternaam", "user__voornaam", "pk")


class RondeForm(forms.Form):
    """Which days, and what happens to who has somebody already."""

    peildatum = datumveld("Vanaf", help_text="Op deze dag moeten begeleiders kunnen beginnen.")
    tot = datumveld("Tot en met", help_text="Elke stage die in deze tijd loopt of begint, doet mee.")
    wijze = forms.ChoiceField(
        label="Studenten die al een begeleider hebben",
        choices=[
            (Verdeelwijze.BEHOUDEN, "houden die zo veel mogelijk"),
            (Verdeelwijze.NIEUW, "houden die altijd: verdeel alleen wie niemand heeft"),
            (Verdeelwijze.VRIJ, "verdeel alles opnieuw, zonder daarop te letten"),
        ],
        widget=forms.RadioSelect,
        initial=Verdeelwijze.BEHOUDEN,
    )

    def __init__(self, *args: Any, vandaag: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peildatum"].initial = vandaag
        self.fields["tot"].initial = vandaag + STANDAARD


class WaarneemrondeForm(forms.Form):
    """Who is away, and from when to when."""

    afwezige = forms.ModelChoiceField(
        label="Wie is afwezig", queryset=Poulebegeleider.objects.none(), empty_label="Kies"
    )
    peildatum = datumveld("Vanaf")
    tot = datumveld("Tot en met")

    def __init__(self, *args: Any, vandaag: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["afwezige"].queryset = in_poule(vandaag)
        self.fields["afwezige"].to_field_name = "public_id"
        self.fields["peildatum"].initial = self.initial.get("peildatum", vandaag)


class ToewijzingFilter(forms.Form):
    """Which students of a proposal to show."""

    deel = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(label="Zoek op student, leerbedrijf of plaats", required=False)
    wat = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            ("", "Iedereen"),
            ("nieuw", "krijgt voor het eerst iemand"),
            ("wisselt", "krijgt een ander"),
            ("houdt", "houdt dezelfde"),
            ("vast", "vastgezet"),
            ("hand", "met de hand gekozen"),
        ],
    )
    begeleider = forms.ModelChoiceField(
        label="Begeleider", queryset=Poulebegeleider.objects.none(), required=False, empty_label="Alle begeleiders"
    )

    def __init__(self, *args: Any, ronde: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rijen = Poulebegeleider.objects.filter(pk__in=ronde.toewijzingen.order_by().values("begeleider"))
        self.fields["begeleider"].queryset = rijen.select_related("user").order_by("user__achternaam", "pk")
        self.fields["begeleider"].to_field_name = "public_id"


class KeuzeForm(forms.Form):
    """Another supervisor for one student, with the reason."""

    begeleider = forms.ModelChoiceField(
        label="Begeleider", queryset=Poulebegeleider.objects.none(), required=False, empty_label="Niemand"
    )
    reden = forms.CharField(label="Waarom", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, toewijzing: Toewijzing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rijen = in_poule(toewijzing.ronde.peildatum).filter(cursus=CursusStatus.KLAAR)
        niveau = toewijzing.plaatsing.student.opleiding.niveau
        self.fields["begeleider"].queryset = rijen.filter(niveau__gte=niveau)
        self.fields["begeleider"].to_field_name = "public_id"
        if toewijzing.begeleider is not None:
            self.fields["begeleider"].initial = toewijzing.begeleider.public_id


class UitsluitForm(forms.Form):
    """This student not with that supervisor (or `weer` allowed), with the reason."""

    weer = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reden = forms.CharField(label="Waarom niet", max_length=300)
