"""The guided form of a vacature, a step at a time (R4.1); reporting one, and what moderators answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from kern.enums import Rol
from kern.kalender import DAGEN
from kern.models import Lidmaatschap, Organisatie, User
from vacatures.enums import MeldingReden, VacatureStatus
from vacatures.models import Stageplaats, Vacature
from vacatures.rules import DAGNAMEN

TEKST = 4000


@dataclass(frozen=True, slots=True)
class Stap:
    """One step of the guided form."""

    naam: str
    titel: str
    uitleg: str
    velden: tuple[str, ...]


STAPPEN = (
    Stap(
        "plek",
        "De plek",
        "Vertel wat een student hier leert en hoe de plek eruitziet. Schrijf aan de student: gebruik 'je'.",
        ("titel", "doel", "inhoud"),
    ),
    Stap(
        "werk",
        "Het werk",
        "Wat doet een student op een dag, en wie begeleidt dat?",
        ("taken", "begeleiding"),
    ),
    Stap(
        "tijd",
        "Wanneer",
        "De periode, de dagen en de uren. Uw organisatie moet de hele periode erkend zijn voor de opleiding.",
        ("begindatum", "einddatum", "dagen", "uren_per_week", "vergoeding"),
    ),
    Stap("eisen", "Eisen", "Wat moet een student hebben of kunnen?", ("eisen",)),
    Stap(
        "reageren",
        "Reageren",
        "Hoe solliciteert een student, tot wanneer, en wie mag de vacature zien?",
        ("hoe", "contact", "contact_naam", "contact_email", "verloopt_op", "regie", "scholen"),
    ),
)
STAPNAMEN = {stap.naam: stap for stap in STAPPEN}


def _datum(label: str, **extra: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **extra)


def _tekst(label: str, hulp: str = "", rijen: int = 5) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rijen})
    return forms.CharField(label=label, help_text=hulp, required=False, max_length=TEKST, widget=widget)


class PersoonKeuze(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name."""
        return obj.naam


class VacatureForm(forms.Form):
    """The fields of one step. Nothing is required while writing; publishing asks for what is missing."""

    titel = forms.CharField(label="Titel", max_length=120, required=False)
    doel = _tekst("Wat leer je hier?", "Het doel van de stage: waar is een student na afloop beter in?")
    inhoud = _tekst("Hoe ziet de plek eruit?", "De afdeling, de mensen die er wonen of komen, het team.")
    taken = _tekst("Wat doe je op een dag?", "De taken, van klein naar groot.")
    begeleiding = _tekst("Hoe word je begeleid?", "Wie is er elke dag, hoe vaak is er een gesprek?")
    begindatum = _datum("Eerste dag")
    einddatum = _datum("Laatste dag")
    dagen = forms.MultipleChoiceField(
        label="Dagen",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    uren_per_week = forms.IntegerField(label="Uren per week", min_value=1, max_value=40, required=False)
    vergoeding = forms.CharField(
        label="Vergoeding", max_length=120, required=False, help_text="Zoals 'reiskosten' of een bedrag per maand."
    )
    eisen = _tekst("Wat vragen wij nog meer?", "Leeftijd, VOG en vaccinatie staan al bij de stageplaats.")
    hoe = _tekst("Hoe solliciteer je?", "Wat moet er in de motivatie staan? Wat gebeurt er daarna?", rijen=4)
    contact = PersoonKeuze(
        label="Contactpersoon", queryset=User.objects.none(), required=False, empty_label="Iemand anders, zie hieronder"
    )
    contact_naam = forms.CharField(label="Naam van iemand zonder account", max_length=120, required=False)
    contact_email = forms.EmailField(label="E-mailadres van die persoon", required=False)
    verloopt_op = _datum("Reageren kan tot en met", help_text="Na die dag verdwijnt de vacature uit het zoeken.")
    regie = forms.BooleanField(
        label="Sollicitaties gaan eerst langs de stagedocent",
        required=False,
        help_text="De stagedocent leest mee, geeft advies en stuurt door. Daarna ziet u de sollicitatie.",
    )
    scholen = forms.ModelMultipleChoiceField(
        label="Alleen voor deze scholen",
        queryset=Organisatie.objects.scholen(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Kiest u niets, dan zien alle scholen en hun studenten de vacature.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    alles_optioneel = True

    def __init__(self, *args: Any, stap: Stap, vacature: Vacature, op: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stap = stap
        for naam in set(self.fields) - {*stap.velden, "versie"}:
            del self.fields[naam]
        plaats = vacature.stageplaats
        if "dagen" in self.fields:
            self.fields["dagen"].choices = [(dag, DAGNAMEN[dag]) for dag in DAGEN if dag in plaats.dagen.split()]
        if "contact" in self.fields:
            self.fields["contact"].queryset = _contacten(vacature, op)
        if "scholen" in self.fields:
            eigen = plaats.scholen.all()
            if eigen:
                self.fields["scholen"].queryset = eigen

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])

    def clean(self) -> dict[str, Any]:
        """The last day doesn't lie before the first."""
        schoon = super().clean()
        begin, eind = schoon.get("begindatum"), schoon.get("einddatum")
        if begin and eind and eind < begin:
            self.add_error("einddatum", "De laatste dag ligt voor de eerste dag.")
        return schoon

    @property
    def gezien(self) -> int:
        """The version that the person had before them."""
        versie = self.cleaned_data.get("versie")
        return -1 if versie is None else versie

    def velden(self) -> dict[str, Any]:
        """Return what the service keeps, without the schools."""
        velden = {naam: self.cleaned_data[naam] for naam in self.stap.velden if naam != "scholen"}
        return {naam: waarde.strip() if isinstance(waarde, str) else waarde for naam, waarde in velden.items()}

    def scholen_of_niets(self) -> list[Organisatie] | None:
        """Return the chosen schools; None in a step that doesn't ask."""
        return list(self.cleaned_data["scholen"]) if "scholen" in self.fields else None


def _contacten(vacature: Vacature, op: date) -> Any:
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        rol__in=[Rol.PRAKTIJKOPLEIDER, Rol.WERKBEGELEIDER], organisatie=vacature.leerbedrijf
    )
    return User.objects.actief().filter(pk__in=leden.values("user"))


def als_invoer(vacature: Vacature, stap: Stap) -> dict[str, Any]:
    """Return a vacature as the initial values of one step."""
    uit: dict[str, Any] = {naam: getattr(vacature, naam) for naam in stap.velden if naam != "scholen"}
    if "dagen" in stap.velden:
        uit["dagen"] = vacature.dagen.split()
    if "scholen" in stap.velden:
        uit["scholen"] = vacature.scholen.all()
    return {**uit, "versie": vacature.versie}


class NieuweVacatureForm(forms.Form):
    """Choose the place that the vacature is about."""

    plaats = forms.ModelChoiceField(
        label="Over welke stageplaats gaat de vacature?",
        queryset=Stageplaats.objects.none(),
        to_field_name="public_id",
        empty_label="Kies een stageplaats",
    )

    def __init__(self, *args: Any, plaatsen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plaats"].queryset = plaatsen
        self.fields["plaats"].label_from_instance = lambda plaats: (
            f"{plaats.leerbedrijf}: {plaats.volle_naam} ({plaats.schooljaar})"
        )


class BeheerFilterForm(forms.Form):
    """Filters of the own list."""

    q = forms.CharField(label="Zoek op titel", max_length=100, required=False)
    status = forms.ChoiceField(label="Stand", choices=[("", "Alle standen"), *VacatureStatus.choices], required=False)
    alles_optioneel = True


class RedenForm(forms.Form):
    """A reason that others read."""

    reden = forms.CharField(label="Reden", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, uitleg: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].help_text = uitleg


class MeldForm(forms.Form):
    """Somebody says that a vacature is not right."""

    reden = forms.ChoiceField(label="Wat is er mis?", choices=MeldingReden.choices, widget=forms.RadioSelect)
    toelichting = forms.CharField(
        label="Leg uit wat er niet klopt", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class BehandelForm(forms.Form):
    """What a moderator decides about a report."""

    besluit = forms.ChoiceField(
        label="Wat gebeurt er met de vacature?",
        choices=[("blijft", "De vacature blijft staan"), ("verberg", "De vacature verbergen")],
        widget=forms.RadioSelect,
    )
    reden = forms.CharField(
        label="Reden voor het leerbedrijf",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nodig als u de vacature verbergt. Noem niet wie het meldde.",
    )
    antwoord = forms.CharField(
        label="Antwoord aan wie het meldde", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
