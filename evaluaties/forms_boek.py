"""Forms of the BPV-boek: the filter of the list, why, and which group."""

from typing import Any

from django import forms

from basis.filterkeuze import beperk_uit
from kern.models import Opleiding, Opleidingscluster, Organisatie, Student, User

MIN_REDEN = 10
STAND = [("", "Alle stages"), ("loopt", "De stage loopt"), ("klaar", "De stage is klaar of gestopt")]


def _keuze(label: str, rijen: Any, leeg: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=rijen, required=False, empty_label=leeg)


class GroepVelden(forms.Form):
    """What narrows a group of students: the same on the list and for an export."""

    school = _keuze("School", Organisatie.objects.scholen(), "Alle scholen")
    cluster = _keuze("Opleidingscluster", Opleidingscluster.objects.all(), "Alle clusters")
    opleiding = _keuze("Opleiding", Opleiding.objects.all(), "Alle opleidingen")
    leerjaar = forms.TypedChoiceField(
        label="Leerjaar",
        choices=[("", "Alle leerjaren"), *((jaar, f"Leerjaar {jaar}") for jaar in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    stand = forms.ChoiceField(label="Stage", choices=STAND, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        studenten = Student.objects.visible_to(user)
        beperk_uit(
            self.fields,
            self.data or self.initial,
            studenten,
            school=("school", Organisatie.objects.all()),
            cluster=("cluster", Opleidingscluster.objects.all()),
            opleiding=("opleiding", Opleiding.objects.all()),
        )

    def keuze(self) -> dict[str, Any]:
        """Return what was chosen as ids and plain values, for the queue: no personal data."""
        gekozen = self.cleaned_data
        keuze = {naam: getattr(gekozen.get(naam), "pk", None) for naam in ("school", "cluster", "opleiding")}
        return keuze | {"leerjaar": gekozen.get("leerjaar"), "stand": gekozen.get("stand") or ""}


class BoekFilter(GroepVelden):
    """Filter of the list of students with a book."""

    q = forms.CharField(label="Naam of studentnummer", required=False)
    field_order = ("q", "school", "cluster", "opleiding", "leerjaar", "stand")


class RedenForm(forms.Form):
    """Why somebody exports books of others; the student sees it."""

    reden = forms.CharField(
        label="Waarvoor hebt u het boek nodig?",
        min_length=MIN_REDEN,
        max_length=300,
        help_text="De student ziet deze reden. Bijvoorbeeld: dossier voor het diploma.",
        error_messages={"min_length": "Schrijf de reden in minstens 10 tekens op."},
    )


class GroepForm(GroepVelden, RedenForm):
    """Export of a group."""

    field_order = ("school", "cluster", "opleiding", "leerjaar", "stand", "reden")
