"""Forms of the timetable: the usual week, one week, and copying it (R5.4)."""

from datetime import date, time
from typing import Any

from django import forms

from basis.nederlands import long_date
from plaatsingen.services import roostertijd
from plaatsingen.services.rooster import Rooster
from plaatsingen.services.roosterschrijven import MAX_WEKEN, Regel, Weekdienst, roosterdag

GEWONE_PAUZE = 30


def _tijdveld(label: str, naam: str, initial: time | None) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        initial=initial,
        widget=forms.TimeInput(attrs={"type": "time", "aria-label": f"{label} op {naam}"}, format="%H:%M"),
    )


def _pauzeveld(naam: str, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label="Pauze (min)",
        required=False,
        min_value=0,
        max_value=roostertijd.MAX_PAUZE,
        initial=initial,
        widget=forms.NumberInput(attrs={"aria-label": f"Pauze in minuten op {naam}", "class": "urenveld", "step": 5}),
    )


class _Dagen(forms.Form):
    """Rows of times; checks them and hangs an error on the row."""

    def _zet_tijden(self, sleutel: str, naam: str, *, begin: time | None, eind: time | None, pauze: int) -> None:
        self.fields[f"begin_{sleutel}"] = _tijdveld("Van", naam, begin)
        self.fields[f"eind_{sleutel}"] = _tijdveld("Tot", naam, eind)
        self.fields[f"pauze_{sleutel}"] = _pauzeveld(naam, pauze)

    def tijden(self, sleutel: str) -> tuple[time | None, time | None, int]:
        """Return what was filled in on a row."""
        data = self.cleaned_data
        return data.get(f"begin_{sleutel}"), data.get(f"eind_{sleutel}"), data.get(f"pauze_{sleutel}") or 0

    def _controleer(self, sleutels: list[str]) -> None:
        for sleutel in sleutels:
            fout = roostertijd.fout_in_tijden(*self.tijden(sleutel))
            if fout:
                self.add_error(f"begin_{sleutel}", fout)

    def _veldrij(self, sleutel: str, naam: str, *meer: str) -> dict[str, Any]:
        velden = [self[f"{veld}_{sleutel}"] for veld in ("begin", "eind", "pauze", *meer)]
        return {"naam": naam, "velden": velden, "fouten": [fout for veld in velden for fout in veld.errors]}


class PatroonForm(_Dagen):
    """The usual shifts from a day on; a weekday without times is a day without stage."""

    geldig_van = forms.DateField(label="Geldt vanaf", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, rooster: Rooster, vanaf: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alles_optioneel = True
        self.fields["geldig_van"].initial = vanaf
        patroon = rooster.patroon_op(vanaf)
        for weekdag in range(7):
            regel = patroon.get(weekdag)
            self._zet_tijden(
                str(weekdag),
                roosterdag(weekdag),
                begin=regel.begin if regel else None,
                eind=regel.eind if regel else None,
                pauze=regel.pauze if regel else GEWONE_PAUZE,
            )

    def clean(self) -> dict[str, Any]:
        """Check the times of every row."""
        self._controleer([str(weekdag) for weekdag in range(7) if self.tijden(str(weekdag))[:2] != (None, None)])
        return self.cleaned_data

    @property
    def dagrijen(self) -> list[dict[str, Any]]:
        """The seven rows as they are drawn."""
        return [self._veldrij(str(weekdag), roosterdag(weekdag)) for weekdag in range(7)]

    def regels(self) -> list[Regel]:
        """Return the rows with times."""
        uit = []
        for weekdag in range(7):
            begin, eind, pauze = self.tijden(str(weekdag))
            if begin is not None and eind is not None:
                uit.append(Regel(weekdag, begin, eind, pauze))
        return uit


class RoosterweekForm(_Dagen):
    """The shifts of one week, ready as they are planned."""

    def __init__(self, *args: Any, rooster: Rooster, maandag: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alles_optioneel = True
        self.dagen = [
            dag for dag in rooster.week(maandag) if dag.vrij != "buiten je stage" and not rooster.staat_stil(dag.datum)
        ]
        for dag in self.dagen:
            naam, plan = long_date(dag.datum), dag.plan
            sleutel = dag.datum.isoformat()
            self._zet_tijden(
                sleutel,
                naam,
                begin=plan.begin if plan else None,
                eind=plan.eind if plan else None,
                pauze=plan.pauze if plan and plan.begin else GEWONE_PAUZE,
            )
            self.fields[f"geen_{sleutel}"] = forms.BooleanField(
                label="Geen dienst",
                required=False,
                initial=bool(dag.dienst and dag.dienst.vervalt),
                widget=forms.CheckboxInput(attrs={"aria-label": f"Geen dienst op {naam}"}),
            )
            self.fields[f"reden_{sleutel}"] = forms.CharField(
                label="Waarom",
                required=False,
                max_length=120,
                initial=dag.dienst.reden if dag.dienst else "",
                widget=forms.TextInput(attrs={"aria-label": f"Waarom anders op {naam}"}),
            )

    def clean(self) -> dict[str, Any]:
        """Check the times of every day with a shift."""
        self._controleer([dag.datum.isoformat() for dag in self.dagen if not self._geen(dag.datum)])
        return self.cleaned_data

    def _geen(self, datum: date) -> bool:
        return bool(self.cleaned_data.get(f"geen_{datum}"))

    @property
    def dagrijen(self) -> list[dict[str, Any]]:
        """The rows as they are drawn."""
        return [
            self._veldrij(dag.datum.isoformat(), long_date(dag.datum).rpartition(" ")[0], "geen", "reden")
            | {"vrij": dag.vrij if dag.plan is None else "", "dag": dag}
            for dag in self.dagen
        ]

    def diensten(self) -> list[Weekdienst]:
        """Return the days of the week; a usual day without times that was left alone isn't among them."""
        uit = []
        for dag in self.dagen:
            begin, eind, pauze = self.tijden(dag.datum.isoformat())
            reden = self.cleaned_data.get(f"reden_{dag.datum}", "")
            if self._geen(dag.datum):
                uit.append(Weekdienst(dag.datum, reden=reden))
            elif begin is not None or (dag.plan is not None and dag.plan.begin is not None):
                uit.append(Weekdienst(dag.datum, begin, eind, pauze, reden))
            elif dag.dienst is not None:
                uit.append(Weekdienst(dag.datum, herstel=True))
        return uit


class KopieForm(forms.Form):
    """How many of the coming weeks are like this one."""

    aantal = forms.IntegerField(
        label="Aantal weken hierna", min_value=1, max_value=MAX_WEKEN, initial=4, widget=forms.NumberInput()
    )
