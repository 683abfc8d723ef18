"""Forms of trainings and certificates."""

from collections.abc import Iterable
from typing import Any

from django import forms

from basis.keuring import ACCEPTEER
from begeleiding.forms_poule import NIVEAUS, datumveld
from begeleiding.models import Training
from begeleiding.services.scholing import VELDEN
from kern.models import Organisatie, User

MOMENT = "%Y-%m-%dT%H:%M"


def _niveau(label: str) -> forms.TypedChoiceField:
    keuzes = [("", "alle niveaus"), *NIVEAUS]
    return forms.TypedChoiceField(label=label, choices=keuzes, coerce=int, empty_value=None, required=False)


class TrainingForm(forms.Form):
    """One training."""

    aanbieder = forms.ChoiceField(label="Wie geeft de training")
    naam = forms.CharField(label="Naam van de training", max_length=120)
    niveau = _niveau("Leidt op om studenten te begeleiden tot en met")
    begin = forms.DateTimeField(
        label="Begint op", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    minuten = forms.IntegerField(label="Duur in minuten", min_value=15, max_value=2400)
    plek = forms.CharField(label="Waar", max_length=200, help_text="Een adres, of: online.")
    plekken = forms.IntegerField(label="Aantal plekken", min_value=1, max_value=1000)
    jaren_geldig = forms.IntegerField(
        label="Het certificaat is geldig, in jaren", min_value=0, max_value=50, help_text="0: zonder einde."
    )
    uitleg = forms.CharField(
        label="Wat leert u er", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, training: Training | None = None, aanbieders: Iterable[Organisatie] = (), **kwargs: Any
    ) -> None:
        if training is not None:
            kwargs.setdefault("initial", {naam: getattr(training, naam) for naam in VELDEN})
        super().__init__(*args, **kwargs)
        if training is not None:
            del self.fields["aanbieder"]
            return
        self._aanbieders = {rij.code: rij for rij in aanbieders}
        self.fields["aanbieder"].choices = [(code, rij.naam) for code, rij in self._aanbieders.items()]

    def clean_aanbieder(self) -> Organisatie:
        """Return the organisation."""
        return self._aanbieders[self.cleaned_data["aanbieder"]]


class BekwaamheidForm(forms.Form):
    """A certificate of elsewhere."""

    persoon = forms.ChoiceField(label="Van wie")
    naam = forms.CharField(label="Naam van de training of het diploma", max_length=120)
    niveau = _niveau("Mag studenten begeleiden tot en met")
    behaald_op = datumveld("Behaald op")
    geldig_tot = datumveld("Geldig tot en met", required=False)
    scan = forms.FileField(
        label="Certificaat",
        required=False,
        help_text="Een PDF of een foto, ten hoogste 10 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPTEER}),
    )

    def __init__(self, *args: Any, mensen: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mensen = {str(user.public_id): user for user in mensen}
        self.fields["persoon"].choices = [(sleutel, user.naam) for sleutel, user in self._mensen.items()]

    def clean_persoon(self) -> User:
        """Return the person."""
        return self._mensen[self.cleaned_data["persoon"]]
