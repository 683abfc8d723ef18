"""Forms of placements and hours."""

from datetime import date

from django import forms
from django.utils import timezone

from kern.models import Lidmaatschap, Organisatie, User
from kern.models.gebruiker import UserQuerySet


class RedenForm(forms.Form):
    """A reason that stays with the placement."""

    reden = forms.CharField(
        label="Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, hulp: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].help_text = hulp


class EinddatumForm(forms.Form):
    """Another last day, and why."""

    einddatum = forms.DateField(label="Laatste dag", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reden = forms.CharField(
        label="Reden",
        help_text="Iedereen die bij deze plaatsing hoort kan dit lezen. Schrijf geen medische gegevens op.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def leden_van(organisatie: Organisatie, *, op: date) -> UserQuerySet:
    """Return who may supervise at work in this house."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        organisatie=organisatie, rol__in=["werkbegeleider", "praktijkopleider"]
    )
    return User.objects.actief().filter(pk__in=leden.values("user_id"))


class WerkbegeleiderForm(forms.Form):
    """Who supervises at work."""

    werkbegeleider = forms.ModelChoiceField(
        label="Werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    tweede_begeleider = forms.ModelChoiceField(
        label="Tweede werkbegeleider",
        queryset=User.objects.none(),
        required=False,
        empty_label="Niemand",
        help_text="Ziet en mag hetzelfde als de eerste.",
    )

    def __init__(self, *args, organisatie: Organisatie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        leden = leden_van(organisatie, op=timezone.localdate())
        for veld in ("werkbegeleider", "tweede_begeleider"):
            self.fields[veld].queryset = leden
