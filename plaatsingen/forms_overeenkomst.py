"""Forms of agreements, amendments, their texts, and the public check."""

from typing import Any

from django import forms
from django.utils import timezone

from basis.modeltekst import MAX_TEKENS
from kern import kalender
from kern.models import Organisatie, User
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.forms import leden_van
from plaatsingen.models import Plaatsing
from plaatsingen.services.aanvulling import Wijziging
from plaatsingen.services.slot import DAGNAMEN
from vacatures.models import Stageplaats

MAX_CONTROLE_MB = 10


def _datum(label: str, hulp: str = "", *, nodig: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hulp, required=nodig, widget=widget)


def _lang(label: str, hulp: str = "", *, nodig: bool = False, rijen: int = 4, maximum: int = 3000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hulp,
        required=nodig,
        max_length=maximum,
        widget=forms.Textarea(attrs={"rows": rijen}),
    )


class AfsprakenForm(forms.Form):
    """What a coordinator says in the agreement beside the data of the placement."""

    alles_optioneel = True

    doelen = _lang("Doelen en werkprocessen", "Nodig om te versturen. Elk doel op een eigen regel.", rijen=5)
    taken = _lang("Taken en verantwoordelijkheden", "Nodig om te versturen. Elke taak op een eigen regel.", rijen=5)
    vergoeding = _lang(
        "Vergoeding en onkosten", "Nodig om te versturen. Is er geen vergoeding? Schrijf dat op.", rijen=2
    )
    uren_totaal = forms.IntegerField(
        label="Uren in totaal",
        required=False,
        min_value=1,
        max_value=9999,
        help_text="Komt ook op de plaatsing te staan.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    uren_per_week = forms.CharField(
        label="Uren per week", required=False, max_length=120, help_text="Leeg: het portaal rekent het uit."
    )
    tijden = _lang("Tijden", "Leeg: uit het rooster. Zonder rooster vult u hier in hoe de tijden zijn.", rijen=2)
    opdrachten = _lang("Opdrachten van school", rijen=3)
    scholing = _lang("Training en intervisie", rijen=2)
    begeleiding = _lang("Gesprekken en begeleiding", rijen=2)
    bijzonderheden = _lang("Bijzonderheden", "Schrijf geen medische gegevens op. Alle partijen lezen dit.", rijen=2)


class IntrekkenForm(forms.Form):
    """Why an agreement is withdrawn."""

    reden = _lang("Reden", "Iedereen die de overeenkomst ziet, kan dit lezen.", nodig=True, rijen=3, maximum=300)


class BulkForm(forms.Form):
    """Words for agreements that have none of their own yet."""

    alles_optioneel = True

    doelen = _lang("Doelen en werkprocessen", rijen=3)
    taken = _lang("Taken en verantwoordelijkheden", rijen=3)
    vergoeding = _lang("Vergoeding en onkosten", rijen=2)
    tijden = _lang("Tijden", rijen=2)


class AanvullingForm(forms.Form):
    """What changes; every field begins with what is, and what stays the same is left out."""

    einddatum = _datum("Laatste dag")
    dagen = forms.MultipleChoiceField(
        label="Dagen", choices=list(DAGNAMEN.items()), widget=forms.CheckboxSelectMultiple
    )
    stageplaats = forms.ModelChoiceField(
        label="Afdeling en stageplaats",
        queryset=Stageplaats.objects.none(),
        empty_label=None,
        help_text="Alleen plekken van dit leerbedrijf. Een ander leerbedrijf vraagt een nieuwe overeenkomst.",
    )
    werkbegeleider = forms.ModelChoiceField(
        label="Vaste werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    uren_totaal = forms.IntegerField(label="Uren in totaal", min_value=1, max_value=9999, required=False)
    anders_wat = forms.CharField(label="Andere afspraak: wat", max_length=80, required=False)
    anders_van = forms.CharField(label="Was", max_length=300, required=False)
    anders_naar = forms.CharField(label="Wordt", max_length=300, required=False)
    ingangsdatum = _datum(
        "Gaat in op", "Leeg: zodra iedereen heeft getekend. Een latere laatste dag kan meteen ingaan.", nodig=False
    )
    reden = _lang("Reden", "Komt in de aanvulling te staan. Alle partijen lezen dit.", nodig=True, rijen=3, maximum=300)

    def __init__(self, *args: Any, plaatsing: Plaatsing, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(
            einddatum=plaatsing.einddatum,
            dagen=plaatsing.dagen.split(),
            stageplaats=plaatsing.stageplaats_id,
            werkbegeleider=plaatsing.werkbegeleider_id,
            uren_totaal=plaatsing.uren_norm or None,
        )
        super().__init__(*args, **kwargs)
        huis = plaatsing.stageplaats.leerbedrijf
        plekken = Stageplaats.objects.actief().filter(
            afdeling__locatie__organisatie=huis, schooljaar=plaatsing.stageplaats.schooljaar_id
        ) | Stageplaats.objects.filter(pk=plaatsing.stageplaats_id)
        veld = self.fields["stageplaats"]
        veld.queryset = plekken.met_leerbedrijf().distinct()
        veld.label_from_instance = lambda plek: f"{plek.volle_naam}, {plek.afdeling.locatie}"
        mensen = leden_van(huis, op=timezone.localdate()) | User.objects.filter(pk=plaatsing.werkbegeleider_id)
        self.fields["werkbegeleider"].queryset = mensen.distinct()

    def clean(self) -> dict[str, Any]:
        """Another arrangement says what it is and what it becomes."""
        schoon = super().clean() or {}
        if schoon.get("anders_naar") and not schoon.get("anders_wat"):
            self.add_error("anders_wat", "Schrijf op waar deze afspraak over gaat.")
        if schoon.get("anders_wat") and not schoon.get("anders_naar"):
            self.add_error("anders_naar", "Schrijf op wat er nieuw wordt afgesproken.")
        return schoon

    def wijziging(self) -> Wijziging:
        """Return what was filled in, for the service."""
        schoon = self.cleaned_data
        anders = tuple(schoon[f"anders_{deel}"] for deel in ("wat", "van", "naar"))
        return Wijziging(
            einddatum=schoon["einddatum"],
            dagen=" ".join(dag for dag in kalender.DAGEN if dag in schoon["dagen"]),
            stageplaats=schoon["stageplaats"],
            werkbegeleider=schoon["werkbegeleider"],
            uren_totaal=schoon["uren_totaal"],
            anders=anders if any(anders) else None,
        )


class TekstForm(forms.Form):
    """A new version of a text."""

    tekst = forms.CharField(
        label="Tekst",
        max_length=MAX_TEKENS,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text="Koppen beginnen met ##, opsommingen met een streepje. De variabelen staan onder het formulier.",
    )
    volgorde = forms.CharField(
        label="Volgorde van tekenen",
        max_length=60,
        required=False,
        help_text="Leeg: iedereen tegelijk. Anders de partijen op rij, met een + ertussen voor tegelijk: "
        "student+ouder leerbedrijf school.",
    )
    geldig_van = _datum("Geldt vanaf", "Overeenkomsten die u daarvoor verstuurt, houden de vorige tekst.")
    toelichting = forms.CharField(
        label="Wat is er nieuw?", max_length=300, help_text="Collega's lezen dit bij de versies."
    )
    na_versie = forms.IntegerField(widget=forms.HiddenInput)


class TekstKeuzeForm(forms.Form):
    """Whose text, and of what."""

    alles_optioneel = True

    school = forms.ModelChoiceField(label="Van", queryset=Organisatie.objects.scholen(), required=False)
    soort = forms.ChoiceField(label="Soort", choices=OvereenkomstSoort.choices, required=False)

    def __init__(self, *args: Any, scholen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = scholen
        self.fields["school"].empty_label = "de regio"


class ControleForm(forms.Form):
    """A document, or the code that is printed on it."""

    alles_optioneel = True

    bestand = forms.FileField(
        label="Document", required=False, widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"})
    )
    kenmerk = forms.CharField(
        label="Of typ het kenmerk",
        required=False,
        max_length=200,
        help_text="Het kenmerk staat onder aan elke bladzijde: zestien cijfers en letters.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of both is needed; a file no larger than what we make."""
        schoon = super().clean() or {}
        bestand, kenmerk = schoon.get("bestand"), schoon.get("kenmerk", "").strip()
        if bestand is None and not kenmerk and not self.errors:
            raise forms.ValidationError("Kies een document of typ het kenmerk.")
        if bestand is not None and bestand.size > MAX_CONTROLE_MB * 1024 * 1024:
            self.add_error(
                "bestand", f"Dit bestand is groter dan {MAX_CONTROLE_MB} MB. Zo groot zijn onze documenten niet."
            )
        return schoon
