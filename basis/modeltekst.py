"""Model texts that people write themselves: a small part of Markdown with variables such as `{{ student.naam }}`.

Nothing in such a text is ever run: there are names, and values that take their place. Rules a writer can remember:
a variable of which several lines are known becomes a list when it stands alone on its line; a line whose variables are
all empty is left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_TEKENS = 60_000
_VARIABELE = re.compile(r"\{\{\s*([A-Za-z0-9_.-]*)\s*\}\}")
_RESTEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")
_TEKENS = re.compile(r"([*_`|<\[\]{}~])")
_BEGIN = re.compile(r"^(\s*)([#>=+-]|\d{1,9}[.)])", re.MULTILINE)
_OPSOMMING = re.compile(r"^\s*(?:[-*\u2022]|\d{1,2}[.)])\s+")
# Signs that steer how a line is shown, so that it can say something else than it holds.
_STURING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
KOP_LAAG = 2  # the page has the h1


class Blok(str):
    """A value that is Markdown already, made by this product: a table of changes. Goes in as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Tekstfout:
    """Something wrong in a model text: the line (from 1; 0 = the whole text) and a Dutch sentence."""

    regel: int
    tekst: str

    def __str__(self) -> str:
        return f"Regel {self.regel}: {self.tekst}" if self.regel else self.tekst


def normaliseer(tekst: str) -> str:
    """Return the text with one kind of line ends, composed letters and no control signs: what a hash can cover."""
    tekst = unicodedata.normalize("NFC", tekst.replace("\r\n", "\n").replace("\r", "\n"))
    return _STURING.sub("", tekst)


def variabelen_in(tekst: str) -> set[str]:
    """Return the names of the variables that the text uses."""
    return set(_VARIABELE.findall(tekst))


def fouten_in(tekst: str, *, bekend: Iterable[str], nodig: Iterable[str] = ()) -> list[Tekstfout]:
    """Return what is wrong: unknown variables with their line and name, loose braces, needed variables that miss."""
    namen = set(bekend)
    fouten: list[Tekstfout] = []
    if len(tekst) > MAX_TEKENS:
        fouten.append(Tekstfout(0, f"De tekst is te lang: {len(tekst)} tekens. Er passen er {MAX_TEKENS}."))
    for nummer, regel in enumerate(tekst.splitlines(), start=1):
        fouten += [
            Tekstfout(nummer, f"de variabele {{{{ {naam} }}}} bestaat niet.")
            for naam in _VARIABELE.findall(regel)
            if naam not in namen
        ]
        rest = _RESTEN.search(_VARIABELE.sub("", regel))
        if rest:
            fouten.append(Tekstfout(nummer, f"hier staat {rest[0]} zonder naam erbij. Schrijf {{{{ student.naam }}}}."))
    fouten += [
        Tekstfout(0, f"De variabele {{{{ {naam} }}}} moet in de tekst staan.")
        for naam in nodig
        if naam not in variabelen_in(tekst)
    ]
    return fouten


def vul_in(tekst: str, waarden: Mapping[str, str]) -> str:
    """Return the text with the values in the place of their names, as Markdown in which a value is only words.

    Raises KeyError for a name that has no value; check first with `fouten_in`.
    """
    uit: list[str] = []
    for regel in normaliseer(tekst).split("\n"):
        namen = _VARIABELE.findall(regel)
        gevuld = {naam: waarden[naam] for naam in namen}
        if namen and not any(waarde.strip() for waarde in gevuld.values()):
            continue
        if len(namen) == 1 and _VARIABELE.fullmatch(regel.strip()):
            uit += _alleen(gevuld[namen[0]])
        else:
            uit.append(_VARIABELE.sub(lambda vondst, gevuld=gevuld: _in_regel(gevuld[vondst[1]]), regel))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(uit)).strip() + "\n"


def _alleen(waarde: str) -> list[str]:
    if isinstance(waarde, Blok):
        return waarde.split("\n")
    regels = [regel.strip() for regel in normaliseer(waarde).split("\n") if regel.strip()]
    if len(regels) == 1:
        return [ontsnap(regels[0])]
    return [f"- {ontsnap(_OPSOMMING.sub('', regel))}" for regel in regels]


def _in_regel(waarde: str) -> str:
    regels = [regel.strip() for regel in waarde.split("\n") if regel.strip()]
    return ontsnap("; ".join(regel.rstrip(";") for regel in regels) if len(regels) > 1 else "".join(regels))


def ontsnap(waarde: str) -> str:
    """Return a value of one line as Markdown that means nothing but its words."""
    waarde = normaliseer(waarde).replace("\n", " ").strip().replace("\\", "\\\\")
    waarde = _TEKENS.sub(r"\\\1", waarde)
    waarde = _BEGIN.sub(lambda vondst: vondst[1] + _los(vondst[2]), waarde)
    return f"{waarde} " if waarde.endswith("\\") else waarde


def _los(teken: str) -> str:
    return f"{teken[:-1]}\\{teken[-1]}"


def _maak_lezer() -> MarkdownIt:
    lezer = MarkdownIt("zero", {"html": False, "breaks": False})
    return lezer.enable(["heading", "list", "table", "emphasis", "escape"])


_lezer = _maak_lezer()


def naar_html(tekst: str) -> SafeString:
    """Return a filled text as HTML: headings from h2, paragraphs, lists, bold, tables with scope. No links, no HTML."""
    tokens = _lezer.parse(tekst)
    _schik_koppen(tokens)
    _schik_tabellen(tokens)
    # Every word of the text went through the escaping of markdown-it; html is off.
    return mark_safe(_lezer.renderer.render(tokens, _lezer.options, {}))  # noqa: S308 - see the line above


def _schik_koppen(tokens: list[Token]) -> None:
    """Put headings under the h1 of the page and skip no level: readers of PDF/UA walk over them."""
    vorige = KOP_LAAG - 1
    for token in tokens:
        if token.type == "heading_open":
            vorige = min(int(token.tag[1]) + KOP_LAAG - 1, vorige + 1, 5)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{vorige}"


def _schik_tabellen(tokens: list[Token]) -> None:
    """Say what the head cells belong to; alignment as a class, for the page forbids styles in the markup."""
    eerste = False
    for nummer, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", "tabel")
        elif token.type == "tr_open":
            eerste = True
        elif token.type in {"th_open", "td_open"}:
            rechts = "right" in str(token.attrs.pop("style", ""))
            if rechts:
                token.attrSet("class", "getal")
            if token.type == "th_open":
                token.attrSet("scope", "col")
            elif eerste:
                _maak_rijkop(tokens, nummer)
            eerste = False


def _maak_rijkop(tokens: list[Token], nummer: int) -> None:
    token = tokens[nummer]
    token.tag = "th"
    token.attrSet("scope", "row")
    einde = next(rest for rest in tokens[nummer:] if rest.type == "td_close")
    einde.tag = "th"
