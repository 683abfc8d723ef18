"""Forms of signing, of authority to sign, and of parents and guardians."""

from datetime import date
from typing import Any

from django import forms

from plaatsingen.models import Ondertekening, Tekenbevoegdheid
from plaatsingen.services.partijen import Tekenaar, wie_is

SCAN = ".pdf,.jpg,.jpeg,.png,image/jpeg,image/png"


def _datumveld(label: str, hulp: str = "", *, nodig: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hulp, required=nodig, widget=widget)


class TekenForm(forms.Form):
    """The tick with which somebody means to sign; `tekst_hash` is that of the text that was shown."""

    akkoord = forms.BooleanField(label="Ik heb de overeenkomst gelezen en ik ga ermee akkoord.")
    tekst_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class TekenMetCodeForm(TekenForm):
    """Name, code and tick of who signs with a mail link."""

    field_order = ["naam", "code", "akkoord", "tekst_hash"]

    naam = forms.CharField(
        label="Uw naam", max_length=200, help_text="Typ uw voornaam en achternaam. Dit is uw handtekening."
    )
    code = forms.CharField(
        label="Code uit de mail",
        max_length=10,
        help_text="Zes cijfers. De code is 10 minuten geldig.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WeigerForm(forms.Form):
    """Why somebody doesn't sign."""

    reden = forms.CharField(
        label="Waarom niet?",
        help_text="De coördinator van de school leest dit en neemt contact op.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AfwijsForm(forms.Form):
    """What is wrong with a scan."""

    reden = forms.CharField(label="Wat is er niet goed?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class CollegaForm(forms.Form):
    """Which colleague is asked to sign."""

    collega = forms.ModelChoiceField(
        label="Collega die mag tekenen", queryset=Tekenbevoegdheid.objects.none(), empty_label="Kies een collega"
    )

    def __init__(self, *args, organisatie_id: int, op: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["collega"]
        veld.queryset = Tekenbevoegdheid.objects.geldig_op(op).filter(organisatie=organisatie_id)
        veld.label_from_instance = lambda rij: f"{rij.naam}{f', {rij.functie}' if rij.functie else ''}"


class PapierForm(forms.Form):
    """A scan, the day on the paper, and whose signatures stand on it."""

    scan = forms.FileField(
        label="Scan of foto van het getekende papier",
        help_text="Een PDF, JPG of PNG van ten hoogste 10 MB. Alle bladzijden in één bestand.",
        widget=forms.FileInput(attrs={"accept": SCAN}),
    )
    datum = _datumveld("Datum op het papier")

    def __init__(self, *args, partijen: list[tuple[Ondertekening, list[Tekenaar]]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partijen = partijen
        for partij, mensen in partijen:
            keuzes = [(mens.email or mens.naam, mens.naam) for mens in mensen]
            hulp = "" if keuzes else "Er is nog niemand aangewezen die hier mag tekenen."
            self.fields[f"partij_{partij.pk}"] = forms.ChoiceField(
                label=f"Handtekening van {wie_is(partij)}",
                choices=[("", "Staat niet op dit papier"), *keuzes],
                required=False,
                help_text=hulp,
            )

    def handtekeningen(self) -> dict[int, str]:
        """Return party id -> who signed, of the signatures on this paper."""
        gekozen = {partij.pk: self.cleaned_data.get(f"partij_{partij.pk}") for partij, _ in self.partijen}
        return {pk: wie for pk, wie in gekozen.items() if wie}

    def add_error(self, field: str | None, error: Any) -> None:
        """Show a fault about "partijen" above the form: each party has a field of its own."""
        super().add_error(field if field in self.fields else None, error)


class BevoegdForm(forms.Form):
    """Who may sign for an organisation, and when."""

    naam = forms.CharField(label="Naam", max_length=200)
    email = forms.EmailField(
        label="E-mailadres",
        help_text="Wie een account heeft, tekent in het portaal. Anders krijgt deze persoon een link.",
    )
    functie = forms.CharField(label="Functie", max_length=120, required=False)
    van = _datumveld("Vanaf")
    tot = _datumveld("Tot en met", "Leeg: tot u de bevoegdheid intrekt.", nodig=False)


class VervangerForm(forms.Form):
    """A deputy, for a time."""

    naam = forms.CharField(label="Naam van de vervanger", max_length=200)
    email = forms.EmailField(label="E-mailadres van de vervanger")
    van = _datumveld("Vanaf")
    tot = _datumveld("Tot en met")


class OuderForm(forms.Form):
    """A parent or guardian."""

    naam = forms.CharField(label="Naam van de ouder of voogd", max_length=200)
    relatie = forms.CharField(label="Wie is dit?", max_length=60, help_text="Zoals moeder, vader of voogd.")
    email = forms.EmailField(
        label="E-mailadres",
        required=False,
        help_text="Naar dit adres gaat de link om te tekenen. Zonder adres kan het op papier.",
    )
    telefoon = forms.CharField(label="Telefoonnummer", max_length=30, required=False)
