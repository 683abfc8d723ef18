"""DOCX and ODT: a text document, and nothing in it that runs, fetches or carries another file."""

import re
from pathlib import PurePosixPath

from basis.keuring.archief import BESCHADIGD, VREEMD, Archief
from basis.keuring.fout import ALS_PDF, Afgewezen
from basis.keuring.xmldeel import Telraam, lees_xml

MACRO = ("In dit document zitten macro's.", "Bewaar het zonder macro's, of maak er een PDF van.")
INGESLOTEN = ("In dit document zit een ander bestand ingesloten.", f"Plak het als plaatje. Of: {ALS_PDF}")
VAN_BUITEN = ("Dit document haalt iets van internet op als iemand het opent.", ALS_PDF)
SJABLOON = ("Dit is een sjabloon en geen gewoon document.", "Bewaar het als gewoon document (.docx of .odt).")

XML_DELEN = (".xml", ".rels", ".rdf")
GEWONE_DELEN = {
    *XML_DELEN, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".wmf", ".emf", ".svg", ".svm", ".ttf",
    ".otf", ".odttf", ".fntdata", ".wdp",
}  # fmt: skip
ZONDER_EXTENSIE = {"mimetype", "layout-cache", ".rels"}

WOORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = b"application/vnd.oasis.opendocument.text"
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_BUITEN = re.compile(r"(?i)^\s*(?:[a-z][a-z0-9+.-]{1,}:|//|\\\\|\.\./\.\.)")
_HAALT_OP = {
    "image",
    "object",
    "object-ole",
    "plugin",
    "applet",
    "floating-frame",
    "section-source",
    "fill-image",
    "background-image",
}


def soort_van(archief: Archief) -> str:
    """Return "docx", "odt" or "" by what the archive holds."""
    if "word/document.xml" in archief.delen or "[Content_Types].xml" in archief.delen:
        return "docx"
    return "odt" if "mimetype" in archief.delen else ""


def keur_docx(archief: Archief) -> None:
    """Look a Word document over. Raises Afgewezen."""
    _weiger_delen(
        archief, macro=re.compile(r"(?i)vba(project|data)|/activeX/"), ingesloten=re.compile(r"(?i)/embeddings/")
    )
    telraam = Telraam()
    soorten: dict[str, str] = {}

    def soort(naam: str, kenmerken: dict[str, str]) -> None:
        if naam in ("Override", "Default"):
            soorten[kenmerken.get("PartName", "")] = kenmerken.get("ContentType", "")
            if re.search(r"(?i)macroEnabled|vbaProject|activeX", kenmerken.get("ContentType", "")):
                raise Afgewezen(*MACRO)
            if "template.main" in kenmerken.get("ContentType", ""):
                raise Afgewezen(*SJABLOON)

    if "[Content_Types].xml" not in archief.delen:
        raise Afgewezen(*BESCHADIGD)
    lees_xml(archief.lees("[Content_Types].xml"), telraam, soort)
    hoofd = next((deel[1:] for deel, waarde in soorten.items() if waarde == WOORD), "")
    if hoofd not in archief.delen:
        raise Afgewezen("Dit is geen Word-document.", "Stuur een PDF, of bewaar het als .docx.")
    for naam in archief.delen:
        if naam != "[Content_Types].xml":
            _lees_deel_docx(archief, naam, telraam, hoofd=hoofd)


def _relatie_docx(element: str, kenmerken: dict[str, str]) -> None:
    soort = kenmerken.get("Type", "").rpartition("/")[2].lower()
    if element != "Relationship":
        return
    if soort in ("afchunk", "oleobject", "package", "vbaproject", "control", "subdocument"):
        raise Afgewezen(*INGESLOTEN)
    if kenmerken.get("TargetMode", "").lower() == "external" and soort != "hyperlink":
        raise Afgewezen(*VAN_BUITEN)


def _lees_deel_docx(archief: Archief, naam: str, telraam: Telraam, *, hoofd: str) -> None:
    velden: list[str] = []
    eerste: list[str] = []

    def gewoon(element: str, kenmerken: dict[str, str]) -> None:
        if not eerste:
            eerste.append(element)
        if element == "fldSimple":
            velden.append(kenmerken.get("instr", ""))
        elif element in ("altChunk", "OLEObject", "control"):
            raise Afgewezen(*INGESLOTEN)

    if naam.endswith(".rels"):
        lees_xml(archief.lees(naam), telraam, _relatie_docx)
    elif naam.endswith(XML_DELEN):
        lees_xml(archief.lees(naam), telraam, gewoon, tekst_van="instrText", tekst=velden.append)
        if naam == hoofd and eerste != ["document"]:
            raise Afgewezen(*VREEMD)
    else:
        archief.loop_door(naam)
    if _DDE.search("".join(velden)):
        raise Afgewezen(*MACRO)


def keur_odt(archief: Archief) -> None:
    """Look an OpenDocument text over. Raises Afgewezen."""
    soort = archief.tekst("mimetype", 200).strip()
    if soort == ODT + b"-template":
        raise Afgewezen(*SJABLOON)
    if soort != ODT or "content.xml" not in archief.delen or "META-INF/manifest.xml" not in archief.delen:
        raise Afgewezen("Dit is geen OpenDocument-tekst.", "Stuur een PDF, of bewaar het als .odt of .docx.")
    _weiger_delen(
        archief, macro=re.compile(r"^(Basic|Scripts|Dialogs)/"), ingesloten=re.compile(r"^(Object \d+|oledata)$")
    )
    telraam = Telraam()
    for naam in archief.delen:
        if naam.endswith(XML_DELEN):
            lees_xml(archief.lees(naam), telraam, _begin_odt)
        elif naam != "mimetype":
            archief.loop_door(naam)


def _begin_odt(element: str, kenmerken: dict[str, str]) -> None:
    if element == "encryption-data":
        raise Afgewezen("Dit document is met een wachtwoord beveiligd.", "Haal het wachtwoord eraf.")
    if element in ("event-listener", "script", "dde-source", "dde-connection-decl", "dde-connection"):
        raise Afgewezen(*MACRO)
    if element in _HAALT_OP and _BUITEN.search(kenmerken.get("href", "")):
        raise Afgewezen(*VAN_BUITEN)
    if element in ("plugin", "applet", "floating-frame"):
        raise Afgewezen(*INGESLOTEN)
    if element == "file-entry" and re.search(r"(?i)basic|script", kenmerken.get("media-type", "")):
        raise Afgewezen(*MACRO)


def _weiger_delen(archief: Archief, *, macro: re.Pattern[str], ingesloten: re.Pattern[str]) -> None:
    """Refuse parts by name: macros, other files, and whatever a text document has no use for."""
    for naam in archief.delen:
        if macro.search(naam):
            raise Afgewezen(*MACRO)
        if ingesloten.search(naam):
            raise Afgewezen(*INGESLOTEN)
        pad = PurePosixPath(naam)
        if (
            pad.suffix.lower() not in GEWONE_DELEN
            and pad.name not in ZONDER_EXTENSIE
            and "ObjectReplacements/" not in naam
        ):
            raise Afgewezen(*INGESLOTEN)
