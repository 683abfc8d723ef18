"""XLSX files: the values of the first visible sheet."""

import io

import python_calamine

from basis.inlezen.tabel import BestandsFout, Tabel, Tik, stil
from basis.inlezen.xlsxkeuring import HOE, keur_xlsx


def lees_xlsx(data: bytes, *, max_rijen: int, tik: Tik = stil) -> Tabel:
    """Return the table on the first visible sheet of `data`. Formulas count with the value they had when saved.

    Raises BestandsFout.
    """
    keuring = keur_xlsx(data, max_rijen=max_rijen)
    tik(0)
    gevuld = [(naam, blad) for naam, blad in keuring.bladen if blad.laatste_rij]
    if not gevuld:
        raise BestandsFout("Dit bestand heeft geen gevuld werkblad.", "Zet de tabel op het eerste werkblad.")
    naam, blad = gevuld[0]
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as boek:
            rijen = boek.get_sheet_by_name(naam).to_python(skip_empty_area=False)
    except python_calamine.PasswordError:
        raise BestandsFout("Dit bestand is met een wachtwoord beveiligd.", "Haal het wachtwoord eraf.") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise BestandsFout("Dit XLSX-bestand is niet te lezen.", HOE) from None
    let_op = []
    if len(gevuld) > 1:
        let_op.append(f"Alleen het werkblad '{naam}' is gelezen; de andere werkbladen niet.")
    return Tabel(rijen=rijen, formules=blad.formules, foutcellen=blad.foutcellen, let_op=let_op)
