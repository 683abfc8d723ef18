"""How one wants one's mail, and the secret address of one's calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kern.forms import MailvoorkeurenForm
from kern.models import Agendasleutel
from kern.services import agendasleutel
from kern.services.mailvoorkeuren import groepen_voor, keuzes_van, kies


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Choose per group of mails how one gets it."""
    form = MailvoorkeurenForm(
        request.POST or None, groepen=groepen_voor(request.user), initial=keuzes_van(request.user)
    )
    if request.method == "POST" and form.is_valid():
        kies(user=request.user, keuzes=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Opgeslagen.")
        return redirect("account:mailvoorkeuren")
    return render(request, "account/mailvoorkeuren.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest) -> HttpResponse:
    """Show, make, renew or withdraw the address of one's own calendar."""
    if request.method == "POST":
        if request.POST.get("actie") == "intrekken":
            agendasleutel.trek_sleutel_in(user=request.user, by=request.user, at=timezone.now())
            messages.success(request, "Het adres werkt niet meer.")
        else:
            agendasleutel.maak_sleutel(user=request.user, by=request.user, at=timezone.now())
            messages.success(request, "Er is een nieuw adres. Een oud adres werkt niet meer.")
        return redirect("account:agenda")
    sleutel = Agendasleutel.objects.filter(user=request.user).first()
    geheim = agendasleutel.geheim_van(sleutel) if sleutel else ""
    adres = settings.SITE_URL + reverse("agenda", args=[geheim]) if geheim else ""
    return render(request, "account/agenda.html", {"sleutel": sleutel, "adres": adres})
