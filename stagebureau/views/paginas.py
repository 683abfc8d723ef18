"""Handbook and statements; text that is kept beside the code."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

HANDLEIDING = Path(settings.BASE_DIR) / "docs" / "handleiding"
NAAM = re.compile(r"^[a-z0-9-]+$")


@cache
def _lees(naam: str) -> tuple[str, SafeString]:
    """Return title and HTML of a chapter; our own text, so its HTML is trusted."""
    tekst = (HANDLEIDING / f"{naam}.md").read_text(encoding="utf-8")
    titel, _, rest = tekst.partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)
    html = html.replace('src="beelden/', 'src="/handleiding/beelden/').replace("<table>", '<table class="table">')
    html = re.sub(r'href="([a-z0-9-]+)\.md"', r'href="/handleiding/\1/"', html)
    return titel.lstrip("# ").strip(), mark_safe(html)  # noqa: S308 - rendered from our own repository


def _hoofdstukken() -> list[dict[str, str]]:
    namen = sorted(pad.stem for pad in HANDLEIDING.glob("*.md") if pad.stem != "index")
    return [{"naam": naam, "titel": _lees(naam)[0]} for naam in namen]


@login_not_required
@require_safe
def handleiding(request: HttpRequest, naam: str = "index") -> HttpResponse:
    """Show a chapter of the handbook."""
    if not NAAM.match(naam) or not (HANDLEIDING / f"{naam}.md").is_file():
        msg = "hoofdstuk bestaat niet"
        raise Http404(msg)
    titel, html = _lees(naam)
    context = {"titel": titel, "html": html, "hoofdstukken": _hoofdstukken(), "naam": naam}
    return render(request, "paginas/handleiding.html", context)


@login_not_required
@require_safe
def beeld(request: HttpRequest, naam: str) -> FileResponse:
    """Serve a picture of the handbook."""
    pad = HANDLEIDING / "beelden" / f"{naam}.png"
    if not NAAM.match(naam) or not pad.is_file():
        msg = "beeld bestaat niet"
        raise Http404(msg)
    return FileResponse(pad.open("rb"), content_type="image/png")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept, why, how long and who sees it."""
    return render(request, "paginas/privacy.html")


@login_not_required
@require_safe
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """Accessibility statement."""
    return render(request, "paginas/toegankelijkheid.html")
