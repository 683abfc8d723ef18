"""Forms with which school arranges reports, and decides about a proposal (R6.6, R6.7)."""

from datetime import date, time
from typing import Any

from django import forms

from basis.nederlands import long_date
from evaluaties.enums import Regeling
from evaluaties.services.besluiten import BEVESTIG, WIJS_AF
from evaluaties.services.regelen import Voornemen
from kern.kalender import lokaal_moment

HULP_REDEN = (
    "De student en school lezen dit, het leerbedrijf niet. Schrijf kort en vriendelijk, zonder medische details."
)


def datumveld(label: str, *, hulp: str = "", verplicht: bool = True) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=hulp, required=verplicht, widget=widget)


def redenveld(*, hulp: str = HULP_REDEN, verplicht: bool = True) -> forms.CharField:
    """Return a field for a reason."""
    return forms.CharField(
        label="Waarom",
        help_text=hulp,
        required=verplicht,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op waarom."},
    )


class TweeStappenForm(forms.Form):
    """A form that is filled in first and recorded after a look at what it changes."""

    def verborgen(self) -> list[tuple[str, str]]:
        """Return what was typed as (name, value), to keep it while the preview is shown."""
        return [(naam, self.data.get(naam, "")) for naam in self.fields]

    def leesbaar(self) -> list[tuple[str, str]]:
        """Return what was filled in, as (label, text)."""
        return [(str(veld.label), self._tekst(naam)) for naam, veld in self.fields.items() if self._tekst(naam)]

    def _tekst(self, naam: str) -> str:
        waarde = self.cleaned_data.get(naam)
        if isinstance(waarde, date):
            return long_date(waarde)
        if isinstance(waarde, time):
            return f"{waarde:%H:%M}"
        keuzes = dict(getattr(self.fields[naam], "choices", []))
        return str(keuzes.get(waarde, waarde or ""))


class RegelingForm(TweeStappenForm):
    """One thing to arrange; the fields follow from `wat`. `keuzes` are the reports or pauses it can be about."""

    KIES = {Regeling.HERVATTEN: ("ref", "Welke pauze?")}
    DATUM = {
        Regeling.UITSTEL: ("Het mag tot en met", "De student heeft de hele dag nog."),
        Regeling.PAUZE: ("Eerste dag van de pauze", ""),
        Regeling.PER_MAIL: ("Dag van ontvangst", "De dag die in de mail staat."),
        Regeling.OPDRACHT: ("Dag van ontvangst", ""),
    }
    TOT = {
        Regeling.PAUZE: ("Laatste dag van de pauze", "Weet u het nog niet? Laat het leeg en vul het later in.", False),
        Regeling.HERVATTEN: ("Laatste dag van de pauze", "De dag daarna lopen de termijnen weer.", True),
    }

    def __init__(self, *args: Any, wat: Regeling, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wat = wat
        if wat != Regeling.PAUZE:
            naam, label = self.KIES.get(wat, ("plicht", "Welk verslag?"))
            self.fields[naam] = forms.ChoiceField(label=label, choices=keuzes)
        if wat in self.DATUM:
            label, hulp = self.DATUM[wat]
            self.fields["datum"] = datumveld(label, hulp=hulp)
        if wat in (Regeling.PER_MAIL, Regeling.OPDRACHT):
            self.fields["tijd"] = forms.TimeField(
                label="Tijd van ontvangst",
                help_text="Bijvoorbeeld 16:45.",
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            )
        if wat in self.TOT:
            label, hulp, verplicht = self.TOT[wat]
            self.fields["tot"] = datumveld(label, hulp=hulp, verplicht=verplicht)
        optioneel = wat == Regeling.OPDRACHT
        self.fields["reden"] = redenveld(verplicht=not optioneel, hulp="" if optioneel else HULP_REDEN)

    def voornemen(self) -> Voornemen:
        """Return what the form says, for the service."""
        schoon = self.cleaned_data
        met_tijd = "tijd" in self.fields
        return Voornemen(
            wat=self.wat,
            plicht=schoon.get("plicht", ""),
            ref=schoon.get("ref", ""),
            datum=None if met_tijd else schoon.get("datum"),
            tot=schoon.get("tot"),
            received_at=lokaal_moment(schoon["datum"], schoon["tijd"]) if met_tijd else None,
            reden=schoon.get("reden", ""),
        )


class BulkForm(TweeStappenForm):
    """One thing for several students at once, with one reason."""

    MOGELIJK = (Regeling.VRIJSTELLEN, Regeling.UITSTEL, Regeling.PAUZE)

    def __init__(self, *args: Any, wat: Regeling, keuzes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wat = wat
        if wat != Regeling.PAUZE:
            self.fields["plicht"] = forms.ChoiceField(
                label="Welk verslag?",
                choices=keuzes,
                help_text="Wie dit verslag niet hoeft of al inleverde, blijft zoals het is.",
            )
        if wat == Regeling.UITSTEL:
            self.fields["datum"] = datumveld("Het mag tot en met")
        if wat == Regeling.PAUZE:
            self.fields["datum"] = datumveld("Eerste dag van de pauze")
            self.fields["tot"] = datumveld("Laatste dag van de pauze", hulp="Mag leeg blijven.", verplicht=False)
        self.fields["reden"] = redenveld(hulp="Een reden voor iedereen. " + HULP_REDEN)

    def voornemen(self) -> Voornemen:
        """Return what the form says; the same for every student."""
        schoon = self.cleaned_data
        return Voornemen(
            wat=self.wat,
            plicht=schoon.get("plicht", ""),
            datum=schoon.get("datum"),
            tot=schoon.get("tot"),
            reden=schoon["reden"],
        )


class BesluitForm(forms.Form):
    """A person decides about the proposal 'onvoldoende' (R6.6)."""

    oordeel = forms.ChoiceField(
        label="Uw besluit",
        widget=forms.RadioSelect,
        choices=[(WIJS_AF, "Afwijzen: de stage gaat gewoon door"), (BEVESTIG, "Bevestigen: de stage is onvoldoende")],
        error_messages={"required": "Kies of u het voorstel bevestigt of afwijst."},
    )
    reden = forms.CharField(
        label="Waarom besluit u dit?",
        help_text="De student leest dit. Schrijf wat u hebt meegewogen.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Schrijf op waarom u dit besluit."},
    )
    gesproken = forms.BooleanField(label="Ik heb hierover met de student gesproken", required=False)
    datum = datumveld("Op welke dag sprak u de student?", verplicht=False)
    zeker = forms.BooleanField(
        label="Ik weet zeker dat de stage onvoldoende is",
        help_text="Alleen nodig als u het voorstel bevestigt.",
        required=False,
    )

    def __init__(self, *args: Any, herziening: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if herziening:
            self.fields["oordeel"].label = "Wat wordt het besluit nu?"
            self.fields["oordeel"].choices = [
                (WIJS_AF, "Besluit herzien: de stage is niet langer onvoldoende"),
                (BEVESTIG, "Besluit blijft: de stage is onvoldoende"),
            ]
            del self.fields["zeker"]

    def clean(self) -> dict[str, Any]:
        """Confirming takes a second tick: it can't be done by chance."""
        schoon = super().clean() or {}
        if schoon.get("oordeel") == BEVESTIG and "zeker" in self.fields and not schoon.get("zeker"):
            self.add_error("zeker", "Zet hier een vinkje als u het voorstel wilt bevestigen.")
        if schoon.get("datum") and not schoon.get("gesproken"):
            schoon["gesproken"] = True
        return schoon
