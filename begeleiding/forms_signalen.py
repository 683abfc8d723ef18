"""Forms and the filter of signals."""

import uuid
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet

from basis.zoekwoorden import op_naam
from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalSoort, SignaalStatus
from begeleiding.models import Signaal
from begeleiding.rules_signalen import MELDING_SOORTEN
from begeleiding.services.signaaldrempels import VELDEN
from begeleiding.services.signalen import Inhoud
from kern.models import Opleiding, Organisatie, Student, User

MAX_TEKST = 4000
UIT_FEIT = {SignaalSoort.CONTACT, SignaalSoort.EVALUATIE, SignaalSoort.INTERVISIE}
SOORT_MENS = [(soort.value, soort.label.capitalize()) for soort in SignaalSoort if soort not in UIT_FEIT]
SOORT_MELDING = {
    SignaalSoort.ONVEILIG: "Ik voel me niet veilig op mijn stage",
    SignaalSoort.PERSOONLIJK: "Er is iets met mij, en daardoor gaat stage niet goed",
    SignaalSoort.ANDERS: "Iets anders dat ik niet op mijn stage kan vertellen",
}
VOLGORDES = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "soort": ("soort",),
    "gemeld": ("gemeld_op",),
    "wacht": ("wacht_vanaf",),
    "eigenaar": ("eigenaar__achternaam",),
}


def sorteer(rijen: QuerySet[Signaal], op: str) -> QuerySet[Signaal]:
    """Order by what `?sorteer=` says; by default urgent first, then what waits longest."""
    velden = VOLGORDES.get(op.removeprefix("-"))
    if velden is None:
        return rijen.order_by(F("spoed").desc(), F("wacht_vanaf").asc(nulls_last=True), "-gemeld_op", "-pk")
    teken = "-" if op.startswith("-") else ""
    return rijen.order_by(*(f"{teken}{veld}" for veld in velden), "-pk")


class SignaalFilter(django_filters.FilterSet):
    """Which signals: open ones unless asked otherwise."""

    q = django_filters.CharFilter(method="zoek", label="Zoek een student")
    stand = django_filters.ChoiceFilter(
        method="met_stand",
        choices=[*SignaalStatus.choices, ("alle", "alle, ook afgerond")],
        label="Stand",
        empty_label="Nog niet afgerond",
    )
    soort = django_filters.ChoiceFilter(choices=SignaalSoort.choices, label="Soort", empty_label="Alle soorten")
    bron = django_filters.ChoiceFilter(choices=SignaalBron.choices, label="Waar het vandaan komt", empty_label="Overal")
    wie = django_filters.ChoiceFilter(
        method="van_mij", choices=[("mij", "van mij")], label="Eigenaar", empty_label="Iedereen"
    )

    class Meta:
        model = Signaal
        fields = ["q", "stand", "soort", "bron", "wie"]

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name or be the student number."""
        return op_naam(rijen, waarde, "student__user__", gelijk=("student__studentnummer",))

    def met_stand(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """A state; `alle` keeps everything."""
        return rijen if waarde == "alle" else rijen.filter(status=waarde)

    def van_mij(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Only those this person owns."""
        return rijen.filter(eigenaar=self.request.user)

    @property
    def qs(self) -> QuerySet:
        """Without a choice of state: what didn't end."""
        rijen = super().qs
        return rijen if self.form.cleaned_data.get("stand") else rijen.open()


def _tekstveld(label: str, **overig: Any) -> forms.CharField:
    rijen = overig.pop("rows", 4)
    return forms.CharField(label=label, max_length=MAX_TEKST, widget=forms.Textarea(attrs={"rows": rijen}), **overig)


class SignaalForm(forms.Form):
    """A signal by somebody who supervises; people of school also choose whose it is."""

    soort = forms.ChoiceField(label="Wat is er aan de hand", choices=SOORT_MENS, widget=forms.RadioSelect)
    omschrijving = _tekstveld(
        "Wat ziet of hoort u",
        help_text="Wat gebeurde er, en wanneer? Alleen wie het moet weten, leest dit. De student leest het niet.",
    )
    spoed = forms.BooleanField(
        label="Dit kan niet wachten", required=False, help_text="De coördinator krijgt het meteen."
    )
    eigenaar = forms.ModelChoiceField(
        label="Wie pakt het op", queryset=User.objects.none(), required=False, empty_label="Wie de student begeleidt"
    )
    sleutel = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, eigenaars: list[User], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"sleutel": uuid.uuid4().hex})
        super().__init__(*args, **kwargs)
        if eigenaars:
            self.fields["eigenaar"].queryset = User.objects.filter(pk__in=[user.pk for user in eigenaars])
        else:
            del self.fields["eigenaar"]

    def inhoud(self) -> Inhoud:
        """Return it as the services take it."""
        schoon = self.cleaned_data
        return Inhoud(
            soort=schoon["soort"],
            omschrijving=schoon["omschrijving"],
            spoed=schoon["spoed"],
            sleutel=schoon["sleutel"],
        )


class MeldingForm(forms.Form):
    """A safe report of a student, to somebody of one's choice."""

    soort = forms.ChoiceField(
        label="Waar gaat het over",
        choices=[(soort.value, SOORT_MELDING[soort]) for soort in MELDING_SOORTEN],
        widget=forms.RadioSelect,
    )
    ontvanger = forms.ModelChoiceField(
        label="Wie mag dit lezen",
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Kies wie je melding leest."},
    )
    omschrijving = _tekstveld(
        "Wat is er gebeurd", rows=6, help_text="Je hoeft niet alles op te schrijven. Een paar zinnen is genoeg."
    )
    bereikbaar = forms.CharField(
        label="Hoe en wanneer wil je dat we je bereiken",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld: app me na 17.00 uur. Leeg: je krijgt antwoord in het portaal.",
    )
    sleutel = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, ontvangers: list[tuple[User, bool]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"sleutel": uuid.uuid4().hex})
        super().__init__(*args, **kwargs)
        buiten = {user.pk: weg for user, weg in ontvangers}
        veld = self.fields["ontvanger"]
        veld.queryset = User.objects.filter(pk__in=buiten)
        veld.label_from_instance = lambda user: (
            f"{user.naam}, Stagebureau (buiten je school)" if buiten[user.pk] else f"{user.naam}, van je school"
        )
        if ontvangers:
            self.initial.setdefault("ontvanger", ontvangers[0][0].pk)

    def inhoud(self) -> Inhoud:
        """Return it as the services take it."""
        schoon = self.cleaned_data
        return Inhoud(
            soort=schoon["soort"],
            omschrijving=schoon["omschrijving"],
            bereikbaar=schoon["bereikbaar"],
            sleutel=schoon["sleutel"],
        )


class StapForm(forms.Form):
    """The next step with a signal and its day."""

    actie = forms.CharField(label="Wat gaat er gebeuren", max_length=300)
    voor = forms.DateField(label="Klaar op", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, vandaag: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"voor": vandaag + timedelta(days=7)})
        super().__init__(*args, **kwargs)
        self.fields["voor"].widget.attrs["min"] = vandaag.isoformat()


class RegelForm(forms.Form):
    """A line; for who raised it only when ticked."""

    tekst = _tekstveld("Wat wilt u erbij zetten", rows=3)
    voor_melder = forms.BooleanField(label="Wie het meldde mag dit lezen", required=False)


class MensForm(forms.Form):
    """Choose one person."""

    user = forms.ModelChoiceField(label="Wie", queryset=User.objects.none(), empty_label="Kies")

    def __init__(self, *args: Any, mensen: list[User], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(pk__in=[user.pk for user in mensen])
        self.fields["user"].label = label


class AfrondForm(forms.Form):
    """How a signal ended."""

    afloop = forms.ChoiceField(label="Hoe liep het af", choices=SignaalAfloop.choices, widget=forms.RadioSelect)
    besluit = _tekstveld("Wat is er gedaan", rows=3)
    bericht = _tekstveld("Wat mag wie het meldde weten", rows=2, required=False)


class DrempelForm(forms.Form):
    """Thresholds for a school and programme, from a day on."""

    school = forms.ModelChoiceField(label="School", queryset=Organisatie.objects.none(), required=False)
    letters = forms.ChoiceField(label="Opleiding", required=False)
    geldig_van = forms.DateField(
        label="Geldig vanaf", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, scholen: list[Organisatie], regio: bool, nu: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {veld: getattr(nu, veld) for veld in VELDEN})
        super().__init__(*args, **kwargs)
        veld = self.fields["school"]
        veld.queryset = Organisatie.objects.filter(pk__in=[school.pk for school in scholen])
        veld.required = not regio
        veld.empty_label = "Alle scholen" if regio else None
        letters = Opleiding.objects.order_by("letters").values_list("letters", flat=True).distinct()
        self.fields["letters"].choices = [("", "Elke opleiding"), *((letter, letter) for letter in letters)]
        for naam in VELDEN:
            bron = nu._meta.get_field(naam)
            laagste = 1 if naam == "dagen_tot_escalatie" else 0
            self.fields[naam] = forms.IntegerField(
                label=bron.verbose_name.capitalize(), min_value=laagste, max_value=100
            )
        self.order_fields(["school", "letters", *VELDEN, "geldig_van"])

    def waarden(self) -> dict[str, int]:
        """Return the figures by field."""
        return {veld: self.cleaned_data[veld] for veld in VELDEN}


def student_van(user: User) -> Student | None:
    """Return who this person is as a student."""
    return Student.objects.filter(user=user).select_related("user", "school").first()
