"""The builder of evaluation forms: the form as a whole, and its parts as a set of lines (R8.1)."""

from typing import Any

from django import forms
from django.utils import timezone

from evaluaties.enums import EvaluatieMoment
from evaluaties.formulieren import MAX_ONDERDELEN, PUNTEN, SCOREWOORDEN, Onderdeel
from evaluaties.models import Evaluatieformulier
from evaluaties.services.formulieren import Formulierinhoud, inhoud_van
from kern.models import Opleiding, Organisatie, User


class FormulierForm(forms.Form):
    """For what a form is."""

    momenten = forms.MultipleChoiceField(
        label="Voor welke momenten?",
        choices=EvaluatieMoment.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Week 10 en 20 horen bij flexstage.",
    )
    letters = forms.ChoiceField(label="Opleiding", required=False)
    uitleg = forms.CharField(
        label="Uitleg boven het formulier", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    tweede_beoordelaar = forms.BooleanField(
        label="Bij de eindbeoordeling tekent een tweede beoordelaar mee", required=False
    )
    bewerking = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letters = Opleiding.objects.exclude(letters="").order_by("letters").values_list("letters", flat=True).distinct()
        self.fields["letters"].choices = [("", "Elke opleiding"), *((rij, rij) for rij in letters)]


class OnderdeelForm(forms.Form):
    """One part; a line without a title counts for nothing."""

    use_required_attribute = False
    alles_optioneel = True

    titel = forms.CharField(label="Werkproces of vraag", max_length=200, required=False)
    kerntaak = forms.CharField(label="Kerntaak (kop boven dit onderdeel)", max_length=200, required=False)
    code = forms.CharField(
        label="Code", max_length=30, required=False, help_text="Zoals B1-K1-W1. Zelfde code = zelfde onderdeel."
    )
    uitleg = forms.CharField(
        label="Wat hoort erbij?", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    soort = forms.ChoiceField(
        label="Soort", choices=[("score", "Score met toelichting"), ("open", "Open vraag")], required=False
    )
    gewicht = forms.IntegerField(
        label="Gewicht", min_value=0, max_value=9, required=False, help_text="0 telt niet mee voor het voorstel."
    )
    verplicht = forms.BooleanField(label="Deze open vraag moet worden ingevuld", required=False)
    plek = forms.IntegerField(label="Plek in het formulier", min_value=1, max_value=99, required=False)
    weg = forms.BooleanField(label="Dit onderdeel weghalen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for score in PUNTEN:
            self.fields[f"rubric_{score}"] = forms.CharField(
                label=f"{SCOREWOORDEN[score].capitalize()} betekent", max_length=300, required=False
            )
        for moment in EvaluatieMoment:
            self.fields[f"verwacht_{moment.value}"] = forms.CharField(
                label=f"Te verwachten bij {moment.label}", max_length=300, required=False
            )

    def velden(self, begin: str) -> list[forms.BoundField]:
        """Return the fields of the rubric or of what is expected, for the template."""
        return [self[naam] for naam in self.fields if naam.startswith(begin)]

    @property
    def rubriekvelden(self) -> list[forms.BoundField]:
        """What each score means."""
        return self.velden("rubric_")

    @property
    def verwachtvelden(self) -> list[forms.BoundField]:
        """What is expected at each moment."""
        return self.velden("verwacht_")

    @property
    def kop(self) -> str:
        """How the line is called."""
        return self["titel"].value() or "Nieuw onderdeel"

    @property
    def telt(self) -> bool:
        """Whether this line is a part of the form."""
        schoon = self.cleaned_data
        return bool(schoon.get("titel")) and not schoon.get("weg")

    def onderdeel(self, nummer: int) -> Onderdeel:
        """Return the part; without a code it gets one."""
        schoon = self.cleaned_data
        gewicht = schoon.get("gewicht")
        return Onderdeel(
            code=schoon.get("code") or f"D{nummer}",
            titel=schoon["titel"],
            uitleg=schoon.get("uitleg", ""),
            kerntaak=schoon.get("kerntaak", ""),
            soort=schoon.get("soort") or "score",
            gewicht=1 if gewicht is None else gewicht,
            rubric={score: schoon.get(f"rubric_{score}", "") for score in PUNTEN},
            verwacht={moment: schoon.get(f"verwacht_{moment}", "") for moment in EvaluatieMoment.values},
            verplicht=bool(schoon.get("verplicht")),
        )


Onderdeelset = forms.formset_factory(OnderdeelForm, extra=1, max_num=MAX_ONDERDELEN, absolute_max=MAX_ONDERDELEN + 5)


def _begin(deel: Onderdeel, plek: int) -> dict[str, Any]:
    namen = ("titel", "kerntaak", "code", "uitleg", "soort", "gewicht", "verplicht")
    begin = {naam: getattr(deel, naam) for naam in namen} | {"plek": plek}
    begin |= {f"rubric_{score}": tekst for score, tekst in deel.rubric.items()}
    return begin | {f"verwacht_{moment}": tekst for moment, tekst in deel.verwacht.items()}


class Formulierbundel:
    """The form of a form with its parts."""

    def __init__(self, data: Any = None, *, formulier: Evaluatieformulier) -> None:
        inhoud = inhoud_van(formulier)
        begin = {
            "momenten": list(inhoud.momenten),
            "letters": inhoud.letters,
            "uitleg": inhoud.uitleg,
            "tweede_beoordelaar": inhoud.tweede_beoordelaar,
            "bewerking": formulier.bewerking,
        }
        delen = [_begin(deel, nummer) for nummer, deel in enumerate(inhoud.onderdelen, 1)]
        self.hoofd = FormulierForm(data, initial=begin)
        self.delen = Onderdeelset(data, initial=None if data else delen, prefix="deel")

    def is_valid(self) -> bool:
        """Whether both are."""
        return all([self.hoofd.is_valid(), self.delen.is_valid()])

    def inhoud(self) -> Formulierinhoud:
        """Return what was filled in, in the order of the places that were given."""
        schoon = self.hoofd.cleaned_data
        regels = [regel for regel in self.delen if regel.telt]
        laatste = len(regels) + 100
        regels.sort(key=lambda regel: regel.cleaned_data.get("plek") or laatste)
        return Formulierinhoud(
            momenten=schoon["momenten"],
            letters=schoon["letters"],
            uitleg=schoon["uitleg"],
            tweede_beoordelaar=schoon["tweede_beoordelaar"],
            onderdelen=[regel.onderdeel(nummer) for nummer, regel in enumerate(regels, 1)],
        )


class NieuwFormulierForm(forms.Form):
    """The name of a new form and for which school it is."""

    naam = forms.CharField(label="Naam", max_length=120, help_text="Zoals: Eindbeoordeling verzorgende IG.")
    school = forms.ModelChoiceField(
        label="Voor welke school?",
        queryset=Organisatie.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Alle scholen",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        veld = self.fields["school"]
        if user.ziet_hele_regio:
            veld.queryset = Organisatie.objects.scholen().order_by("naam")
            return
        veld.queryset = Organisatie.objects.filter(pk__in=user.organisatie_ids_als("coordinator")).order_by("naam")
        veld.required, veld.empty_label = True, None


class PubliceerForm(forms.Form):
    """From which day a version counts."""

    vanaf = forms.DateField(
        label="Geldt voor evaluaties die worden geopend vanaf",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"vanaf": timezone.localdate()}, **kwargs})
