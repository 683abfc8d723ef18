"""Forms of a placement that a coordinator makes by hand."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import period
from kern.enums import PeriodeCode
from kern.kalender import DAGEN
from kern.models import Periode, Student
from plaatsingen.forms import BegeleiderVeld, leden_van, tochveld
from plaatsingen.models import Stagevorm
from plaatsingen.services.begeleiderlast import hulp_bij, lasten
from plaatsingen.services.slot import DAGNAMEN, Aanvraag
from plaatsingen.services.vormkeuze import te_kiezen, tijd_van
from vacatures.models import Stageplaats


class WanneerForm(forms.Form):
    """In which time a student has stage; periods and dates must tell the same.

    A template (`vorm`) says the days, the last day and the periods itself, from the first day on (R5.5).
    """

    vorm = forms.ModelChoiceField(
        label="Stagevorm",
        queryset=Stagevorm.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Geen: kies zelf periodes, dagen en laatste dag",
        help_text="Een stagevorm bepaalt vanaf de eerste dag de periodes, de dagen, de laatste dag en de uren.",
    )
    periodes = forms.MultipleChoiceField(
        label="In welke periodes?", choices=PeriodeCode.choices, widget=forms.CheckboxSelectMultiple
    )
    begindatum = forms.DateField(label="Eerste dag", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    einddatum = forms.DateField(label="Laatste dag", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    dagen = forms.MultipleChoiceField(
        label="Op welke dagen?",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vormen = te_kiezen(opleiding=student.opleiding, op=timezone.localdate())
        if vormen.exists():
            self.fields["vorm"].queryset = vormen
            if self.is_bound and self.data.get("vorm"):
                for veld in ("periodes", "einddatum", "dagen"):
                    self.fields[veld].required = False
        else:
            del self.fields["vorm"]

    def clean_periodes(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(code for code in PeriodeCode.values if code in self.cleaned_data["periodes"])

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])

    def clean(self) -> dict[str, Any]:
        """Hold periods against dates, where the school calendar knows them."""
        schoon = super().clean()
        begin = schoon.get("begindatum")
        if schoon.get("vorm") and begin:
            return self._volgens_vorm(schoon, begin)
        eind = schoon.get("einddatum")
        if not begin or not eind:
            return schoon
        if eind < begin:
            self.add_error("einddatum", "De laatste dag ligt voor de eerste dag.")
        elif "periodes" in schoon:
            gekozen = set(schoon["periodes"].split())
            jaar = {"schooljaar__begin__lte": begin, "schooljaar__eind__gte": begin}
            for periode in Periode.objects.filter(**jaar):
                raakt = periode.begin <= eind and periode.eind >= begin
                naam = f"{periode.get_code_display()} ({period(periode.begin, periode.eind)})"
                if raakt and periode.code not in gekozen:
                    self.add_error("periodes", f"Deze datums vallen ook in {naam}. Kies die periode erbij.")
                elif not raakt and periode.code in gekozen:
                    self.add_error("periodes", f"Deze datums vallen niet in {naam}. Haal die periode weg.")
        return schoon

    def _volgens_vorm(self, schoon: dict[str, Any], begin: date) -> dict[str, Any]:
        vorm = schoon["vorm"]
        try:
            tijd = tijd_van(vorm, begin)
        except DomainError as fout:
            self.add_error("begindatum", fout.message)
            return schoon
        if not tijd.periodes:
            self.add_error("begindatum", "De schoolkalender kent voor deze tijd nog geen periodes.")
        for veld in ("periodes", "einddatum", "dagen"):
            self.errors.pop(veld, None)
        return schoon | {"einddatum": tijd.einddatum, "periodes": tijd.periodes, "dagen": vorm.dagen}

    def aanvraag(self, student: Student) -> Aanvraag:
        """Return what is asked for, once the form is valid."""
        velden = ("begindatum", "einddatum", "periodes", "dagen")
        return Aanvraag(student.pk, *(self.cleaned_data[veld] for veld in velden))


class PlekZoekForm(WanneerForm):
    """When, and optionally a word of the place that is looked for."""

    q = forms.CharField(
        label="Naam van de plek, het leerbedrijf of de woonplaats",
        help_text="Leeg: alle plekken die passen.",
        max_length=100,
        required=False,
    )


class PlaatsingForm(WanneerForm):
    """The last step: when, who supervises at work, and why."""

    werkbegeleider = BegeleiderVeld(
        label="Werkbegeleider", queryset=None, required=False, empty_label="Nog niet bekend"
    )
    toch = tochveld()
    reden = forms.CharField(
        label="Toelichting",
        help_text="Waarom deze plek? Iedereen die bij de plaatsing hoort kan dit lezen.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plaats: Stageplaats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["werkbegeleider"]
        vandaag = timezone.localdate()
        leden = leden_van(plaats.leerbedrijf, op=vandaag)
        veld.toon(leden, lasten(leden.order_by().values_list("pk", flat=True), vanaf=vandaag))
        veld.help_text = " ".join(hulp_bij(plaats.afdeling, vandaag))
        if plaats.begeleider:
            veld.empty_label = f"De begeleider van deze plek: {plaats.begeleider}"
