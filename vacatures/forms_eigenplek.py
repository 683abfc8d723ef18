"""Forms of a place that a student found."""

from typing import Any

from django import forms

from kern.kalender import DAGEN
from vacatures.models import EigenPlek
from vacatures.rules import DAGNAMEN
from vacatures.services.eigenplek import VELDEN
from vacatures.services.eigenplek_school import Kandidaat, Sbb

NIEUW = "nieuw"


class DatumVeld(forms.DateField):
    """A day, with the picker of the browser."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class EigenPlekForm(forms.Form):
    """What the student fills in: the leerbedrijf, the contact, the stage. Four short parts on one page."""

    organisatie_naam = forms.CharField(label="Naam van het leerbedrijf", max_length=200)
    afdeling_naam = forms.CharField(label="Afdeling", max_length=200, required=False)
    adres = forms.CharField(label="Straat en nummer", max_length=200, required=False)
    postcode = forms.RegexField(
        label="Postcode",
        regex=r"^\s*[1-9]\d{3}\s?[A-Za-z]{2}\s*$",
        max_length=8,
        error_messages={"invalid": "Vul een postcode in zoals 9712 AB."},
        help_text="Zoals 9712 AB.",
    )
    plaats = forms.CharField(label="Plaats", max_length=100)
    leerbedrijf_code = forms.CharField(
        label="Leerbedrijf-ID", max_length=40, required=False, help_text="Weet je het niet? Laat het leeg."
    )
    contact_naam = forms.CharField(label="Naam van je contactpersoon", max_length=120)
    contact_email = forms.EmailField(
        label="E-mailadres van je contactpersoon",
        help_text="Naar dit adres sturen we een mail. Je contactpersoon zegt daarmee of het klopt.",
    )
    contact_telefoon = forms.CharField(
        label="Telefoonnummer van je contactpersoon",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    begindatum = DatumVeld(label="Eerste dag")
    einddatum = DatumVeld(label="Laatste dag")
    dagen = forms.MultipleChoiceField(
        label="Op welke dagen?",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        widget=forms.CheckboxSelectMultiple,
    )
    uren_per_week = forms.IntegerField(label="Uren per week", min_value=1, max_value=40, required=False)
    omschrijving = forms.CharField(
        label="Wat ga je er doen?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    delen = (
        ("Het leerbedrijf", (*VELDEN[:5], "leerbedrijf_code")),
        ("Je contactpersoon", VELDEN[5:8]),
        ("Je stage", ("begindatum", "einddatum", "dagen", "uren_per_week", "omschrijving")),
    )

    def clean_postcode(self) -> str:
        """Return it as "9712 AB"."""
        kaal = "".join(self.cleaned_data["postcode"].split()).upper()
        return f"{kaal[:4]} {kaal[4:]}"

    def clean_dagen(self) -> str:
        """Return codes with a space between, in order."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])

    def velden(self) -> dict[str, Any]:
        """Return what the service asks for."""
        return {naam: self.cleaned_data[naam] for naam in VELDEN}

    def groepen(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields per heading."""
        return [(kop, [self[naam] for naam in namen]) for kop, namen in self.delen]


def als_invoer(plek: EigenPlek) -> dict[str, Any]:
    """Return a proposal as the initial values of its form."""
    return {**{naam: getattr(plek, naam) for naam in VELDEN}, "dagen": plek.dagen.split(), "versie": plek.versie}


class ContactForm(forms.Form):
    """The leerbedrijf answers by its link, without an account."""

    naam = forms.CharField(label="Uw naam", max_length=120)
    afdeling = forms.CharField(label="Afdeling waar de student komt", max_length=200, required=False)
    leerbedrijf_code = forms.CharField(
        label="Leerbedrijf-ID van SBB", max_length=40, required=False, help_text="Als u het weet."
    )
    opmerking = forms.CharField(
        label="Opmerking", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )


class NakijkForm(forms.Form):
    """The school says which leerbedrijf it is, and what it looked up."""

    organisatie = forms.ChoiceField(label="Welk leerbedrijf is dit?", widget=forms.RadioSelect)
    leerbedrijf_code = forms.CharField(
        label="Leerbedrijf-ID van SBB", max_length=40, required=False, help_text="Nodig bij een nieuw leerbedrijf."
    )
    sbb = forms.BooleanField(
        label="Ik heb de erkenning voor deze opleiding gezien in het register van SBB",
        required=False,
        help_text="Alleen nodig als het portaal de erkenning nog niet kent.",
    )
    erkend_tot = DatumVeld(label="Erkend tot en met", required=False, help_text="Leeg: er staat geen einddatum.")
    gesproken = forms.CharField(
        label="Met wie hebt u gesproken?",
        max_length=300,
        required=False,
        help_text="Alleen nodig als het leerbedrijf niet zelf antwoordde. Zoals: mevrouw De Wit, aan de telefoon.",
    )

    def __init__(self, *args: Any, kandidaten: list[Kandidaat], erkenning: bool, bevestigd: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._per_id = {str(rij.organisatie.public_id): rij.organisatie for rij in kandidaten}
        keuzes = [
            (str(r.organisatie.public_id), f"{r.organisatie} ({r.waarom}; {'erkend' if r.erkend else 'niet erkend'})")
            for r in kandidaten
        ]
        self.fields["organisatie"].choices = [
            *keuzes,
            (NIEUW, "Een nieuw leerbedrijf, dat nog niet in het portaal staat"),
        ]
        if kandidaten:
            self.fields["organisatie"].initial = keuzes[0][0]
        if not erkenning:
            del self.fields["sbb"], self.fields["erkend_tot"]
        if bevestigd:
            del self.fields["gesproken"]

    def velden(self) -> dict[str, Any]:
        """Return what the service asks for."""
        schoon = self.cleaned_data
        return {
            "organisatie": self._per_id.get(schoon["organisatie"]),
            "leerbedrijf_code": schoon["leerbedrijf_code"],
            "sbb": Sbb(schoon["erkend_tot"]) if schoon.get("sbb") else None,
            "gesproken": schoon.get("gesproken", ""),
        }


class RedenForm(forms.Form):
    """Why not; the student reads it."""

    reden = forms.CharField(
        label="Waarom?", widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, help_text="De student leest dit."
    )


class ToelichtingForm(forms.Form):
    """A word with the request for recognition."""

    toelichting = forms.CharField(
        label="Toelichting", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )
