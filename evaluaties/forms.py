"""Forms of reports and evaluations."""

from typing import Any

from django import forms

from evaluaties.enums import EvaluatieMoment, VerslagSoort
from evaluaties.models import Evaluatieformulier
from evaluaties.vragen import labels

MAX_TEKST = 20_000

VRAGEN = labels(VerslagSoort.MAAND)


class NoodinzageForm(forms.Form):
    """Why a beheerder must read a report."""

    reden = forms.CharField(
        label="Waarom moet u dit verslag lezen?",
        help_text="De student leest deze reden, met uw naam en het tijdstip.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EvaluatieOpenenForm(forms.Form):
    """Start an evaluation of a placement."""

    moment = forms.ChoiceField(label="Welk moment?", choices=EvaluatieMoment.choices, widget=forms.RadioSelect)
    voor_datum = forms.DateField(
        label="Invullen voor",
        required=False,
        help_text="De dag van het gesprek is een goede keus.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class InvulForm(forms.Form):
    """One side of an evaluation: per part a score and the reasons."""

    algemeen = forms.CharField(
        label="Algemene indruk", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    alles_optioneel = True

    def __init__(self, *args: Any, formulier: Evaluatieformulier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.onderdelen = formulier.onderdelen
        for deel in self.onderdelen:
            self.fields[f"score_{deel['code']}"] = forms.ChoiceField(
                label="Score", required=False, choices=Evaluatieformulier.SCORES, widget=forms.RadioSelect
            )
            self.fields[f"toelichting_{deel['code']}"] = forms.CharField(
                label="Toelichting", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def antwoorden(self) -> dict[str, dict[str, str]]:
        """Return the answers as the model keeps them."""
        schoon = self.cleaned_data
        return {
            deel["code"]: {
                "score": schoon.get(f"score_{deel['code']}", ""),
                "toelichting": schoon.get(f"toelichting_{deel['code']}", "").strip(),
            }
            for deel in self.onderdelen
        }

    def groepen(self) -> list[dict[str, Any]]:
        """Return the parts in order, each with its two fields and the kerntaak it stands under (once)."""
        groepen, vorige = [], None
        for deel in self.onderdelen:
            kerntaak = deel.get("kerntaak", "")
            groepen.append(
                {
                    "deel": deel,
                    "kop": kerntaak if kerntaak != vorige else "",
                    "score": self[f"score_{deel['code']}"],
                    "toelichting": self[f"toelichting_{deel['code']}"],
                }
            )
            vorige = kerntaak
        return groepen
