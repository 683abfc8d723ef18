"""Forms around a place: capacity in weeks, begeleiders, many places at once, the cap of an afdeling."""

from typing import Any

from django import forms

from kern.models import Afdeling, Schooljaar, User
from vacatures.models import Stageplaats

NIVEAUS = [(0, "nog niet bekend"), *((n, f"niveau {n}") for n in range(1, 5)), (5, "hbo")]


def _datum(label: str, **extra: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **extra)


class WekenForm(forms.Form):
    """Another capacity from a day to a day."""

    begin = _datum("Eerste dag")
    eind = _datum("Laatste dag")
    capaciteit = forms.IntegerField(
        label="Hoeveel studenten tegelijk?", min_value=0, max_value=10_000, help_text="Vul 0 in als de plek dicht is."
    )
    reden = forms.CharField(
        label="Waarom?", max_length=120, required=False, help_text="Zoals 'kerstvakantie' of 'zomerstage'."
    )


class MensKeuze(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name."""
        return obj.naam


class BegeleiderForm(forms.Form):
    """A begeleider of the place, with niveau and training."""

    user = MensKeuze(label="Wie?", queryset=User.objects.none(), empty_label="Kies een collega")
    niveau = forms.TypedChoiceField(label="Niveau", choices=NIVEAUS, coerce=int)
    opleiding = forms.CharField(
        label="Training", max_length=120, required=False, help_text="Zoals 'praktijkbegeleider, drie dagdelen'."
    )
    getraind_op = _datum("Gehaald op", required=False)

    def __init__(self, *args: Any, mensen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = mensen


class BulkForm(forms.Form):
    """What to do with the chosen places."""

    plaats = forms.ModelMultipleChoiceField(
        queryset=Stageplaats.objects.none(),
        to_field_name="public_id",
        error_messages={
            "required": "Kies minstens een stageplaats.",
            "invalid_choice": "Een gekozen stageplaats is er niet meer. Kies opnieuw.",
            "invalid_pk_value": "Een gekozen stageplaats is er niet meer. Kies opnieuw.",
        },
    )
    naar = forms.ModelChoiceField(
        queryset=Schooljaar.objects.none(),
        to_field_name="naam",
        required=False,
        error_messages={"invalid_choice": "Kies een schooljaar."},
    )

    def __init__(self, *args: Any, plaatsen: Any, jaren: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plaats"].queryset = plaatsen
        self.fields["naar"].queryset = jaren


class GrensForm(forms.Form):
    """The cap of one afdeling."""

    afdeling = forms.ModelChoiceField(
        queryset=Afdeling.objects.none(),
        to_field_name="code",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Deze afdeling is niet van uw organisatie."},
    )
    capaciteit = forms.IntegerField(label="Hoogste aantal studenten", min_value=0, max_value=10_000, required=False)

    def __init__(self, *args: Any, afdelingen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["afdeling"].queryset = afdelingen
