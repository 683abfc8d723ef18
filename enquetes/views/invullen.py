"""Answering a questionnaire: logged in, or with the link from the mail. Nothing is kept until it is sent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import ONGELDIG, begonnen_op
from enquetes.enums import MetingStatus
from enquetes.forms import InvulForm
from enquetes.models import Deelnemer
from enquetes.services import deelnemen
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.views.links import met_link

RELATIES = ("meting__vragenlijst", "plaatsing__stageplaats__afdeling__locatie__organisatie")


@require_http_methods(["GET", "HEAD", "POST"])
def eigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer what one was asked, logged in."""
    rijen = Deelnemer.objects.visible_to(request.user).select_related(*RELATIES)
    deelnemer = rijen.filter(public_id=public_id).first()
    if deelnemer is None:
        # Closed rounds forget who was asked: this may have been theirs, and a bare 'not found' would not help.
        context = {"frame": "base.html", "jij": request.user.heeft_rol("student")}
        return render(request, "enquetes/klaar.html", context, status=404)
    return _invullen(request, deelnemer, "base.html")


@met_link(Linkdoel.ENQUETE)
@require_http_methods(["GET", "HEAD", "POST"])
def met_mail(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Answer with the link from the mail; the link is not marked as used: its moment would point at a sheet."""
    deelnemer = get_object_or_404(Deelnemer.objects.select_related(*RELATIES), public_id=link.object_id)
    return _invullen(request, deelnemer, "links/basis.html")


def _invullen(request: HttpRequest, deelnemer: Deelnemer, frame: str) -> HttpResponse:
    vragen = deelnemer.meting.vragenlijst.vragen
    context = {"deelnemer": deelnemer, "frame": frame, "jij": deelnemer.plaatsing_id is not None}
    if deelnemer.ingevuld or deelnemer.meting.status != MetingStatus.OPEN:
        return render(request, "enquetes/klaar.html", context)
    form = InvulForm(vragen, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deelnemen.lever_in(deelnemer=deelnemer, antwoorden=form.cleaned_data, at=begonnen_op(request))
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            deelnemer.ingevuld = True
            return render(request, "enquetes/klaar.html", context)
    return render(request, "enquetes/invullen.html", {**context, "form": form}, status=ONGELDIG if form.errors else 200)
