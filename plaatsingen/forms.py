"""Forms of placements and hours."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from kern import kalender
from kern.models import Lidmaatschap, Organisatie, User
from kern.models.gebruiker import UserQuerySet
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services.uren import Dag
from plaatsingen.services.urenstand import UREN_PER_DAG


class RedenForm(forms.Form):
    """A reason that stays with the placement."""

    reden = forms.CharField(
        label="Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, hulp: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].help_text = hulp


class EinddatumForm(forms.Form):
    """Another last day, and why."""

    einddatum = forms.DateField(label="Laatste dag", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reden = forms.CharField(
        label="Reden",
        help_text="Iedereen die bij deze plaatsing hoort kan dit lezen. Schrijf geen medische gegevens op.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def leden_van(organisatie: Organisatie, *, op: date) -> UserQuerySet:
    """Return who may supervise at work in this house."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        organisatie=organisatie, rol__in=["werkbegeleider", "praktijkopleider"]
    )
    return User.objects.actief().filter(pk__in=leden.values("user_id"))


class WerkbegeleiderForm(forms.Form):
    """Who supervises at work."""

    werkbegeleider = forms.ModelChoiceField(
        label="Werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )

    def __init__(self, *args, organisatie: Organisatie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["werkbegeleider"].queryset = leden_van(organisatie, op=timezone.localdate())


class WeekForm(forms.Form):
    """Hours of one week: a stage day starts at 8 hours, the student changes only what was different."""

    def __init__(self, *args, plaatsing: Plaatsing, maandag: date, vandaag: date, vrij: frozenset[date], **kwargs):
        super().__init__(*args, **kwargs)
        self.alles_optioneel = True
        rijen = {rij.datum: rij for rij in plaatsing.urendagen.filter(datum__range=(maandag, maandag + timedelta(6)))}
        codes = plaatsing.dagen.split()
        self.dagen: list[dict[str, Any]] = []
        for nummer in range(7):
            dag = maandag + timedelta(nummer)
            if not plaatsing.begindatum <= dag <= plaatsing.einddatum:
                continue
            rij = rijen.get(dag)
            stagedag = kalender.dagcode(dag) in codes and dag not in vrij and dag not in kalender.feestdagen(dag.year)
            vast = rij is not None and rij.bevestigd_op is not None
            tonen = stagedag or rij is not None
            self.dagen.append({"datum": dag, "stagedag": tonen, "vast": vast, "straks": dag > vandaag, "rij": rij})
            if not vast and dag <= vandaag:
                # Once something of the week was saved, an empty day means: not worked.
                self._voeg_toe(dag, rij, voorstel=UREN_PER_DAG if stagedag and not rijen else Decimal(0))

    def _voeg_toe(self, dag: date, rij: Urendag | None, *, voorstel: Decimal) -> None:
        uren = rij.uren if rij else voorstel
        naam = f"{kalender.DAGEN[dag.weekday()]} {dag.day}"
        self.fields[f"uren_{dag}"] = forms.DecimalField(
            label="Uren",
            min_value=0,
            max_value=24,
            max_digits=4,
            decimal_places=2,
            required=False,
            initial=f"{uren.normalize():f}",
            widget=forms.NumberInput(
                attrs={"step": "0.25", "inputmode": "decimal", "aria-label": f"Uren op {naam}", "class": "urenveld"}
            ),
        )
        self.fields[f"soort_{dag}"] = forms.ChoiceField(
            label="Wat",
            choices=UrenSoort.choices,
            initial=rij.soort if rij else UrenSoort.AANWEZIG,
            required=False,
            widget=forms.Select(attrs={"aria-label": f"Wat op {naam}"}),
        )

    def rijen(self, *, stagedag: bool) -> list[dict[str, Any]]:
        """Give the days to show: stage days, or the other ones."""
        gekozen = [dag for dag in self.dagen if dag["stagedag"] == stagedag]
        for dag in gekozen:
            if f"uren_{dag['datum']}" in self.fields:
                dag["uren"], dag["soort"] = self[f"uren_{dag['datum']}"], self[f"soort_{dag['datum']}"]
        return gekozen

    @property
    def stagedagen(self) -> list[dict[str, Any]]:
        """Days on which the student is expected."""
        return self.rijen(stagedag=True)

    @property
    def andere_dagen(self) -> list[dict[str, Any]]:
        """Days on which the student may have worked all the same."""
        return [dag for dag in self.rijen(stagedag=False) if "uren" in dag]

    def ingevuld(self) -> list[Dag]:
        """Return what was filled in, for the service."""
        return [
            Dag(
                datum=dag["datum"],
                uren=self.cleaned_data.get(f"uren_{dag['datum']}") or Decimal(0),
                soort=self.cleaned_data.get(f"soort_{dag['datum']}") or UrenSoort.AANWEZIG,
            )
            for dag in self.dagen
            if f"uren_{dag['datum']}" in self.fields
        ]
