"""Forms of mentors."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from begeleiding.forms_poule import datumveld
from begeleiding.models import Mentor
from kern.models import Afdeling, Organisatie, User
from plaatsingen.models import Plaatsing


class MentorForm(forms.Form):
    """Who is mentor where, with how many hours."""

    persoon = forms.ChoiceField(
        label="Medewerker", help_text="Werkbegeleiders en praktijkopleiders van uw leerbedrijf."
    )
    afdeling = forms.ChoiceField(label="Afdeling")
    boventallige_uren = forms.DecimalField(
        label="Boventallige uren per week",
        help_text="Uren waarin deze medewerker er extra is, dus niet meetelt in het rooster van de zorg.",
        min_value=Decimal("0.5"),
        max_value=40,
        max_digits=4,
        decimal_places=1,
    )
    hoogstens = forms.IntegerField(label="Begeleidt hoogstens zoveel mensen tegelijk", min_value=1, max_value=30)
    van = datumveld("Mentor vanaf")
    tot = datumveld("Mentor tot en met", required=False)

    def __init__(
        self,
        *args: Any,
        mentor: Mentor | None = None,
        mensen: Iterable[User] = (),
        afdelingen: Iterable[Afdeling] = (),
        huis: Organisatie | None = None,
        **kwargs: Any,
    ) -> None:
        if mentor is not None:
            namen = ("boventallige_uren", "hoogstens", "van", "tot")
            kwargs.setdefault("initial", {naam: getattr(mentor, naam) for naam in namen})
        super().__init__(*args, **kwargs)
        if mentor is not None:
            del self.fields["persoon"], self.fields["afdeling"]
            return
        if huis is not None:
            self.fields["persoon"].help_text = f"Werkbegeleiders en praktijkopleiders van {huis}."
        self._mensen = {str(user.public_id): user for user in mensen}
        self._afdelingen = {afdeling.code: afdeling for afdeling in afdelingen}
        self.fields["persoon"].choices = [("", "Kies"), *((k, user.naam) for k, user in self._mensen.items())]
        self.fields["afdeling"].choices = [
            ("", "Kies"),
            *((code, f"{rij.naam}, {rij.locatie}") for code, rij in self._afdelingen.items()),
        ]

    def clean_persoon(self) -> User:
        """Return the person."""
        return self._mensen[self.cleaned_data["persoon"]]

    def clean_afdeling(self) -> Afdeling:
        """Return the department."""
        return self._afdelingen[self.cleaned_data["afdeling"]]


class KoppelForm(forms.Form):
    """Whom a mentor will coach."""

    plaatsing = forms.ChoiceField(label="Student op stage", required=False)
    naam = forms.CharField(
        label="Of een nieuwe medewerker of BBL-zij-instromer",
        required=False,
        max_length=120,
        help_text="Alleen de naam.",
    )
    uren_per_week = forms.DecimalField(
        label="Uren per week", min_value=Decimal("0.5"), max_value=40, max_digits=4, decimal_places=1, initial=1
    )
    van = datumveld("Vanaf", required=False, help_text="Leeg: de hele stage, of vanaf vandaag.")
    tot = datumveld("Tot en met", required=False)

    def __init__(self, *args: Any, plaatsingen: Iterable[Plaatsing] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plaatsingen = {str(rij.public_id): rij for rij in plaatsingen}
        self.fields["plaatsing"].choices = [
            ("", "Geen student"),
            *((k, f"{rij.student}, {rij.stageplaats}") for k, rij in self._plaatsingen.items()),
        ]

    def clean_plaatsing(self) -> Plaatsing | None:
        """Return the placement."""
        return self._plaatsingen.get(self.cleaned_data["plaatsing"])
