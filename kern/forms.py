"""Forms of accounts and administration."""

from collections.abc import Iterable
from typing import Any

from django import forms

from kern.enums import BerichtStatus, Mailgroep, Mailwijze, Rol
from kern.models import Organisatie


class GegevensForm(forms.Form):
    """What a person may change about oneself."""

    telefoon = forms.CharField(label="Telefoonnummer", max_length=30, required=False)


class MailvoorkeurenForm(forms.Form):
    """Per group of mails: at once, once a day, or only in the portal."""

    def __init__(self, *args: Any, groepen: Iterable[Mailgroep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for groep in groepen:
            self.fields[groep.value] = forms.ChoiceField(label=groep.label, choices=Mailwijze.choices)


class TweedeStapWissenForm(forms.Form):
    """Why a second step is taken away."""

    reden = forms.CharField(
        label="Reden",
        help_text="Zoals: telefoon kwijt, teruggebeld op het nummer van de school. Dit komt in het logboek.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UitnodigingForm(forms.Form):
    """Invite somebody."""

    email = forms.EmailField(label="E-mailadres")
    rol = forms.ChoiceField(label="Rol", choices=[keuze for keuze in Rol.choices if keuze[0] != Rol.STUDENT])
    organisatie = forms.ModelChoiceField(
        label="Organisatie", queryset=Organisatie.objects.all(), empty_label="Kies een organisatie"
    )


class AannemenForm(forms.Form):
    """A new person takes an invitation."""

    voornaam = forms.CharField(label="Voornaam", max_length=80)
    achternaam = forms.CharField(label="Achternaam", max_length=120, help_text="Met tussenvoegsel, zoals 'de Vries'.")
    wachtwoord = forms.CharField(
        label="Wachtwoord",
        help_text="Minstens 12 tekens. Een zin van vier woorden is sterk en makkelijk te onthouden.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class RolForm(forms.Form):
    """Give a role."""

    rol = forms.ChoiceField(label="Rol", choices=Rol.choices)
    organisatie = forms.ModelChoiceField(
        label="Organisatie", queryset=Organisatie.objects.all(), empty_label="Kies een organisatie"
    )
    van = forms.DateField(label="Vanaf", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    tot = forms.DateField(
        label="Tot en met", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MensenFilter(forms.Form):
    """Filter of the list of people."""

    q = forms.CharField(label="Naam of e-mailadres", required=False)
    rol = forms.ChoiceField(label="Rol", choices=[("", "Alle rollen"), *Rol.choices], required=False)
    organisatie = forms.CharField(label="Organisatie (deel van de naam)", required=False, max_length=100)


class PostFilter(forms.Form):
    """Filter of the mailbox."""

    status = forms.ChoiceField(label="Status", choices=[("", "Alle statussen"), *BerichtStatus.choices], required=False)
    q = forms.CharField(label="Onderwerp of adres", required=False)
