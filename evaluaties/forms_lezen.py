"""The form with which a reader answers a report (R6.10)."""

from datetime import date
from typing import Any

from django import forms

from evaluaties.models import Feedbackconcept, Verslag
from evaluaties.services.lezen import SNELLE_ZINNEN, zinnen_bij
from evaluaties.vragen import labels

MAX_TEKST = 20_000
MAX_DEEL = 4000


class FeedbackForm(forms.Form):
    """What a reader says: in general and per part. Nothing is required on its own; something must be there.

    Without JavaScript the ticked phrases (`zin`, `zin_<deel>`) go before the own words.
    """

    alles_optioneel = True

    tekst = forms.CharField(
        label="Algemene feedback",
        help_text="De student leest dit in het portaal. In de mail staat alleen dat er feedback is.",
        required=False,
        max_length=MAX_TEKST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    terug_tot = forms.DateField(
        label="Verbeteren tot en met",
        help_text="Alleen als u het verslag teruggeeft. De student ziet deze dag.",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, soort: str, termijn: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if termijn is not None:
            self.initial.setdefault("terug_tot", termijn)
        self.soort, vragen = soort, labels(soort)
        for deel in Verslag.ONDERDELEN:
            self.fields[f"deel_{deel}"] = forms.CharField(
                label=f"Feedback bij: {vragen[deel]}",
                required=False,
                max_length=MAX_DEEL,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def algemene_zinnen(self) -> list[tuple[str, bool]]:
        """Phrases for the general text: (phrase, ticked)."""
        return self._zinnen("zin", SNELLE_ZINNEN)

    def zinnen_van(self, deel: str) -> list[tuple[str, bool]]:
        """Phrases for a part: (phrase, ticked)."""
        return self._zinnen(f"zin_{deel}", zinnen_bij(self.soort, deel))

    def _zinnen(self, naam: str, zinnen: tuple[str, ...]) -> list[tuple[str, bool]]:
        gekozen = self._lijst(naam)
        return [(zin, zin in gekozen) for zin in zinnen]

    def _lijst(self, naam: str) -> list[str]:
        return self.data.getlist(naam) if hasattr(self.data, "getlist") else []

    def inhoud(self) -> dict[str, Any]:
        """Return {tekst, per_deel} with the ticked phrases before the own words."""
        schoon = self.cleaned_data
        per_deel = {
            deel: self._met_zinnen(schoon.get(f"deel_{deel}", ""), f"zin_{deel}", zinnen_bij(self.soort, deel))
            for deel in Verslag.ONDERDELEN
        }
        return {
            "tekst": self._met_zinnen(schoon.get("tekst", ""), "zin", SNELLE_ZINNEN),
            "per_deel": {deel: tekst for deel, tekst in per_deel.items() if tekst},
        }

    def _met_zinnen(self, tekst: str, naam: str, zinnen: tuple[str, ...]) -> str:
        gekozen = [zin for zin in zinnen if zin in self._lijst(naam) and zin not in tekst]
        return "\n\n".join(deel for deel in (" ".join(gekozen), tekst.strip()) if deel)


def begin_van(concept: Feedbackconcept | None, vandaag: date) -> dict[str, Any]:
    """Return the initial values of the form from a draft; a day that has passed is not taken over."""
    if concept is None:
        return {"versie": 0}
    begin: dict[str, Any] = {"tekst": concept.tekst, "versie": concept.versie}
    if concept.terug_tot is not None and concept.terug_tot >= vandaag:
        begin["terug_tot"] = concept.terug_tot
    return begin | {f"deel_{deel}": tekst for deel, tekst in concept.per_deel.items()}
