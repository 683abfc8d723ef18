"""Puts a seal on a PDF and reads one, with pyHanko. Knows nothing of Django; imported when somebody seals."""

import io
import logging
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

VELD = "Zegel"
NAAM_VELD = "Elektronisch zegel van het stagebureau"
TIEN_JAAR = timedelta(days=3650)
NIET_TOEGESTAAN = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
# pyHanko reports what is wrong with a broken file at length; the answer is all that matters here.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


class _Schrijver(IncrementalPdfFileWriter):
    """Leaves the metadata alone: rewriting them would break what the file claims to be."""

    def _update_meta(self) -> None:
        """Do nothing."""


def zet(pdf: bytes, pad: Path, wachtwoord: str, reden: str) -> bytes:
    """Return `pdf` with a PAdES seal behind it, made with the certificate in `pad`."""
    veld = fields.SigFieldSpec(
        VELD,
        on_page=0,
        readable_field_name=NAAM_VELD,
        # Out of sight, yet not hidden: a hidden one would need a tag of its own in an accessible file.
        invis_sig_settings=fields.InvisSigSettings(set_hidden_flag=False, set_print_flag=True, box_out_of_bounds=True),
    )
    gegevens = signers.PdfSignatureMetadata(
        field_name=VELD, reason=reden, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    uit = io.BytesIO()
    zetter = signers.PdfSigner(gegevens, signer=_ondertekenaar(pad, wachtwoord), new_field_spec=veld)
    # In a thread of its own: pyHanko runs a loop of events, and the caller may be in one already.
    with ThreadPoolExecutor(max_workers=1) as ernaast:
        ernaast.submit(zetter.sign_pdf, _Schrijver(io.BytesIO(pdf)), output=uit).result()
    return uit.getvalue()


def lees(pdf: bytes, pad: Path, wachtwoord: str) -> dict[str, Any]:
    """Return the fields of a `basis.zegel.Zegeloordeel` about the last seal of `pdf`."""
    eigen = _ondertekenaar(pad, wachtwoord).signing_cert
    try:
        tekens = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        if not tekens:
            return {"aanwezig": False}
        vertrouwd = ValidationContext(trust_roots=[eigen], allow_fetching=False)
        status = validate_pdf_signature(tekens[-1], vertrouwd)
    except (PdfError, SignatureValidationError, ValueError, LookupError, AttributeError, TypeError):
        # Changed bytes can break anything inside; whatever breaks, the seal doesn't hold.
        return {"aanwezig": b"/ByteRange" in pdf}
    heel = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return {
        "aanwezig": True,
        "ongewijzigd": bool(status.intact and status.valid and heel),
        "van_ons": status.signing_cert.sha256 == eigen.sha256,
        "moment": status.signer_reported_dt,
        "houder": status.signing_cert.subject.human_friendly,
    }


def past(pad: Path, wachtwoord: str) -> bool:
    """Whether there is a certificate with its key in the file, and the password opens it."""
    try:
        sleutel, certificaat, _ = pkcs12.load_key_and_certificates(pad.read_bytes(), wachtwoord.encode())
    except (OSError, ValueError):
        return False
    return sleutel is not None and certificaat is not None


def maak_proefcertificaat(pad: Path, wachtwoord: str, at: datetime) -> None:
    """Make a self-signed certificate when there is none that opens; two makers at once leave one whole file."""
    if past(pad, wachtwoord):
        return
    pad.parent.mkdir(parents=True, exist_ok=True)
    klad = pad.with_name(f".{pad.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(klad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as bestand:
        bestand.write(_proefcertificaat(wachtwoord, at))
    klad.replace(pad)


def _ondertekenaar(pad: Path, wachtwoord: str) -> signers.SimpleSigner:
    return signers.SimpleSigner.load_pkcs12(str(pad), passphrase=wachtwoord.encode())


def _proefcertificaat(wachtwoord: str, at: datetime) -> bytes:
    sleutel = ec.generate_private_key(ec.SECP256R1())
    naam = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Stagebureau (demonstratie)")])
    gebruik = dict.fromkeys(NIET_TOEGESTAAN, False)
    certificaat = (
        x509.CertificateBuilder()
        .subject_name(naam)
        .issuer_name(naam)
        .public_key(sleutel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - TIEN_JAAR)  # demos and tests move the clock
        .not_valid_after(at + TIEN_JAAR)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **gebruik), critical=True)
        .sign(sleutel, hashes.SHA256())
    )
    slot = serialization.BestAvailableEncryption(wachtwoord.encode())
    return pkcs12.serialize_key_and_certificates(b"zegel", sleutel, certificaat, None, slot)
