"""Documents that must stand for years: PDF/A-3a and PDF/UA-1 in one file, with their data attached.

    pdf = maak_pdfa("pdf/overeenkomst.html", {...}, kenmerk="overeenkomst:7f3a...", gegevens={...})

WeasyPrint writes PDF/A-3a; one pass through pikepdf adds the claim of PDF/UA-1, which the same file meets.
"""

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from basis.pdf import Bijlage, maak_pdf, maak_pdf_in_kind

VARIANT = "pdf/a-3a"
VOORVOEGSEL = "stagebureau:"
_KENMERK = re.compile(rb"stagebureau:([a-z0-9][a-z0-9:-]{1,99})")
_EINDE = b"</rdf:RDF>"
# What the file claims to be (pdfuaid), the schema that PDF/A wants explained before it accepts that claim, and the
# name of the document within this portal (dc:identifier).
_XMP = """<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier>{kenmerk}</dc:identifier></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def maak_pdfa(
    template: str,
    context: Mapping[str, Any],
    *,
    kenmerk: str,
    gegevens: Mapping[str, Any],
    stijlen: Sequence[str] = (),
    annuleer: Callable[[], bool] | None = None,
) -> bytes:
    """Return the template as PDF/A-3a and PDF/UA-1, made in a child process (PDF_IN_KIND; tests may do without).

    `kenmerk` (lower case letters, digits, ":" and "-") stands in the metadata, `gegevens` go inside as
    "gegevens.json". Raises DomainError when the document can't be made.
    """
    tekst = json.dumps(gegevens, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
    bijlage = Bijlage("gegevens.json", "De gegevens van dit document, om door een programma te laten lezen", tekst)
    if settings.PDF_IN_KIND:
        pdf = maak_pdf_in_kind(template, context, VARIANT, stijlen=stijlen, bijlagen=[bijlage], annuleer=annuleer)
    else:
        pdf = maak_pdf(template, context, VARIANT, stijlen=stijlen, bijlagen=[bijlage])
    return met_beide_claims(pdf, kenmerk)


def met_beide_claims(pdf: bytes, kenmerk: str) -> bytes:
    """Return a PDF/A-3a of WeasyPrint that also claims PDF/UA-1 and carries `kenmerk`; its content stays as it is."""
    import pikepdf  # noqa: PLC0415 - only agreements need it

    xmp = _XMP.format(kenmerk=escape(VOORVOEGSEL + kenmerk)).encode()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        oud = document.Root.Metadata.read_bytes()
        plek = oud.rindex(_EINDE)
        nieuw = document.make_stream(oud[:plek] + xmp + oud[plek + len(_EINDE) :])
        nieuw.Type, nieuw.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = nieuw
        uit = io.BytesIO()
        # Metadata must stay readable without unpacking (PDF/A), so nothing is packed anew.
        document.save(
            uit,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
    return uit.getvalue()


def kenmerk_van(pdf: bytes) -> str:
    """Return the `kenmerk` that a file says it carries, or "". Looks at the bytes only: nothing is opened or run."""
    gevonden = _KENMERK.search(pdf)
    return gevonden[1].decode() if gevonden else ""
