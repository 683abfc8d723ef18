"""Forms of the regional plan: measures and their steps, scenarios, the search for the cheapest set, goals."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from kern.models import Opleidingscluster, Organisatie
from vraagaanbod.enums import DoelSoort, MaatregelSoort, MaatregelStatus
from vraagaanbod.models import Maatregel, Regiodoel
from vraagaanbod.rules_plan import OVERGANGEN
from vraagaanbod.services.doelen import VELDEN as DOEL_VELDEN
from vraagaanbod.services.maatregelen import VELDEN

DATUM = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
KNOPPEN = {
    MaatregelStatus.IDEE: "Terug naar idee",
    MaatregelStatus.TOEGEZEGD: "Toegezegd",
    MaatregelStatus.UITGEVOERD: "Uitgevoerd",
    MaatregelStatus.VERVALLEN: "Laten vervallen",
}


class MaatregelFilter(forms.Form):
    """Filters of the ledger."""

    schooljaar = forms.ChoiceField(label="Schooljaar")
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Alle statussen"), *MaatregelStatus.choices]
    )
    soort = forms.ChoiceField(label="Soort", required=False, choices=[("", "Alle soorten"), *MaatregelSoort.choices])
    cluster = forms.ModelChoiceField(
        label="Opleidingscluster",
        required=False,
        queryset=Opleidingscluster.objects.all(),
        to_field_name="code",
        empty_label="Alle clusters",
    )

    def __init__(self, data: Mapping, *, jaren: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]


class JaarForm(forms.Form):
    """Which school year."""

    schooljaar = forms.ChoiceField(label="Schooljaar")

    def __init__(self, data: Mapping, *, jaren: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]


class BordFilter(JaarForm):
    """Which board: a school year, one period of it (when asked), the part of one school."""

    school = forms.ChoiceField(label="School", required=False)

    def __init__(
        self,
        data: Mapping,
        *,
        jaren: Iterable[str],
        scholen: Iterable[Organisatie],
        periodes: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data, jaren=jaren)
        keuzes = [(str(school.public_id), school.naam) for school in scholen]
        self.fields["school"].choices = [("", "De hele regio"), *keuzes]
        if periodes := list(periodes):
            self.fields["periode"] = forms.ChoiceField(label="Periode", choices=periodes, required=False)
            self.order_fields(["schooljaar", "periode", "school"])


class MaatregelForm(forms.ModelForm):
    """One measure; `versie` is what the person saw."""

    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Maatregel
        fields = VELDEN
        labels = {
            "titel": "Naam van de maatregel",
            "van_cluster": "Plekken komen uit cluster",
            "plaatsen_van": "Plekken die daar verdwijnen",
            "naar_cluster": "Plekken gaan naar cluster",
            "plaatsen_naar": "Plekken die daar bij komen",
            "deelbaar": "Het kan ook voor een deel",
            "kosten_vast": "Vaste kosten in euro",
            "kosten_per_plaats": "Kosten per plek in euro",
            "omzetkosten": "Hoe zwaar telt een omgezette plek bij de matching?",
            "organisatie": "Leerbedrijf of school die meedoet",
        }
        help_texts = {
            "van_cluster": "Leeg: de plekken komen van buiten, bijvoorbeeld van een stagegezin.",
            "plaatsen_van": "Vul 0 in als er nergens plekken verdwijnen.",
            "omzetkosten": "Van 1 (licht) tot 9 (zwaar). Telt alleen bij een omzetting.",
            "eigenaar": "Wie zorgt dat het gebeurt?",
            "toelichting": "Waar komt het aantal vandaan? Wat is een aanname?",
        }
        widgets = {"ingangsdatum": DATUM, "toelichting": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["soort"].choices = [("", "Kies een soort"), *MaatregelSoort.choices]
        self.fields["van_cluster"].empty_label = "Nergens: de plekken komen van buiten"
        self.fields["naar_cluster"].empty_label = "Kies een cluster"
        self.fields["organisatie"].empty_label = "Geen"
        bedrijven = Organisatie.objects.filter(soort__in=["leerbedrijf", "school"])
        self.fields["organisatie"].queryset = bedrijven
        for veld in ("plaatsen_van", "kosten_vast", "kosten_per_plaats"):
            self.fields[veld].required = False
        self.fields["omzetkosten"].min_value = 1
        self.fields["omzetkosten"].widget.attrs |= {"min": 1, "max": 9}

    def velden(self) -> dict[str, Any]:
        """Return what the service wants; an empty amount is 0."""
        uit = {veld: self.cleaned_data[veld] for veld in VELDEN}
        return uit | {veld: uit[veld] or 0 for veld in ("plaatsen_van", "kosten_vast", "kosten_per_plaats")}


class StapForm(forms.Form):
    """One step of a measure, with its reason."""

    naar = forms.ChoiceField(label="Nieuwe stand", widget=forms.RadioSelect)
    reden = forms.CharField(
        label="Waarom?",
        min_length=3,
        max_length=300,
        help_text="Iedereen die het plan ziet, leest dit.",
        error_messages={"min_length": "Schrijf de reden op in een paar woorden."},
    )
    ingangsdatum = forms.DateField(label="Geldt vanaf", required=False, widget=DATUM)
    verwerkt = forms.BooleanField(
        label="De plekken staan al in de opgegeven cijfers",
        required=False,
        help_text="Dan telt het bord ze niet nog een keer mee.",
    )
    gezien = forms.BooleanField(label="Ik weet dat een cluster dan zelf plekken tekort komt", required=False)
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, maatregel: Maatregel, let_op: bool = False, **kwargs: Any) -> None:
        begin = {"versie": maatregel.versie, "ingangsdatum": maatregel.ingangsdatum, "verwerkt": maatregel.verwerkt}
        kwargs.setdefault("initial", begin)
        super().__init__(*args, **kwargs)
        blijft = f"Blijft {maatregel.get_status_display()}: alleen de dag of het vinkje verandert"
        self.fields["naar"].choices = [
            (naar, blijft if naar == maatregel.status else KNOPPEN[naar]) for naar in OVERGANGEN[maatregel.status]
        ]
        if not let_op and not self.data.get("gezien"):
            del self.fields["gezien"]


class ScenarioForm(forms.Form):
    """Name, note, and for each measure the number of places."""

    naam = forms.CharField(label="Naam van het scenario", max_length=120)
    toelichting = forms.CharField(
        label="Toelichting", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping | None = None, *, maatregelen: Iterable[Maatregel], nu: Mapping[int, int], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.maatregelen, self._nu = list(maatregelen), nu
        for maatregel in self.maatregelen:
            hoogste = maatregel.plaatsen_naar
            fout = {
                "invalid": "Vul een heel getal in.",
                "min_value": "Het aantal is 0 of meer.",
                "max_value": f"Er zijn hoogstens {hoogste} plekken.",
            }
            self.fields[self._naam(maatregel)] = forms.IntegerField(
                label=maatregel.titel,
                required=False,
                min_value=0,
                max_value=hoogste,
                initial=nu.get(maatregel.pk, 0),
                error_messages=fout,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @staticmethod
    def _naam(maatregel: Maatregel) -> str:
        return f"aantal_{maatregel.public_id}"

    @property
    def rijen(self) -> list[dict]:
        """Each measure with its field and the number that stands now."""
        return [
            {"maatregel": rij, "veld": self[self._naam(rij)], "nu": self._nu.get(rij.pk, 0)} for rij in self.maatregelen
        ]

    def aantallen(self) -> dict[Maatregel, int]:
        """Return the numbers of places as filled in; empty is 0."""
        return {rij: self.cleaned_data.get(self._naam(rij)) or 0 for rij in self.maatregelen}


class ZoekForm(forms.Form):
    """What the search for the cheapest set may use."""

    naam = forms.CharField(label="Naam van het scenario", max_length=120)
    houd_vast = forms.BooleanField(
        label="Wat al is toegezegd of uitgevoerd, blijft staan",
        required=False,
        initial=True,
        help_text="Zonder vinkje kiest de computer alles opnieuw, alsof er nog niets is afgesproken.",
    )
    zonder = forms.ModelMultipleChoiceField(
        label="Laat deze maatregelen buiten beschouwing",
        queryset=Maatregel.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, ideeen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zonder"].queryset = ideeen


class DoelForm(forms.ModelForm):
    """A goal of the region."""

    soort = forms.ChoiceField(label="Hoe meten we het?", choices=DoelSoort.choices, widget=forms.RadioSelect)

    class Meta:
        model = Regiodoel
        fields = DOEL_VELDEN
        labels = {
            "naam": "Doel",
            "voor": "Voor welke dag?",
            "stand": "Hoe staat het nu?",
            "organisatie": "Alleen voor deze organisatie",
            "cluster": "Alleen voor dit cluster",
        }
        help_texts = {
            "eenheid": "Bijvoorbeeld % of plekken.",
            "stand": "Alleen als u het doel zelf bijhoudt.",
            "organisatie": "Een school bij studenten met een plek, een leerbedrijf bij plekken erbij.",
        }
        widgets = {"voor": DATUM}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"].empty_label = "Alle clusters"
        self.fields["organisatie"].empty_label = "De hele regio"
        self.fields["organisatie"].queryset = Organisatie.objects.filter(soort__in=["leerbedrijf", "school"])

    def velden(self) -> dict[str, Any]:
        """Return what the service wants."""
        return {veld: self.cleaned_data[veld] for veld in DOEL_VELDEN}


class VoortgangFilter(BordFilter):
    """Which curve: a school year, one school, one cluster."""

    cluster = forms.ModelChoiceField(
        label="Opleidingscluster",
        required=False,
        queryset=Opleidingscluster.objects.all(),
        to_field_name="code",
        empty_label="Alle clusters",
    )
