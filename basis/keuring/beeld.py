"""Photos: read whole, turned upright, made smaller when huge, written anew without what a camera adds (EXIF, GPS)."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import Image, ImageFile, ImageOps

from basis.keuring.fout import Afgewezen

MAX_ZIJDE = 16_000
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 12_000_000}
MAX_PIXELS_PROGRESSIEF = 16_000_000  # such a photo is held in memory whole before it is drawn
HALF_VANAF = 12_000_000
ZIJDE_NA = 3_200
MAX_NA = 10 * 1024 * 1024

KAPOT = ("Deze foto is beschadigd of niet helemaal verstuurd.", "Maak een schermafdruk van de foto en stuur die.")
TE_GROOT = ("Deze foto heeft te veel beeldpunten.", "Maak hem kleiner, of stuur een schermafdruk van de foto.")


def keur_beeld(data: bytes, soort: str) -> bytes:
    """Return the photo written anew; `soort` is "JPEG" or "PNG". Raises Afgewezen."""
    with _fouten():
        beeld = Image.open(io.BytesIO(data), formats=[soort])
    _keur_maat(beeld, soort)
    with _fouten():
        if soort == "JPEG" and beeld.width * beeld.height > HALF_VANAF:
            beeld.draft("RGB", (beeld.width // 2, beeld.height // 2))
        beeld.load()
        beeld = _rechtop(beeld)
        return _schrijf(beeld, soort)


@contextmanager
def _fouten() -> Iterator[None]:
    """Turn whatever the reader of images says of a bad file into a refusal.

    Half a photo is a bad file, also where another library told the reader for the whole process to be content with it.
    """
    soepel, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Afgewezen(*TE_GROOT) from None
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, ArithmeticError):
        raise Afgewezen(*KAPOT) from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = soepel


def _keur_maat(beeld: Image.Image, soort: str) -> None:
    grens = MAX_PIXELS[soort]
    if beeld.info.get("progressive") or beeld.info.get("progression"):
        grens = MAX_PIXELS_PROGRESSIEF
    if max(beeld.size) > MAX_ZIJDE or beeld.width * beeld.height > grens:
        raise Afgewezen(*TE_GROOT)


def _rechtop(beeld: Image.Image) -> Image.Image:
    """Return the image without anything but its points, upright as the camera meant it, and not too big."""
    if "transparency" in beeld.info or beeld.mode in ("P", "PA"):
        beeld = beeld.convert("RGBA")
    elif beeld.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        beeld = beeld.convert("L" if beeld.mode.startswith("I") else "RGB")
    factor = -(-max(beeld.size) // ZIJDE_NA)
    if factor > 1 and beeld.mode != "1":
        kenmerken = beeld.getexif()
        beeld = beeld.reduce(factor)
        beeld.info["exif"] = kenmerken.tobytes() if kenmerken else b""
    with suppress(ValueError, TypeError, KeyError, SyntaxError, OSError, ArithmeticError):  # unreadable: as it lies
        beeld = ImageOps.exif_transpose(beeld)
    beeld.info.clear()
    return beeld


def _schrijf(beeld: Image.Image, soort: str) -> bytes:
    while True:
        uit = io.BytesIO()
        if soort == "JPEG":
            beeld.convert("L" if beeld.mode in ("1", "L", "LA") else "RGB").save(uit, "JPEG", quality=88)
        else:
            beeld.save(uit, "PNG", compress_level=4)
        if uit.tell() <= MAX_NA:
            return uit.getvalue()
        beeld = beeld.reduce(2)
