"""Forms of groups, spreekuren and older students."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from begeleiding.enums import Opkomst, ReeksSoort, ReeksVoor
from begeleiding.models import Aanwezigheid, Bijeenkomst, Reeks, Reekslid
from begeleiding.services.groepen import MAX_PER_KEER, Moment, Reeksgegevens
from begeleiding.services.groepen_opkomst import Wie
from kern.kalender import lokaal, lokaal_moment
from kern.models import Organisatie, Student, User

DAG = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIJD = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
VER = timedelta(days=730)
HERHALEN = [("0", "Eén keer"), ("7", "Elke week"), ("14", "Elke twee weken"), ("28", "Elke vier weken")]


class ReeksForm(forms.Form):
    """A series: what it is, who leads it, where and for whom."""

    soort = forms.ChoiceField(label="Wat is het", choices=ReeksSoort.choices, widget=forms.RadioSelect)
    naam = forms.CharField(label="Naam", max_length=120, help_text="Zoals: Intervisie VZ jaar 2, dinsdag.")
    leider = forms.ModelChoiceField(label="Wie leidt het", queryset=User.objects.none(), empty_label=None)
    school = forms.ModelChoiceField(
        label="School", queryset=Organisatie.objects.none(), required=False, empty_label="Van de regio"
    )
    voor = forms.ChoiceField(
        label="Voor wie",
        choices=ReeksVoor.choices,
        widget=forms.RadioSelect,
        help_text="Bij intervisie kiest u zelf de studenten.",
    )
    plek = forms.CharField(label="Waar", max_length=200, required=False)
    uitleg = forms.CharField(
        label="Uitleg voor de studenten", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, leiders: list[User], scholen: list[Organisatie], reeks: Reeks | None = None, **kwargs: Any
    ) -> None:
        begin: dict[str, Any] = {"soort": ReeksSoort.INTERVISIE, "voor": ReeksVoor.LEDEN, "leider": leiders[0].pk}
        if scholen:
            begin["school"] = scholen[0].pk
        if reeks is not None:
            velden = ("soort", "naam", "leider", "school", "voor", "plek", "uitleg")
            begin = {naam: getattr(reeks, naam) for naam in velden}
            leiders = [*leiders, reeks.leider]
        kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)
        self.fields["leider"].queryset = User.objects.filter(pk__in={user.pk for user in leiders})
        self.fields["school"].queryset = Organisatie.objects.filter(pk__in=[school.pk for school in scholen])
        if reeks is not None:
            del self.fields["soort"]
            del self.fields["school"]
        elif not scholen:
            del self.fields["school"]
        self._reeks = reeks

    def gegevens(self) -> Reeksgegevens:
        """Return it as the services take it."""
        schoon = self.cleaned_data
        return Reeksgegevens(
            naam=schoon["naam"],
            leider=schoon["leider"],
            school=self._reeks.school if self._reeks else schoon.get("school"),
            plek=schoon["plek"],
            uitleg=schoon["uitleg"],
            voor=schoon["voor"],
        )


def _niet_te_ver(dag: date) -> None:
    """A year that was typed wrong; also keeps a series of weeks within what a calendar holds."""
    if abs(dag - timezone.localdate()) > VER:
        raise forms.ValidationError("Kies een dag binnen twee jaar.")


class PlanForm(forms.Form):
    """One meeting, or several at the same time of the week."""

    dag = forms.DateField(label="Eerste dag", widget=DAG, validators=[_niet_te_ver])
    tijd = forms.TimeField(label="Begint om", widget=TIJD, initial=time(15, 0))
    minuten = forms.IntegerField(label="Duur in minuten", min_value=15, max_value=480, initial=60)
    plekminuten = forms.IntegerField(label="Minuten per student", min_value=5, max_value=120, initial=15)
    herhalen = forms.ChoiceField(label="Herhalen", choices=HERHALEN, initial="0")
    aantal = forms.IntegerField(label="Hoe vaak", min_value=1, max_value=MAX_PER_KEER, initial=1)
    plek = forms.CharField(label="Waar", max_length=200, required=False, help_text="Leeg: de vaste plek van de groep.")
    thema = forms.CharField(label="Waar het over gaat", max_length=200, required=False)

    def __init__(self, *args: Any, reeks: Reeks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reeks.soort != ReeksSoort.SPREEKUUR:
            del self.fields["plekminuten"]

    def momenten(self) -> list[Moment]:
        """Return the meetings: the same local time, also when the clock changes in between."""
        schoon = self.cleaned_data
        stap = int(schoon["herhalen"])
        aantal = schoon["aantal"] if stap else 1
        dagen = [schoon["dag"] + timedelta(days=n * stap) for n in range(aantal)]
        return [
            Moment(
                begin=lokaal_moment(dag, schoon["tijd"]),
                minuten=schoon["minuten"],
                plek=schoon["plek"],
                thema=schoon["thema"],
                plekminuten=schoon.get("plekminuten") or 15,
            )
            for dag in dagen
        ]


class VerplaatsForm(forms.Form):
    """Another moment or place for one meeting."""

    dag = forms.DateField(label="Dag", widget=DAG, validators=[_niet_te_ver])
    tijd = forms.TimeField(label="Begint om", widget=TIJD)
    plek = forms.CharField(label="Waar", max_length=200, required=False)
    thema = forms.CharField(label="Waar het over gaat", max_length=200, required=False)

    def __init__(self, *args: Any, bijeenkomst: Bijeenkomst, **kwargs: Any) -> None:
        nu = lokaal(bijeenkomst.begin)
        begin = {"dag": nu.date(), "tijd": nu.time(), "plek": bijeenkomst.plek, "thema": bijeenkomst.thema}
        kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)

    def begin(self) -> datetime:
        """Return the moment."""
        return lokaal_moment(self.cleaned_data["dag"], self.cleaned_data["tijd"])


class OpkomstForm(forms.Form):
    """Who was there: one choice per student, made for a phone."""

    alles_optioneel = True

    def __init__(
        self, *args: Any, leden: Sequence[Reekslid], al: Sequence[Aanwezigheid], nieuw: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        eerder = {rij.student_id: rij for rij in al}
        studenten = {lid.student_id: lid.student for lid in leden} | {rij.student_id: rij.student for rij in al}
        self._studenten = studenten
        for pk, student in studenten.items():
            rij = eerder.get(pk)
            standaard = Opkomst.AANWEZIG if nieuw else None
            self.fields[f"s{pk}"] = forms.ChoiceField(
                label=student.naam,
                choices=Opkomst.choices,
                widget=forms.RadioSelect,
                initial=rij.opkomst if rij else standaard,
                required=True,
            )
            self.fields[f"r{pk}"] = forms.CharField(
                label=f"Waarom niet ({student.naam})",
                max_length=200,
                required=False,
                initial=rij.reden if rij else "",
            )

    def rijen(self) -> list[dict[str, Any]]:
        """Return the fields per student."""
        return [
            {"student": student, "opkomst": self[f"s{pk}"], "reden": self[f"r{pk}"]}
            for pk, student in self._studenten.items()
        ]

    def opkomst(self) -> dict[int, Wie]:
        """Return it as the services take it."""
        schoon = self.cleaned_data
        return {pk: Wie(schoon[f"s{pk}"], schoon[f"r{pk}"].strip()) for pk in self._studenten}


class BoekForm(forms.Form):
    """What a student wants to talk about; nobody else reads it but who leads the spreekuur."""

    vraag = forms.CharField(label="Waar gaat het over", max_length=300, required=False)


class KoppelForm(forms.Form):
    """An older student for a junior."""

    junior = forms.ModelChoiceField(label="Student", queryset=Student.objects.none(), empty_label="Kies")
    ouderejaars = forms.ModelChoiceField(label="Ouderejaars", queryset=Student.objects.none(), empty_label="Kies")

    def __init__(self, *args: Any, juniors: Any, ouderejaars: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for naam, rijen in (("junior", juniors), ("ouderejaars", ouderejaars)):
            veld = self.fields[naam]
            veld.queryset = rijen.select_related("user", "opleiding")
            veld.label_from_instance = lambda rij: f"{rij.naam}, {rij.opleiding.letters} jaar {rij.leerjaar}"


class ContactForm(forms.Form):
    """A note of contact between the two."""

    datum = forms.DateField(label="Dag", widget=DAG)
    notitie = forms.CharField(label="Waar ging het over", max_length=500, required=False)

    def __init__(self, *args: Any, vandaag: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"datum": vandaag})
        super().__init__(*args, **kwargs)
        self.fields["datum"].widget.attrs["max"] = vandaag.isoformat()
