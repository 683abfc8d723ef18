"""Forms of the certificatenboekje and of exams (R5.6, R5.7)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from basis.filterkeuze import beperk_uit
from basis.zoekwoorden import op_naam
from evaluaties.enums import Examenuitslag, Zelfstandigheid
from evaluaties.models import Handeling
from kern.models import Opleiding, Opleidingscluster, Organisatie


def _datum(**extra: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class StudentFilter(forms.Form):
    """Which students: by name, school, programme, cluster and year."""

    q = forms.CharField(label="Naam of studentnummer", required=False, max_length=100)
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.scholen(), required=False, empty_label="Alle scholen"
    )
    opleiding = forms.ModelChoiceField(
        label="Opleiding", queryset=Opleiding.objects.all(), required=False, empty_label="Alle opleidingen"
    )
    cluster = forms.ModelChoiceField(
        label="Cluster", queryset=Opleidingscluster.objects.all(), required=False, empty_label="Alle clusters"
    )
    leerjaar = forms.TypedChoiceField(
        label="Leerjaar",
        choices=[("", "Alle leerjaren"), *((str(jaar), f"Jaar {jaar}") for jaar in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, rijen: QuerySet, voor: str = "", **kwargs: Any) -> None:
        """`rijen`: what is listed, students or what leads to one by `voor`; their schools and so on are offered."""
        super().__init__(*args, **kwargs)
        self.alles_optioneel = True
        self._rijen, self._voor = rijen, voor
        beperk_uit(
            self.fields,
            self.data,
            rijen,
            school=(f"{voor}school", Organisatie.objects.all()),
            opleiding=(f"{voor}opleiding", Opleiding.objects.all()),
            cluster=(f"{voor}cluster", Opleidingscluster.objects.all()),
        )

    def gekozen(self) -> QuerySet:
        """Return the rows of the students that are asked for, by name."""
        rijen, voor = self._rijen, self._voor
        if self.is_valid():
            rijen = self._versmald(rijen, voor)
        return rijen.order_by(f"{voor}user__achternaam", f"{voor}user__voornaam", "pk")

    def _versmald(self, rijen: QuerySet, voor: str) -> QuerySet:
        schoon = self.cleaned_data
        rijen = op_naam(rijen, schoon["q"], f"{voor}user__", gelijk=(f"{voor}studentnummer",))
        velden = ("school", "opleiding", "cluster", "leerjaar")
        return rijen.filter(**{f"{voor}{veld}": schoon[veld] for veld in velden if schoon.get(veld)})


class CertificeerForm(forms.Form):
    """One act, a day, and how long it holds; the students are ticked below."""

    handeling = forms.ModelChoiceField(
        label="Handeling", queryset=Handeling.objects.none(), to_field_name="code", empty_label="Kies een handeling"
    )
    afgegeven_op = _datum(label="Afgegeven op")
    geldig_tot = _datum(label="Geldig tot en met", required=False, help_text="Leeg: het certificaat blijft geldig.")

    def __init__(self, *args: Any, handelingen: QuerySet[Handeling], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handeling"].queryset = handelingen


class IntrekForm(forms.Form):
    """Why a certificate is withdrawn."""

    reden = forms.CharField(
        label="Waarom trekt u dit certificaat in?",
        help_text="De student en de school lezen dit. Het leerbedrijf ziet alleen dat de handeling niet meer mag.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NiveauForm(forms.Form):
    """How independently it went."""

    niveau = forms.ChoiceField(
        label="Hoe ging het?", choices=Zelfstandigheid.choices, widget=forms.RadioSelect, initial=Zelfstandigheid.GEZIEN
    )
    woorden = forms.CharField(label="Toelichting", max_length=500, required=False)


class TerugForm(forms.Form):
    """What is still needed."""

    reden = forms.CharField(label="Wat is er nog nodig?", help_text="De student leest dit.", max_length=500)


class GoForm(forms.Form):
    """Words with a GO, with 'not yet', or with taking a GO back."""

    woorden = forms.CharField(
        label="Toelichting",
        help_text="Nodig bij 'nog niet' en bij intrekken. De student leest dit.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExamendagForm(forms.Form):
    """The day of an exam."""

    datum = _datum(label="Examendag")


class UitslagForm(forms.Form):
    """How it went."""

    uitslag = forms.ChoiceField(label="Uitslag", choices=Examenuitslag.choices, widget=forms.RadioSelect)
