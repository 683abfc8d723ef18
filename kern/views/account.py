"""One's own account, messages, and taking an invitation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.mailtekst import ontleed
from kern.enums import BerichtStatus
from kern.forms import AannemenForm, GegevensForm
from kern.models import Bericht, Inzageregel, User
from kern.services.berichten import markeer_gelezen
from kern.services.bundels import BUNDEL
from kern.services.mensen import neem_uitnodiging_aan, vind_uitnodiging, wijzig_gegevens

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def mijn_gegevens(request: HttpRequest) -> HttpResponse:
    """Show own name, roles and security, and change the telephone number."""
    form = GegevensForm(request.POST or None, initial={"telefoon": request.user.telefoon})
    if request.method == "POST" and form.is_valid():
        wijzig_gegevens(user=request.user, telefoon=form.cleaned_data["telefoon"], by=request.user, at=timezone.now())
        messages.success(request, "Opgeslagen.")
        return redirect("account:mijn")
    inzagen = []
    student = getattr(request.user, "student", None)
    if student is not None:
        regels = Inzageregel.objects.filter(student_id=student.pk).exclude(user=request.user)[:30]
        namen = User.objects.in_bulk({regel.user_id for regel in regels})
        inzagen = [{"regel": regel, "persoon": namen.get(regel.user_id)} for regel in regels]
    return render(request, "account/mijn.html", {"form": form, "inzagen": inzagen})


@require_safe
def meldingen(request: HttpRequest) -> HttpResponse:
    """Show own messages, newest first; opening one marks it as read."""
    rijen = Bericht.objects.filter(ontvanger=request.user, gevoelig=False).exclude(status=BerichtStatus.VERVALLEN)
    pagina = Paginator(rijen.exclude(soort=BUNDEL), 25).get_page(request.GET.get("pagina"))
    meldingen = [(rij, ontleed(rij.tekst, settings.SITE_URL + rij.pad).alineas) for rij in pagina]
    return render(request, "meldingen/meldingen.html", {"pagina": pagina, "meldingen": meldingen})


@require_POST
def melding_openen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one message as read and go to what it is about."""
    bericht = get_object_or_404(Bericht.objects.filter(Q(ontvanger=request.user), gevoelig=False), public_id=public_id)
    markeer_gelezen(user=request.user, berichten=[bericht], at=timezone.now())
    veilig = url_has_allowed_host_and_scheme(bericht.pad, allowed_hosts=None) and bericht.pad.startswith("/")
    return redirect(bericht.pad if veilig else "meldingen:lijst")


@require_POST
def meldingen_gelezen(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    markeer_gelezen(user=request.user, berichten=None, at=timezone.now())
    return redirect("meldingen:lijst")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation: a new person chooses a password, somebody who is known logs in first."""
    at = timezone.now()
    gevonden = vind_uitnodiging(token, at)
    if gevonden is None:
        return render(request, "account/uitnodiging_verlopen.html", status=410)
    bestaand = User.objects.filter(email__iexact=gevonden.email).first()
    if bestaand and request.user.pk != bestaand.pk:
        verder = f"{reverse('account_login')}?next={request.path}"
        return render(request, "account/uitnodiging_inloggen.html", {"uitnodiging": gevonden, "inloggen": verder})
    form = AannemenForm(request.POST or None) if bestaand is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        gegevens = form.cleaned_data if form else {}
        try:
            user = neem_uitnodiging_aan(uitnodiging=gevonden, at=at, **gegevens)
        except DomainError as fout:
            if form is None:
                messages.error(request, fout.message)
            else:
                form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            if bestaand is None:
                login(request, user, backend=BACKEND)
            messages.success(request, f"Welkom. U bent nu {gevonden.get_rol_display()} bij {gevonden.organisatie}.")
            return redirect("vandaag")
    return render(request, "account/uitnodiging.html", {"uitnodiging": gevonden, "form": form})
