"""Forms of 360 feedback: a round, an invitation, the answer itself, and the questions."""

from typing import Any

from django import forms

from evaluaties.enums import FeedbackRol, VraagSoort
from evaluaties.models import Feedbackformulier
from evaluaties.services.feedback360geven import MAX_TEKST
from evaluaties.services.feedback360moderatie import MAX_VRAGEN
from evaluaties.vragen.feedback import ANTWOORDEN, BETER, KOPPEN, STERK, ZELF

ANONIEM, OP_NAAM = "anoniem", "naam"
GEEN = ("", "weet ik niet")
SCHAAL = [(str(score), woord) for score, woord in ANTWOORDEN]


class RondeForm(forms.Form):
    """A new round."""

    titel = forms.CharField(label="Waarvoor vraag je feedback?", max_length=120, help_text="Zoals: tussenevaluatie.")
    sluit_op = forms.DateField(
        label="Tot en met welke dag kunnen mensen antwoorden?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Kies een dag voor je gesprek. Begint het gesprek eerder, dan sluit de ronde vanzelf.",
    )
    vorm = forms.ChoiceField(
        label="Anoniem of op naam?",
        choices=[
            (ANONIEM, "Anoniem: je ziet alleen alles samen, vanaf drie antwoorden"),
            (OP_NAAM, "Op naam: je ziet wie wat antwoordt"),
        ],
        widget=forms.RadioSelect,
        initial=ANONIEM,
        help_text="Dit beloven we aan de mensen die je vraagt. Je kunt het later niet veranderen.",
    )


class UitnodigForm(forms.Form):
    """One person to ask."""

    naam = forms.CharField(label="Naam", max_length=120)
    email = forms.EmailField(label="E-mailadres", help_text="Naar dit adres sturen we een persoonlijke link.")
    rol = forms.ChoiceField(label="Dit is mijn", choices=FeedbackRol.choices)


class KeurForm(forms.Form):
    """Why the school says no to people whom a student wants to ask."""

    reden = forms.CharField(
        label="Waarom niet?",
        max_length=200,
        required=False,
        help_text="De student leest dit.",
    )


class AfsprakenForm(forms.Form):
    """What a school wants of 360 feedback."""

    keuren = forms.BooleanField(
        label="De school keurt eerst goed wie een student vraagt",
        required=False,
        help_text="Stagebegeleider, stagedocent of coördinator zegt ja of nee. Daarna gaat de mail weg.",
    )
    alles_nalezen = forms.BooleanField(
        label="De coördinator leest elke tekst voor de student haar ziet",
        required=False,
        help_text="Staat dit uit? Dan wachten alleen teksten die kunnen kwetsen, of waarin een naam of adres staat.",
    )


def scoreveld(label: str) -> forms.ChoiceField:
    """Return a field for a score of 1 to 5, or none."""
    return forms.ChoiceField(label=label, choices=[*SCHAAL, GEEN], widget=forms.RadioSelect, required=False, initial="")


class GeefForm(forms.Form):
    """The questions of one form; on name a code, mailed apart, goes with it."""

    alles_optioneel = True

    def __init__(self, *args: Any, formulier: Feedbackformulier, met_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vragen = formulier.vragen
        for vraag in self.vragen:
            self.fields[f"v_{vraag['code']}"] = (
                scoreveld(vraag["tekst"])
                if vraag["soort"] == VraagSoort.SCORE
                else forms.CharField(
                    label=vraag["tekst"],
                    required=False,
                    max_length=MAX_TEKST,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            )
        if met_code:
            self.fields["code"] = forms.CharField(
                label="Code uit de mail",
                max_length=10,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for an answer before the code is looked at: that one works once."""
        schoon = super().clean() or {}
        if not self.errors and not any(schoon.get(f"v_{vraag['code']}", "").strip() for vraag in self.vragen):
            raise forms.ValidationError("Geef bij minstens een vraag een antwoord.")
        return schoon

    def _van_soort(self, soort: str) -> dict[str, str]:
        codes = [vraag["code"] for vraag in self.vragen if vraag["soort"] == soort]
        return {code: self.cleaned_data[f"v_{code}"] for code in codes if self.cleaned_data.get(f"v_{code}")}

    def scores(self) -> dict[str, int]:
        """Return {code: 1-5}; 'weet ik niet' is left out."""
        return {code: int(score) for code, score in self._van_soort(VraagSoort.SCORE).items()}

    def teksten(self) -> dict[str, str]:
        """Return {code: text}."""
        return self._van_soort(VraagSoort.OPEN)


class ZelfForm(forms.Form):
    """How the student sees the own work."""

    alles_optioneel = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, tekst in ZELF.items():
            self.fields[code] = scoreveld(tekst)

    def scores(self) -> dict[str, int]:
        """Return {code: 1-5}."""
        return {code: int(self.cleaned_data[code]) for code in ZELF if self.cleaned_data.get(code)}


class VraagForm(forms.Form):
    """One question: what it is about and how it is said to who answers."""

    code = forms.ChoiceField(label="Onderwerp", choices=[("", "Geen vraag"), *KOPPEN.items()], required=False)
    tekst = forms.CharField(label="Zo staat het in het formulier", max_length=200, required=False)

    alles_optioneel = True

    def clean(self) -> dict[str, Any]:
        """A subject needs its words, and words need a subject."""
        schoon = super().clean() or {}
        if bool(schoon.get("code")) != bool((schoon.get("tekst") or "").strip()):
            veld = "tekst" if schoon.get("code") else "code"
            self.add_error(veld, "Vul onderwerp en tekst allebei in, of allebei niet.")
        return schoon

    def vraag(self) -> dict[str, str] | None:
        """Return the question as Feedbackformulier keeps it, or None."""
        code = self.cleaned_data.get("code")
        if not code:
            return None
        soort = VraagSoort.OPEN if code in {STERK, BETER} else VraagSoort.SCORE
        return {"code": code, "kop": KOPPEN[code], "tekst": self.cleaned_data["tekst"], "soort": soort.value}


class VersieForm(forms.Form):
    """On which version the questions were based."""

    op_versie = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


VragenSet = forms.formset_factory(VraagForm, extra=0, min_num=MAX_VRAGEN, max_num=MAX_VRAGEN, absolute_max=MAX_VRAGEN)
