"""Forms of the rules for reports: for whom, and the figures."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from evaluaties import verslagregels as regels
from evaluaties.services.beleid import GRENZEN
from kern.models import Opleiding, Organisatie

FOUT_GETAL = "Schrijf een heel getal van {} tot en met {}."


def _dagen(naam: str, label: str, hulp: str) -> forms.IntegerField:
    laagst, hoogst = GRENZEN[naam]
    fout = FOUT_GETAL.format(laagst, hoogst)
    fouten = {"required": fout, "invalid": fout, "min_value": fout, "max_value": fout}
    return forms.IntegerField(label=label, help_text=hulp, min_value=laagst, max_value=hoogst, error_messages=fouten)


class VoorWieForm(forms.Form):
    """Which school and which programme; by GET."""

    school = forms.ModelChoiceField(label="School", queryset=Organisatie.objects.none(), to_field_name="public_id")
    opleiding = forms.ModelChoiceField(
        label="Opleiding",
        queryset=Opleiding.objects.all(),
        to_field_name="code",
        required=False,
        empty_label="alle opleidingen",
    )

    alles_optioneel = True

    def __init__(self, *args: Any, scholen: QuerySet[Organisatie], ook_alle: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        school.queryset = scholen
        school.required = not ook_alle
        school.empty_label = "alle scholen" if ook_alle else None


class BeleidForm(forms.Form):
    """The figures, from when and why."""

    vanaf = forms.DateField(
        label="Vanaf welke dag",
        help_text="De regels gelden voor wat vanaf deze dag ingeleverd moet worden. Morgen is de vroegste dag.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Kies de eerste dag waarop deze regels gelden."},
    )
    min_active_days = _dagen(
        "min_active_days",
        "Verslag over een maand is nodig vanaf zo veel dagen stage",
        "Alle dagen van de stage in die maand tellen mee, ook het weekend. Dagen in een pauze tellen niet mee.",
    )
    meeting_report_days = _dagen(
        "meeting_report_days",
        "Dagen voor een verslag na een gesprek",
        "Voor het kennismakingsverslag en het verslag van de tussenevaluatie.",
    )
    check_time = forms.TimeField(
        label="Hoe laat op de dag erna wordt gecontroleerd",
        help_text="Wat voor dit tijdstip binnen is, telt niet als vergeten.",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Schrijf een tijd, zoals 07:00.", "required": "Schrijf een tijd, zoals 07:00."},
    )
    grace_days = _dagen(
        "grace_days",
        "Dagen na een herinnering",
        "Gewone dagen. De laatste dag is nooit een vrije dag, en er zitten altijd twee werkdagen in.",
    )
    replacement_days = _dagen("replacement_days", "Dagen voor een vervangende opdracht", "Gewone dagen.")
    nudge_days = forms.CharField(
        label="Dagen vooraf waarschuwen",
        required=False,
        help_text="Zoals: 7, 1. De student krijgt dan een week en een dag van tevoren bericht. Leeg is geen bericht.",
        max_length=40,
    )
    extra_nonworking = forms.CharField(
        label="Extra vrije dagen",
        required=False,
        help_text="Eén datum per regel, zoals 24-12-2026. Feestdagen en de vrije dagen van de regio tellen al mee.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reden = forms.CharField(
        label="Waarom veranderen de regels?",
        help_text="Dit staat in de geschiedenis, met uw naam. Schrijf geen namen van studenten op.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op waarom de regels veranderen."},
    )

    def clean_nudge_days(self) -> tuple[int, ...]:
        """Read numbers with commas or spaces between them."""
        delen = re.split(r"[\s,;]+", self.cleaned_data["nudge_days"].strip())
        if not all(deel.isdecimal() for deel in delen if deel):
            raise forms.ValidationError("Schrijf alleen getallen, met een komma ertussen. Bijvoorbeeld: 7, 1.")
        return tuple(sorted({int(deel) for deel in delen if deel}, reverse=True))

    def clean_extra_nonworking(self) -> frozenset[date]:
        """Read one date per line."""
        veld, dagen = forms.DateField(), set()
        for deel in re.split(r"[\s,;]+", self.cleaned_data["extra_nonworking"].strip()):
            try:
                dagen |= {veld.clean(deel)} if deel else set()
            except forms.ValidationError:
                raise forms.ValidationError(f"'{deel}' is geen datum. Schrijf bijvoorbeeld 24-12-2026.") from None
        return frozenset(dagen)

    @property
    def beleid(self) -> regels.Beleid:
        """Figures that were typed; the form must be valid."""
        namen = ("check_time", *GRENZEN, "extra_nonworking", "nudge_days")
        return regels.Beleid(**{naam: self.cleaned_data[naam] for naam in namen})


def beginwaarden(beleid: regels.Beleid, vanaf: date) -> dict[str, object]:
    """Fill in the form with figures that hold now."""
    return {naam: getattr(beleid, naam) for naam in ("check_time", *GRENZEN)} | {
        "vanaf": vanaf,
        "nudge_days": ", ".join(str(dagen) for dagen in beleid.nudge_days),
        "extra_nonworking": "\n".join(f"{dag:%d-%m-%Y}" for dag in sorted(beleid.extra_nonworking)),
    }
