"""Forms of goals, the portfolio, sharing and coaches."""

from collections.abc import Sequence
from typing import Any

from django import forms

from basis.keuring import ACCEPTEER, UITLEG
from evaluaties.enums import BewijsSoort, BewijsZicht
from evaluaties.models import Bewijsstuk, Leerdoel
from evaluaties.services.doeldraad import Ding
from kern.models import Student, User

COACHES = ("brugfunctionaris", "niveau-opstroomcoach", "coach")


def dagveld(label: str, *, hulp: str = "", verplicht: bool = False) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hulp, required=verplicht, widget=widget)


def tekstveld(label: str, *, hulp: str = "", rijen: int = 3) -> forms.CharField:
    """Return a field for some sentences; not required."""
    widget = forms.Textarea(attrs={"rows": rijen})
    return forms.CharField(label=label, help_text=hulp, required=False, max_length=4000, widget=widget)


class DoelForm(forms.Form):
    """A goal in words."""

    titel = forms.CharField(label="Wat wil je leren?", max_length=200, help_text="Begin met: ik kan ...")
    aanpak = tekstveld("Hoe pak je het aan?")
    waarom = tekstveld("Waarom dit doel?", hulp="Je leerbedrijf ziet dit niet.")
    werkproces = forms.CharField(
        label="Bij welk werkproces hoort het?", max_length=20, required=False, help_text="Zoals B1-K1-W2."
    )
    klaar_voor = dagveld("Wanneer wil je dit kunnen?")


class AfrondForm(forms.Form):
    """The end of a goal."""

    terugblik = tekstveld("Wat heb je geleerd?", hulp="Waaraan merk je dat je het kunt?")


class StapForm(forms.Form):
    """One step towards a goal."""

    wat = forms.CharField(label="Wat ga je doen?", max_length=300)
    voor_datum = dagveld("Klaar op")
    hulp_van = forms.CharField(label="Wie helpt je?", max_length=120, required=False)


class KoppelForm(forms.Form):
    """Tie something to a goal."""

    wat = forms.ChoiceField(label="Wat gaat over dit doel?")
    notitie = forms.CharField(
        label="Wat zegt het over dit doel?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, dingen: Sequence[Ding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dingen = {ding.sleutel: ding for ding in dingen}
        self.fields["wat"].choices = [("", "Kies"), *((ding.sleutel, ding.label) for ding in dingen)]

    def ding(self) -> Ding:
        """Return what was chosen."""
        return self._dingen[self.cleaned_data["wat"]]


class BestandForm(forms.Form):
    """A text and a file: one version of a piece."""

    tekst = tekstveld("Uitleg", hulp="Wat is dit, en wat laat het zien?")
    bestand = forms.FileField(
        label="Bestand",
        required=False,
        help_text=f"{UITLEG} Zet er geen gegevens van cliënten in.",
        widget=forms.FileInput(attrs={"accept": ACCEPTEER}),
    )


class StukForm(forms.Form):
    """What a piece is, and who may see it."""

    titel = forms.CharField(label="Titel", max_length=200)
    soort = forms.ChoiceField(label="Wat is het?", choices=BewijsSoort.choices)
    doelen = forms.ModelMultipleChoiceField(
        label="Bij welke doelen hoort het?",
        queryset=Leerdoel.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    werkprocessen = forms.CharField(
        label="Bij welke werkprocessen?", max_length=200, required=False, help_text="Met spaties ertussen."
    )
    zicht = forms.ChoiceField(
        label="Wie mag dit zien?", choices=BewijsZicht.choices, widget=forms.RadioSelect, initial=BewijsZicht.SCHOOL
    )
    in_boek = forms.BooleanField(label="Zet dit op de lijst in mijn BPV-boek", required=False, initial=True)

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doelen = Leerdoel.objects.filter(student=student)
        self.fields["doelen"].queryset = doelen
        if not doelen.exists():
            del self.fields["doelen"]

    def velden(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {"doelen": []} | self.cleaned_data


class NieuwStukForm(BestandForm, StukForm):
    """A new piece with its first version."""

    field_order = ("titel", "soort", "tekst", "bestand", "doelen", "werkprocessen", "zicht", "in_boek")

    def velden(self) -> dict[str, Any]:
        """Return what the service takes, without text and file."""
        return {naam: waarde for naam, waarde in super().velden().items() if naam not in {"tekst", "bestand"}}


class DeelForm(forms.Form):
    """With whom, what and how long."""

    naam = forms.CharField(label="Met wie deel je?", max_length=120)
    email = forms.EmailField(label="E-mailadres", help_text="Naar dit adres sturen we een link en later een code.")
    tot = dagveld("Tot en met", hulp="Ten hoogste 90 dagen.", verplicht=True)
    stukken = forms.ModelMultipleChoiceField(
        label="Welke stukken?",
        queryset=Bewijsstuk.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    met_doelen = forms.BooleanField(label="Ook mijn doelen", required=False, initial=True)
    sleutel = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stukken"].queryset = Bewijsstuk.objects.aanwezig().filter(student=student)


class LinkcodeForm(forms.Form):
    """The code that was mailed apart."""

    code = forms.CharField(
        label="Code uit de mail",
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CoachForm(forms.Form):
    """Who goes along with a student who changes school or level."""

    email = forms.EmailField(label="E-mailadres van de coach", help_text="De coach heeft een account in het portaal.")
    soort = forms.ChoiceField(label="Soort coach", choices=[(naam, naam) for naam in COACHES])
    van = dagveld("Vanaf", verplicht=True)
    tot = dagveld("Tot en met", hulp="Leeg: tot u het stopt.")

    def clean_email(self) -> User:
        """Return the person with this address; only who has an account and works in the portal."""
        gevonden = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if gevonden is None or gevonden.heeft_rol("student") or not gevonden.rollen:
            raise forms.ValidationError("Er is geen begeleider met dit adres in het portaal.")
        return gevonden
