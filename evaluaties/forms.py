"""Forms of reports and evaluations."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluaties.enums import EvaluatieMoment, VerslagSoort
from evaluaties.formulieren import Onderdeel, onderdelen_van
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
    """Start an evaluation of a placement; `momenten` are those of its kind of stage."""

    moment = forms.ChoiceField(label="Welk moment?", choices=EvaluatieMoment.choices, widget=forms.RadioSelect)
    voor_datum = forms.DateField(
        label="Invullen voor",
        required=False,
        help_text="De dag van het gesprek is een goede keus.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, momenten: list[EvaluatieMoment] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if momenten:
            self.fields["moment"].choices = [(moment.value, moment.label) for moment in momenten]


class VelenForm(forms.Form):
    """By when the evaluations that are opened at once are filled in."""

    voor_datum = forms.DateField(
        label="Invullen voor",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class DelenForm(forms.Form):
    """The parts of a form as fields: a score with what it means and room for reasons, or an open question."""

    alles_optioneel = True

    def __init__(self, *args: Any, formulier: Evaluatieformulier, moment: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moment = moment
        self.einde = moment == EvaluatieMoment.EIND
        self.onderdelen = onderdelen_van(formulier.onderdelen)
        for deel in self.onderdelen:
            if deel.heeft_score:
                self.fields[f"score_{deel.code}"] = forms.ChoiceField(
                    label="Score", required=False, choices=self._keuzes(deel), widget=forms.RadioSelect
                )
            self.fields[f"toelichting_{deel.code}"] = forms.CharField(
                label="Toelichting" if deel.heeft_score else "Antwoord",
                required=False,
                max_length=3000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _keuzes(self, deel: Onderdeel) -> list[tuple[str, str]]:
        scores = [
            (score, f"{woord.capitalize()}: {deel.rubric[score]}" if deel.rubric.get(score) else woord.capitalize())
            for score, woord in Evaluatieformulier.SCORES
        ]
        code, woord = Evaluatieformulier.NIET_GEZIEN
        return scores if self.einde else [*scores, (code, woord.capitalize())]

    def antwoorden(self) -> dict[str, dict[str, str]]:
        """Return the answers as the model keeps them."""
        schoon = self.cleaned_data
        return {
            deel.code: {
                "score": schoon.get(f"score_{deel.code}", ""),
                "toelichting": schoon.get(f"toelichting_{deel.code}", "").strip(),
            }
            for deel in self.onderdelen
        }

    def groepen(self) -> list[dict[str, Any]]:
        """Return the parts in order, each with its fields, what is expected now, and its kerntaak (once)."""
        groepen, vorige = [], None
        for deel in self.onderdelen:
            score = self[f"score_{deel.code}"] if deel.heeft_score else None
            toelichting = self[f"toelichting_{deel.code}"]
            dicht = deel.heeft_score and not self.einde and not toelichting.value() and not toelichting.errors
            groepen.append(
                {
                    "deel": deel,
                    "kop": deel.kerntaak if deel.kerntaak != vorige else "",
                    "verwacht": deel.verwacht.get(self.moment, ""),
                    "score": score,
                    "toelichting": toelichting,
                    "dicht": dicht,
                }
            )
            vorige = deel.kerntaak
        return groepen


def begin_van(antwoorden: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return answers as initial values of a DelenForm."""
    begin = {}
    for code, antwoord in antwoorden.items():
        begin[f"score_{code}"] = antwoord.get("score", "")
        begin[f"toelichting_{code}"] = antwoord.get("toelichting", "")
    return begin


class InvulForm(DelenForm):
    """One side of an evaluation."""

    algemeen = forms.CharField(
        label="Algemene indruk", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
