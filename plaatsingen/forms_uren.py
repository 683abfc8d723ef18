"""The week of a student: everything stands ready as planned, one tap per day that was different (R5.4)."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from basis.nederlands import long_date
from plaatsingen.enums import UrenSoort
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import roostertijd
from plaatsingen.services.rooster import Planning, Rooster, Roosterdag
from plaatsingen.services.uren import Dag
from plaatsingen.services.urenakkoord import MAX_VRAAG

LAAT = "laat"
KEUZES = [
    (UrenSoort.AANWEZIG.value, "Gewerkt"),
    (LAAT, "Te laat"),
    (UrenSoort.ZIEK.value, "Ziek"),
    (UrenSoort.VERLOF.value, "Verlof"),
    (UrenSoort.SCHOOL.value, "Schooldag"),
    (UrenSoort.VRIJ.value, "Geen dienst"),
]
MINUTEN = [(str(minuten), f"{minuten} minuten") for minuten in (15, 30, 45, 60, 90, 120)]
HALF_UUR = "30"


def _getal(uren: Decimal) -> str:
    return f"{uren.normalize():f}"


class WeekForm(forms.Form):
    """Hours of one week. `dagen` says per day of the stage what is planned, what was filled in and what is fixed."""

    def __init__(
        self, *args: Any, plaatsing: Plaatsing, maandag: date, vandaag: date, rooster: Rooster, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.alles_optioneel = True
        self._rooster = rooster
        rijen = {rij.datum: rij for rij in plaatsing.urendagen.filter(datum__range=(maandag, maandag + timedelta(6)))}
        self.dagen: list[dict[str, Any]] = []
        for dag in rooster.week(maandag):
            # A day that was filled in before the stage ended earlier can still be emptied.
            nog = dag.datum <= rooster.laatste or dag.datum in rijen
            if nog and plaatsing.begindatum <= dag.datum <= plaatsing.einddatum:
                self._zet_dag(dag, rijen.get(dag.datum), vandaag)

    def _zet_dag(self, dag: Roosterdag, rij: Urendag | None, vandaag: date) -> None:
        vast = rij is not None and rij.bevestigd_op is not None
        tonen = dag.plan is not None or rij is not None or (bool(dag.vrij) and dag.stagedag)
        self.dagen.append(
            {
                "datum": dag.datum,
                "plan": dag.plan,
                "vrij": dag.vrij if dag.plan is None else "",
                "stagedag": tonen,
                "vast": vast,
                "straks": dag.datum > vandaag,
                "rij": rij,
                "velden": {},
            }
        )
        kan = not self._rooster.staat_stil(dag.datum) and (not dag.vrij or not dag.stagedag)
        if not vast and dag.datum <= vandaag and (dag.plan or rij or kan):
            self._voeg_toe(dag, rij)

    def _voeg_toe(self, dag: Roosterdag, rij: Urendag | None) -> None:
        uren = rij.uren if rij else dag.plan.uren if dag.plan else Decimal(0)
        naam = long_date(dag.datum).rpartition(" ")[0]
        keuzes = KEUZES if rij is None or rij.soort != UrenSoort.FEESTDAG else [*KEUZES, ("feestdag", "Feestdag")]
        velden: dict[str, forms.Field] = {
            "soort": forms.ChoiceField(
                label="Wat",
                choices=keuzes,
                initial=rij.soort if rij else UrenSoort.AANWEZIG.value,
                required=False,
                widget=forms.RadioSelect,
            ),
            "uren": forms.DecimalField(
                label="Uren",
                min_value=0,
                max_value=24,
                max_digits=4,
                decimal_places=2,
                required=False,
                initial=_getal(uren),
                widget=forms.NumberInput(
                    attrs={
                        "step": "0.25",
                        "inputmode": "decimal",
                        "aria-label": f"Uren op {naam}",
                        "class": "urenveld",
                    }
                ),
            ),
            "laat": forms.ChoiceField(
                label="Hoeveel later",
                choices=MINUTEN,
                initial=HALF_UUR,
                required=False,
                widget=forms.Select(attrs={"aria-label": f"Hoeveel later op {naam}"}),
            ),
            "opm": forms.CharField(
                label="Opmerking",
                max_length=120,
                required=False,
                initial=rij.opmerking if rij else "",
                widget=forms.TextInput(attrs={"aria-label": f"Opmerking bij {naam}"}),
            ),
        }
        if self._rooster.delen:
            velden["deel"] = self._deelveld(naam, rij, dag.plan)
        for veld, vorm in velden.items():
            self.fields[f"{veld}_{dag.datum}"] = vorm

    def _deelveld(self, naam: str, rij: Urendag | None, plan: Planning | None) -> forms.Field:
        deel = rij.deel_id if rij else plan.deel_id if plan else None
        keuzes = [("", str(self._rooster.plaatsing.stageplaats.leerbedrijf))]
        keuzes += [(str(rij.pk), str(rij.stageplaats.leerbedrijf)) for rij in self._rooster.delen]
        return forms.ChoiceField(
            label="Waar",
            choices=keuzes,
            required=False,
            initial=str(deel or ""),
            widget=forms.Select(attrs={"aria-label": f"Waar op {naam}"}),
        )

    def rijen(self, *, stagedag: bool) -> list[dict[str, Any]]:
        """Give the days to show: those of the timetable, or the other ones."""
        gekozen = [dag for dag in self.dagen if dag["stagedag"] == stagedag]
        for dag in gekozen:
            for veld in ("soort", "uren", "laat", "opm", "deel"):
                if f"{veld}_{dag['datum']}" in self.fields:
                    dag["velden"][veld] = self[f"{veld}_{dag['datum']}"]
        return gekozen

    @property
    def stagedagen(self) -> list[dict[str, Any]]:
        """Days on which the student is expected, or would be if they weren't free."""
        return self.rijen(stagedag=True)

    @property
    def andere_dagen(self) -> list[dict[str, Any]]:
        """Days on which the student may have worked all the same."""
        return [dag for dag in self.rijen(stagedag=False) if dag["velden"]]

    @property
    def invulbaar(self) -> bool:
        """Whether there is anything to fill in."""
        return any(naam.startswith("uren_") for naam in self.fields)

    def ingevuld(self) -> list[Dag]:
        """Return what was filled in, for the service."""
        return [self._dag(dag) for dag in self.dagen if f"uren_{dag['datum']}" in self.fields]

    def _dag(self, dag: dict[str, Any]) -> Dag:
        datum, plan = dag["datum"], dag["plan"]
        data = {veld: self.cleaned_data.get(f"{veld}_{datum}") for veld in ("soort", "uren", "laat", "opm", "deel")}
        soort, uren = data["soort"] or UrenSoort.AANWEZIG.value, data["uren"] or Decimal(0)
        if soort == UrenSoort.AANWEZIG and not uren and plan is not None:
            soort = UrenSoort.VRIJ.value
        deel = int(data["deel"]) if data["deel"] else None
        uit = Dag(datum, uren, UrenSoort.AANWEZIG.value if soort == LAAT else soort, data["opm"] or "", deel=deel)
        if soort == LAAT:
            return _later(uit, plan, int(data["laat"] or HALF_UUR))
        eind = _langer(plan, uren) if plan is not None and uren >= plan.uren else None
        return replace(uit, begin=plan.begin, eind=eind) if plan is not None and eind is not None else uit


def _langer(plan: Planning, uren: Decimal) -> time | None:
    """Return when a shift ended that took at least as long as planned: who works longer goes home later.

    So an evening that became too late for a minor is told. None when it would last more than a day.
    """
    if plan.begin is None or plan.eind is None:
        return None
    extra = int((uren - plan.uren) * 60)
    lengte = roostertijd.duur(plan.datum, plan.begin, plan.eind, 0) + Decimal(extra) / 60
    return roostertijd.schuif(plan.eind, extra) if lengte < 24 else None


def _later(dag: Dag, plan: Planning | None, minuten: int) -> Dag:
    """Return the day as it was when the student came so many minutes late."""
    gepland = plan.uren if plan else dag.uren
    uren = max(Decimal(0), gepland - (Decimal(minuten) / 60).quantize(Decimal("0.01")))
    opmerking = f"{minuten} minuten te laat" + (f": {dag.opmerking}" if dag.opmerking else "")
    begin = roostertijd.schuif(plan.begin, minuten) if plan and plan.begin else None
    return replace(dag, uren=uren, opmerking=opmerking, begin=begin, eind=plan.eind if plan and begin else None)


class VraagForm(forms.Form):
    """A question about hours, or why they aren't right."""

    tekst = forms.CharField(
        label="Wat wilt u weten, of wat klopt er niet?",
        help_text="De student leest dit en verbetert de week. Schrijf geen medische gegevens op.",
        max_length=MAX_VRAAG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
