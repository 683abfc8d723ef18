"""Filters of the two logs; what can be chosen is what occurs in them."""

from typing import Any

from django import forms

from kern.enums import InzageUitkomst
from kern.models import AuditRegel, Inzageregel
from kern.services.logboek import soortkeuzes


class TijdvakForm(forms.Form):
    """From a day up to and including a day."""

    van = forms.DateField(label="Vanaf", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    tot = forms.DateField(label="Tot en met", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class LogFilter(TijdvakForm):
    """Filter of the audit log."""

    q = forms.CharField(label="Zoek op naam, handeling of reden", required=False, max_length=100)
    wat = forms.ChoiceField(label="Handeling", required=False)
    soort = forms.ChoiceField(label="Waarover", required=False)
    wie = forms.CharField(label="Wie deed het", required=False, max_length=100)

    field_order = ["q", "wat", "soort", "wie", "van", "tot"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acties = AuditRegel.objects.order_by("actie").values_list("actie", flat=True).distinct()
        soorten = AuditRegel.objects.order_by().values_list("object_soort", flat=True).distinct()
        self.fields["wat"].choices = [("", "Alle handelingen"), *((actie, actie.capitalize()) for actie in acties)]
        self.fields["soort"].choices = [("", "Alle onderwerpen"), *soortkeuzes(soorten)]


class InzageFilter(TijdvakForm):
    """Filter of the log of who opened what."""

    student = forms.CharField(label="Student", required=False, max_length=100)
    wie = forms.CharField(label="Wie keek", required=False, max_length=100)
    soort = forms.ChoiceField(label="Wat", required=False)
    uitkomst = forms.ChoiceField(
        label="Uitkomst", choices=[("", "Alle uitkomsten"), *InzageUitkomst.choices], required=False
    )

    field_order = ["student", "wie", "soort", "uitkomst", "van", "tot"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        soorten = Inzageregel.objects.order_by().values_list("object_soort", flat=True).distinct()
        self.fields["soort"].choices = [("", "Alle soorten"), *soortkeuzes(soorten)]
