"""Forms of reports and evaluations."""

from typing import Any

from django import forms

from evaluaties.enums import EvaluatieMoment
from evaluaties.models import Evaluatieformulier, Leerdoel, Verslag
from kern.models import Student

MAX_TEKST = 20_000

# Help per question of the template (R6.10); it reflects on one's own acting.
HULP = {
    "leerdoel": "Aan welk doel werkte je? Kies een doel hierboven of schrijf er een op.",
    "situatie": "Wat gebeurde er? Vertel het in een paar zinnen. Schrijf geen namen van cliënten op.",
    "beleving": "Wat zag je? Wat deed je? Wat dacht je en wat voelde je? Het gaat om jou.",
    "resultaat": "Wat kwam eruit? Waarom lukte het wel of niet? Wat neem je mee?",
    "terugblik": "Wat heb je geleerd? Wat had je ook anders kunnen doen?",
    "vooruitblik": "Wat weet je nu over jezelf in dit beroep? Wat ga je de volgende keer proberen?",
}
VRAGEN = {
    "leerdoel": "Mijn leerdoel",
    "situatie": "De situatie",
    "beleving": "Wat ik zag, deed, dacht en voelde",
    "resultaat": "Het resultaat",
    "terugblik": "Terugkijken",
    "vooruitblik": "Vooruitkijken",
}
RIJEN = {"leerdoel": 2, "situatie": 4, "beleving": 6, "resultaat": 5, "terugblik": 4, "vooruitblik": 4}


class VerslagForm(forms.Form):
    """The six parts of a report. Nothing is required while writing; handing in asks for all."""

    kies_leerdoel = forms.ChoiceField(label="Kies een van je doelen", required=False)
    delen_met_werkbegeleider = forms.BooleanField(
        label="Mijn werkbegeleider mag dit verslag lezen",
        required=False,
        help_text="Je stagebegeleider, je stagedocent en de coördinator van school lezen je verslag altijd.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    alles_optioneel = True

    def __init__(self, *args: Any, student: Student, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        delen = self.fields.pop("delen_met_werkbegeleider")
        versie = self.fields.pop("versie")
        doelen = list(Leerdoel.objects.filter(student=student, behaald_op__isnull=True).values_list("titel", flat=True))
        self._doelen = frozenset(doelen)
        self.fields["kies_leerdoel"].choices = [("", "Ik schrijf zelf een doel op"), *((t, t) for t in doelen)]
        if not doelen:
            del self.fields["kies_leerdoel"]
        for naam in Verslag.ONDERDELEN:
            self.fields[naam] = forms.CharField(
                label=VRAGEN[naam],
                help_text=HULP[naam] if doelen or naam != "leerdoel" else "Aan welk doel werkte je?",
                required=False,
                max_length=MAX_TEKST,
                widget=forms.Textarea(attrs={"rows": RIJEN[naam]}),
            )
        self.fields["delen_met_werkbegeleider"] = delen
        self.fields["versie"] = versie

    def inhoud(self) -> dict[str, object]:
        """Return the text as the services take it: a chosen goal counts where none was typed."""
        schoon = self.cleaned_data
        inhoud = {naam: schoon.get(naam, "") for naam in Verslag.ONDERDELEN}
        gekozen = schoon.get("kies_leerdoel", "")
        if gekozen and (not inhoud["leerdoel"] or inhoud["leerdoel"] in self._doelen):
            inhoud["leerdoel"] = gekozen
        return inhoud | {"delen_met_werkbegeleider": schoon.get("delen_met_werkbegeleider", False)}

    @property
    def versienummer(self) -> int:
        """Return the version that the text was based on."""
        return self.cleaned_data.get("versie") or 0


class FeedbackForm(forms.Form):
    """What a reader says."""

    tekst = forms.CharField(
        label="Uw feedback",
        help_text="De student leest dit in het portaal. In de mail staat alleen dat er feedback is.",
        max_length=MAX_TEKST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Schrijf uw feedback op."},
    )


class NoodinzageForm(forms.Form):
    """Why a beheerder must read a report."""

    reden = forms.CharField(
        label="Waarom moet u dit verslag lezen?",
        help_text="De student leest deze reden, met uw naam en het tijdstip.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RegelForm(forms.Form):
    """What a coordinator or reader arranges about one report (R6.7)."""

    VRIJSTELLEN, UITSTEL, OPDRACHT = "vrijstellen", "uitstel", "opdracht"

    plicht = forms.ChoiceField(label="Welk verslag?")
    wat = forms.ChoiceField(label="Wat wilt u vastleggen?", widget=forms.RadioSelect)
    datum = forms.DateField(
        label="Tot en met welke dag",
        required=False,
        help_text="Alleen bij uitstel.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reden = forms.CharField(
        label="Waarom",
        required=False,
        max_length=1000,
        help_text="Nodig bij vrijstellen en uitstel. De student en school lezen dit, het leerbedrijf niet.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plichten: list[tuple[str, str]], beheert: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plicht"].choices = plichten
        keuzes = [(self.OPDRACHT, "De vervangende opdracht is ingeleverd")]
        if beheert:
            keuzes = [
                (self.VRIJSTELLEN, "Dit verslag hoeft niet (vrijstellen)"),
                (self.UITSTEL, "Dit verslag mag later (uitstel)"),
                *keuzes,
            ]
        self.fields["wat"].choices = keuzes


class BesluitForm(forms.Form):
    """A person decides about the proposal 'onvoldoende' (R6.6)."""

    oordeel = forms.ChoiceField(
        label="Uw besluit",
        widget=forms.RadioSelect,
        choices=[("reject", "Afwijzen: de stage gaat gewoon door"), ("confirm", "Bevestigen: de stage is onvoldoende")],
    )
    reden = forms.CharField(
        label="Waarom besluit u dit?",
        help_text="De student leest dit. Weeg mee wat u van de student weet.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
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
