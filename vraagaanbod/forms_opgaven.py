"""Forms of what schools and leerbedrijven say before a round: students by name, willingness, stage days, the key."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from kern.enums import PeriodeCode
from kern.models import Opleidingscluster, Organisatie
from vraagaanbod.engine.weekdagen import DAGEN, NAMEN
from vraagaanbod.enums import Bereidheid
from vraagaanbod.models import Belangstelling


class SchooljaarForm(forms.Form):
    """Which school year."""

    schooljaar = forms.ChoiceField(label="Schooljaar")

    def __init__(self, data: Mapping, *, jaren: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]


class VanWieForm(SchooljaarForm):
    """Which school year, and which of one's organisations; the latter only when there is a choice."""

    organisatie = forms.ChoiceField(label="Organisatie")

    def __init__(
        self, data: Mapping, *, jaren: Iterable[str], organisaties: Iterable[Organisatie], woord: str = "School"
    ) -> None:
        super().__init__(data, jaren=jaren)
        keuzes = [(str(rij.public_id), rij.naam) for rij in organisaties]
        self.fields["organisatie"].choices = keuzes
        self.fields["organisatie"].label = woord
        if len(keuzes) == 1:
            self.fields["organisatie"].widget = forms.HiddenInput()


class UitClusterForm(forms.Form):
    """From which cluster to choose students: those who move up still stand in the one of this year."""

    uit = forms.ChoiceField(label="Studenten uit")

    def __init__(self, data: Mapping, *, clusters: Iterable[Opleidingscluster]) -> None:
        super().__init__(data)
        self.fields["uit"].choices = [(cluster.code, cluster.naam) for cluster in clusters]


class BelangstellingForm(forms.Form):
    """One answer and one reason per cluster; `gezien_…` is the answer that the person had before them."""

    def __init__(
        self, data: Mapping | None, *, clusters: Iterable[Opleidingscluster], nu: Mapping[int, Belangstelling]
    ) -> None:
        super().__init__(data)
        self.clusters = list(clusters)
        for cluster in self.clusters:
            oud = nu.get(cluster.pk)
            self.fields[f"antwoord_{cluster.code}"] = forms.ChoiceField(
                label=cluster.naam,
                required=False,
                choices=[("", "Nog geen antwoord"), *((code, naam.capitalize()) for code, naam in Bereidheid.choices)],
                initial=oud.antwoord if oud else "",
            )
            self.fields[f"reden_{cluster.code}"] = forms.CharField(
                label=f"Waarom, of wat is nodig? {cluster.naam}",
                required=False,
                max_length=500,
                initial=oud.reden if oud else "",
            )
            self.fields[f"gezien_{cluster.code}"] = forms.IntegerField(
                required=False, initial=oud.pk if oud else None, widget=forms.HiddenInput()
            )

    @property
    def rijen(self) -> list[dict]:
        """The fields of each cluster."""
        return [
            {"cluster": rij, **{naam: self[f"{naam}_{rij.code}"] for naam in ("antwoord", "reden", "gezien")}}
            for rij in self.clusters
        ]

    def clean(self) -> None:
        """Ask for the reason of a no."""
        for rij in self.clusters:
            reden = self.cleaned_data.get(f"reden_{rij.code}", "").strip()
            if self.cleaned_data.get(f"antwoord_{rij.code}") == Bereidheid.NIET and not reden:
                self.add_error(f"reden_{rij.code}", "Schrijf kort waarom niet.")

    def waarden(self, naam: str) -> dict[Opleidingscluster, Any]:
        """Return what was filled in under `naam`, of the clusters that the page had."""
        return {
            rij: self.cleaned_data.get(f"{naam}_{rij.code}")
            for rij in self.clusters
            if f"antwoord_{rij.code}" in self.data
        }


class AntwoordFilter(SchooljaarForm):
    """Which answers of leerbedrijven to show."""

    cluster = forms.ChoiceField(label="Opleidingscluster", required=False)
    antwoord = forms.ChoiceField(
        label="Antwoord",
        required=False,
        choices=[("", "Alle antwoorden"), *((code, naam.capitalize()) for code, naam in Bereidheid.choices)],
    )

    def __init__(self, data: Mapping, *, jaren: Iterable[str], clusters: Iterable[Opleidingscluster]) -> None:
        super().__init__(data, jaren=jaren)
        self.fields["cluster"].choices = [("", "Alle clusters"), *((rij.code, rij.naam) for rij in clusters)]


PERIODES = [(code, label.capitalize()) for code, label in PeriodeCode.choices]


class WeekForm(SchooljaarForm):
    """Which week to look at: school year, period, cluster."""

    periode = forms.ChoiceField(label="Periode", required=False, choices=[("", "Het hele jaar"), *PERIODES])
    cluster = forms.ChoiceField(label="Opleidingscluster", required=False)

    def __init__(self, data: Mapping, *, jaren: Iterable[str], clusters: Iterable[Opleidingscluster]) -> None:
        super().__init__(data, jaren=jaren)
        self.fields["cluster"].choices = [("", "Alle clusters"), *((rij.code, rij.naam) for rij in clusters)]


class DagenKeuzeForm(VanWieForm):
    """Whose stage days to state, and for which periods."""

    periodes = forms.ChoiceField(label="Periode", required=False, choices=[("", "Periode 1 tot en met 4"), *PERIODES])


class DagenForm(forms.Form):
    """The stage days per cluster, to tick; `gezien_…` are the days that the person had before them."""

    def __init__(self, data: Mapping | None, *, clusters: Iterable[Opleidingscluster], nu: Mapping[int, str]) -> None:
        super().__init__(data)
        self.clusters = list(clusters)
        for cluster in self.clusters:
            dagen = nu.get(cluster.pk, "")
            self.fields[f"dagen_{cluster.code}"] = forms.MultipleChoiceField(
                label=cluster.naam,
                required=False,
                choices=list(NAMEN.items()),
                initial=dagen.split(),
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"gezien_{cluster.code}"] = forms.CharField(
                required=False, initial=dagen, widget=forms.HiddenInput()
            )

    @property
    def rijen(self) -> list[dict]:
        """Per cluster a tick for each day, with a label of its own."""
        return [
            {
                "cluster": rij,
                "naam": f"dagen_{rij.code}",
                "gezien": self[f"gezien_{rij.code}"],
                "dagen": [(dag, NAMEN[dag], dag in (self[f"dagen_{rij.code}"].value() or ())) for dag in DAGEN],
            }
            for rij in self.clusters
        ]

    def dagen(self) -> dict[Opleidingscluster, str]:
        """Return the ticked days of each cluster that the page had."""
        return {rij: " ".join(self.cleaned_data[f"dagen_{rij.code}"]) for rij in self._op_de_pagina()}

    def gezien(self) -> dict[Opleidingscluster, str]:
        """Return the days as they were shown."""
        return {rij: self.cleaned_data[f"gezien_{rij.code}"] for rij in self._op_de_pagina()}

    def _op_de_pagina(self) -> list[Opleidingscluster]:
        return [rij for rij in self.clusters if f"gezien_{rij.code}" in self.data]


class SleutelForm(forms.Form):
    """The agreed key of a division: plain proportion, a minimum, a weight per school, travel."""

    alles_optioneel = True

    minimum = forms.IntegerField(
        label="Minimum per school",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Elke school die vraagt, krijgt per cluster minstens zo veel plekken. Leeg is geen minimum.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reizen = forms.BooleanField(
        label="Houd rekening met reizen",
        required=False,
        initial=True,
        help_text="Scholen krijgen dan zoveel als kan de plekken dicht bij hun studenten.",
    )

    def __init__(
        self, *args: Any, scholen: Iterable[Organisatie], sleutel: Mapping | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sleutel = sleutel or {}
        self.scholen = list(scholen)
        self.fields["minimum"].initial = sleutel.get("minimum") or None
        self.fields["reizen"].initial = sleutel.get("reizen", True)
        for school in self.scholen:
            self.fields[f"gewicht_{school.pk}"] = forms.IntegerField(
                label=f"Gewicht van {school.naam} (in procenten)",
                required=False,
                min_value=0,
                max_value=1000,
                initial=sleutel.get("gewichten", {}).get(str(school.pk), 100),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def sleutel(self) -> dict[str, Any]:
        """Return the key as the services want it."""
        gewichten = {school.pk: self.cleaned_data[f"gewicht_{school.pk}"] for school in self.scholen}
        return {
            "minimum": self.cleaned_data["minimum"] or 0,
            "reizen": self.cleaned_data["reizen"],
            "gewichten": {pk: procent for pk, procent in gewichten.items() if procent is not None},
        }


class VerdelingForm(SleutelForm):
    """A new division."""

    naam = forms.CharField(label="Naam", max_length=120, help_text="Zoals: Verdeling voorjaar 2027.")
    schooljaar = forms.ChoiceField(label="Schooljaar")
    field_order = ("naam", "schooljaar", "minimum", "reizen")

    def __init__(self, *args: Any, jaren: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schooljaar"].choices = [(naam, naam) for naam in jaren]


class IntrekkenForm(forms.Form):
    """Why a fixed division no longer holds."""

    reden = forms.CharField(
        label="Waarom?",
        help_text="Alle coördinatoren lezen dit in de mail.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaatsFilter(forms.Form):
    """Which places of a division to show."""

    cluster = forms.ChoiceField(label="Opleidingscluster", required=False)
    school = forms.ChoiceField(label="School", required=False)
    q = forms.CharField(label="Zoek een plek of leerbedrijf", required=False, max_length=100)

    def __init__(self, data: Mapping, *, clusters: Iterable[Opleidingscluster], scholen: Iterable[Organisatie]) -> None:
        super().__init__(data)
        self.fields["cluster"].choices = [("", "Alle clusters"), *((rij.code, rij.naam) for rij in clusters)]
        self.fields["school"].choices = [("", "Alle scholen"), *((str(rij.public_id), rij.naam) for rij in scholen)]
