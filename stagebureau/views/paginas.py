"""Handbook and statements; text that is kept beside the code."""

import re
import struct
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from stagebureau.hulp import ONDERWERPEN, ROLLEN

HANDLEIDING = Path(settings.BASE_DIR) / "docs" / "handleiding"
NAAM = re.compile(r"^[a-z0-9-]+$")
BEELD = re.compile(r'<img src="/handleiding/beelden/([a-z0-9-]+\.png)"')


@cache
def _lees(naam: str) -> tuple[str, SafeString]:
    """Return title and HTML of a chapter; our own text, so its HTML is trusted."""
    tekst = (HANDLEIDING / f"{naam}.md").read_text(encoding="utf-8")
    titel, _, rest = tekst.partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)
    html = html.replace('src="beelden/', 'src="/handleiding/beelden/').replace("<table>", '<table class="table">')
    html = re.sub(r'href="([a-z0-9-]+)\.md"', r'href="/handleiding/\1/"', html)
    html = _met_maten(html)
    return titel.lstrip("# ").strip(), mark_safe(html)  # noqa: S308 - rendered from our own repository


def _met_maten(html: str) -> str:
    """Give each picture its width and height, so that the page doesn't jump when it comes in."""

    def maten(gevonden: re.Match[str]) -> str:
        pad = HANDLEIDING / "beelden" / gevonden[1]
        if not pad.is_file():
            return gevonden[0]
        with pad.open("rb") as bestand:
            breed, hoog = struct.unpack(">II", bestand.read(24)[16:24])  # the first chunk of a PNG
        return f'{gevonden[0]} width="{breed}" height="{hoog}"'

    return BEELD.sub(maten, html)


def hoofdstukken() -> list[tuple[str, list[dict[str, str]]]]:
    """Return the chapters in groups: the beginning, by role, by subject; one that no list names comes last."""
    er = {pad.stem for pad in HANDLEIDING.glob("*.md")}
    overig = sorted(er - {"index", *ROLLEN, *ONDERWERPEN})
    groepen = (("Begin", ["index"]), ("Per rol", ROLLEN), ("Per onderwerp", [*ONDERWERPEN, *overig]))
    return [(kop, [{"naam": naam, "titel": _lees(naam)[0]} for naam in namen if naam in er]) for kop, namen in groepen]


@login_not_required
@require_safe
def handleiding(request: HttpRequest, naam: str = "index") -> HttpResponse:
    """Show a chapter of the handbook."""
    if not NAAM.match(naam) or not (HANDLEIDING / f"{naam}.md").is_file():
        msg = "hoofdstuk bestaat niet"
        raise Http404(msg)
    titel, html = _lees(naam)
    context = {"titel": titel, "html": html, "groepen": hoofdstukken(), "naam": naam}
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
