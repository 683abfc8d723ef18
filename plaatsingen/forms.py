"""Forms of placements and hours."""

from datetime import date

from django import forms
from django.utils import timezone

from kern.models import Lidmaatschap, Organisatie, User
from kern.models.gebruiker import UserQuerySet
from plaatsingen.services.begeleiderlast import VEEL, in_woorden, lasten


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


class BegeleiderVeld(forms.ModelChoiceField):
    """Somebody of the house, with how many students they have already (R7.6)."""

    def toon(self, leden: UserQuerySet, lasten_: dict[int, int]) -> None:
        """Offer these people, with their number of students."""
        self._lasten = lasten_
        self.queryset = leden

    def label_from_instance(self, obj: User) -> str:
        """Name and load."""
        return f"{obj.naam} ({in_woorden(self._lasten.get(obj.pk, 0))})"


def tochveld() -> forms.CharField:
    """Why somebody who has many students gets one more (R7.6)."""
    return forms.CharField(
        label="Waarom kan deze werkbegeleider er nog een student bij?",
        help_text=f"Alleen nodig als iemand meer dan {VEEL} studenten tegelijk krijgt.",
        max_length=300,
        required=False,
    )


class WerkbegeleiderForm(forms.Form):
    """Who supervises at work."""

    werkbegeleider = BegeleiderVeld(
        label="Werkbegeleider", queryset=User.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    tweede_begeleider = BegeleiderVeld(
        label="Tweede werkbegeleider",
        queryset=User.objects.none(),
        required=False,
        empty_label="Niemand",
        help_text="Ziet en mag hetzelfde als de eerste.",
    )
    toch = tochveld()

    def __init__(self, *args, organisatie: Organisatie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        vandaag = timezone.localdate()
        leden = leden_van(organisatie, op=vandaag)
        last = lasten(leden.order_by().values_list("pk", flat=True), vanaf=vandaag)
        for veld in ("werkbegeleider", "tweede_begeleider"):
            self.fields[veld].toon(leden, last)
