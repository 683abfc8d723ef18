"""System checks: what the server must have to make and seal PDF documents."""

import ctypes
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

NODIG = {
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libharfbuzz.so.0": "libpango-1.0-0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
GEWENST = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}


def _ontbreekt(bibliotheken: dict[str, str]) -> set[str]:
    """Return the apt packages whose library can't be opened."""
    pakketten = set()
    for bibliotheek, pakket in bibliotheken.items():
        try:
            ctypes.CDLL(bibliotheek)
        except OSError:
            pakketten.add(pakket)
    return pakketten


@checks.register("pdf")
def check_pdf(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when libraries or fonts for PDF are missing, with the packages that bring them."""
    meldingen: list[checks.CheckMessage] = []
    if sys.platform == "linux":  # the names of libraries elsewhere are WeasyPrint's own business
        if nodig := _ontbreekt(NODIG):
            hint = f"apt-get install {' '.join(sorted(nodig))}"
            meldingen.append(checks.Warning("PDF-documenten kunnen niet worden gemaakt.", hint=hint, id="basis.W001"))
        elif gewenst := _ontbreekt(GEWENST):
            hint = f"apt-get install {' '.join(sorted(gewenst))}"
            meldingen.append(
                checks.Info("PDF-documenten worden langzamer gemaakt dan nodig.", hint=hint, id="basis.I001")
            )
    if not any(any(Path(map_).glob("vendor/source-sans-3-*/*.ttf")) for map_ in settings.STATICFILES_DIRS):
        hint = "Zet static/vendor/source-sans-3-*/ terug; tot dan wordt DejaVu Sans gebruikt."
        meldingen.append(checks.Warning("De letters voor PDF-documenten ontbreken.", hint=hint, id="basis.W002"))
    return meldingen


@checks.register("pdf")
def check_zegel(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when agreements can't be sealed: no certificate, or a file that isn't there."""
    bestand = settings.ZEGEL_BESTAND
    if Path(bestand).is_file() if bestand else settings.DEMO:
        return []
    wat = f"Het bestand {bestand} is er niet." if bestand else "ZEGEL_BESTAND is niet ingevuld."
    hint = f"{wat} Zet het certificaat van het bureau (PKCS#12) op de server; tot dan wachten de zegels."
    return [checks.Warning("Overeenkomsten krijgen nog geen zegel.", hint=hint, id="basis.W003")]
