"""Forms of a stagegezin: the form of the family, and one for each step."""

from typing import Any

from django import forms

from kern.kalender import DAGEN
from kern.models import Lidmaatschap, Opleidingscluster, Schooljaar
from vacatures.rules import DAGNAMEN

WEEKDAGEN = [(dag, DAGNAMEN[dag]) for dag in DAGEN]


def _dagen(label: str, hulp: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hulp, choices=WEEKDAGEN, widget=forms.CheckboxSelectMultiple
    )


def _tekst(label: str, hulp: str = "", *, nodig: bool = True, regels: int = 5) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": regels})
    return forms.CharField(label=label, help_text=hulp, required=nodig, max_length=4000, widget=widget)


def _datum(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class _MetDagen(forms.Form):
    """Days as codes with a space between, in order."""

    def clean_dagen(self) -> str:
        """Return "ma di"."""
        return " ".join(dag for dag in DAGEN if dag in self.cleaned_data["dagen"])


class AanmeldForm(_MetDagen):
    """What a family tells."""

    contact_naam = forms.CharField(label="Naam", max_length=120)
    adres = forms.CharField(label="Straat en nummer", max_length=200)
    postcode = forms.RegexField(
        label="Postcode",
        regex=r"^\s*[1-9]\d{3}\s?[A-Za-z]{2}\s*$",
        max_length=8,
        error_messages={"invalid": "Vul een postcode in zoals 9712 AB."},
    )
    plaats = forms.CharField(label="Plaats", max_length=100)
    telefoon = forms.CharField(label="Telefoonnummer", max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(
        label="E-mailadres", required=False, help_text="Hiermee kunt u later de overeenkomst via een link tekenen."
    )
    dagen = _dagen("Op welke dagen kan een student komen?", "Een student komt twee of drie dagen in de week.")
    taken = _tekst("Wat kan een student bij u doen?", "Andere mensen in de regio lezen dit. Noem geen namen.")
    situatie = _tekst(
        "Wie wonen er bij u?",
        "Zoals: twee ouders en drie kinderen, een hond. Schrijf niets op over ziekte. Daarover praten we bij u thuis.",
        nodig=False,
    )

    def clean_postcode(self) -> str:
        """Return it as "9712 AB"."""
        kaal = "".join(self.cleaned_data["postcode"].split()).upper()
        return f"{kaal[:4]} {kaal[4:]}"


class LidKeuze(forms.ModelChoiceField):
    """Stagedocenten with their school."""

    def label_from_instance(self, obj: Lidmaatschap) -> str:
        """Return name and school."""
        return f"{obj.user.naam}, {obj.organisatie}"


class PlanForm(forms.Form):
    """Who visits, and when."""

    lid = LidKeuze(label="Welke stagedocent gaat op bezoek?", queryset=Lidmaatschap.objects.none())
    bezoek_op = _datum("Dag van het bezoek")

    def __init__(self, *args: Any, leden: list[Lidmaatschap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pks = [lid.pk for lid in leden]
        self.fields["lid"].queryset = Lidmaatschap.objects.filter(pk__in=pks).select_related("user", "organisatie")


class BezoekForm(forms.Form):
    """What the visit showed."""

    bezocht_op = _datum("Wanneer was het bezoek?")
    bevindingen = _tekst("Wat zag en hoorde u?", "Alleen de school en het bureau lezen dit.")


class VoorwaardenForm(_MetDagen):
    """What was agreed."""

    voorwaarden = _tekst("Voorwaarden en afspraken", "De student en de begeleider van de stage lezen dit ook.")
    taken = _tekst("Wat doet de student?", "De hele regio leest dit. Noem geen namen.")
    dagen = _dagen("Welke dagen?", "Twee of drie dagen in de week.")
    akkoord_op = _datum("Het gezin is akkoord sinds")


class GoedkeurForm(forms.Form):
    """Yes, with reasons; and for whom the place is."""

    besluit = _tekst("Waarom is dit gezin geschikt?", regels=3)
    schooljaar = forms.ModelChoiceField(label="Schooljaar", queryset=Schooljaar.objects.order_by("-begin"))
    clusters = forms.ModelMultipleChoiceField(
        label="Voor welke opleidingen?",
        queryset=Opleidingscluster.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )


class BesluitForm(forms.Form):
    """No, with reasons."""

    besluit = _tekst("Waarom niet?", "Het bureau vertelt dit het gezin.", regels=3)


class StopForm(forms.Form):
    """Why the family stops."""

    reden = _tekst("Waarom stopt het gezin?", regels=3)
