"""The forms in which a file may come, the mistakes that refuse it whole, and what the command says about itself."""

import io
import json

import openpyxl
import pytest

from basis.inlezen import soorten
from kern.management.commands.importeer import Command
from kern.models import Opleidingscluster, Periode
from tests.imports.aanroep import TABEL, draai
from vraagaanbod.models import Opgave

pytestmark = pytest.mark.django_db


def _xlsx(pad, rijen):
    boek = openpyxl.Workbook()
    for rij in rijen:
        boek.active.append(rij)
    boek.save(pad)


def test_xlsx_reads_like_csv(tmp_path, capsys):
    regels = [regel.split(",") for regel in TABEL.read_text().splitlines()]
    rijen = [regels[0]] + [[*rij[:2], int(rij[2]), float(rij[3])] for rij in regels[1:]]
    _xlsx(tmp_path / "tabel.xlsx", rijen)
    code, uit, _ = draai(capsys, "importeer", "vraag-aanbod", tmp_path / "tabel.xlsx")
    assert (code, "nieuw 15" in uit) == (0, True)
    code, uit, _ = draai(capsys, "importeer", "vraag-aanbod", TABEL)
    assert "ongewijzigd 15" in uit


VA = "schooljaar,cluster,vraag,aanbod\n"
SLECHT = [
    ("missing column", b"schooljaar,cluster,vraag\n2009/2010,ZH1-PT,1\n", "aanbod"),
    ("unknown cluster", f"{VA}2009/2010,Kapper,1,1\n".encode(), "cluster"),
    ("negative", f"{VA}2009/2010,ZH1-PT,-1,1\n".encode(), "vraag"),
    ("text in number", f"{VA}2009/2010,ZH1-PT,veel,1\n".encode(), "vraag"),
    ("fraction", f'{VA}2009/2010,ZH1-PT,1,"2,5"\n'.encode(), "aanbod"),
    ("empty number", f"{VA}2009/2010,ZH1-PT,,1\n".encode(), "vraag"),
    ("bad year", f"{VA}2009/2011,ZH1-PT,1,1\n".encode(), "schooljaar"),
    ("too short row", f"{VA}2009/2010,ZH1-PT,1\n".encode(), ""),
    ("same row twice", f"{VA}2009/2010,ZH1-PT,1,1\n2009/2010,ZH 1e jaars parttime,1,1\n".encode(), "cluster"),
    (
        "unknown school",
        b"schooljaar,cluster,vraag,aanbod,onderwijsinstelling\n2009/2010,ZH1-PT,1,1,ROC Nergens\n",
        "onderwijsinstelling",
    ),
    ("bad period", b"schooljaar,cluster,vraag,aanbod,periode\n2009/2010,ZH1-PT,1,1,7\n", "periode"),
    ("empty file", b"", ""),
    ("only header", VA.encode(), ""),
]


@pytest.mark.parametrize(("naam", "inhoud", "kolom"), SLECHT, ids=[rij[0] for rij in SLECHT])
def test_bad_demand_file_is_refused_whole(tmp_path, capsys, naam, inhoud, kolom):
    bestand = tmp_path / "slecht.csv"
    bestand.write_bytes(inhoud + (b"2009/2010,HP1-PT,5,5\n" if b"rij" in inhoud else b""))
    code, uit, fout = draai(capsys, "importeer", "vraag-aanbod", bestand, "--json")
    assert code == 1
    assert json.loads(uit)["fouten"][0]["kolom"] == kolom
    assert fout.splitlines()[0].startswith("slecht.csv")
    assert not Opgave.objects.exists()


GOED = [
    ("semicolons", b"schooljaar;cluster;vraag;aanbod\n2009/2010;ZH1-PT;130;28\n"),
    ("utf-16", "schooljaar\tcluster\tvraag\taanbod\n2009/2010\tZH1-PT\t130\t28\n".encode("utf-16")),
    ("bom and capitals", "\ufeffSchooljaar,CLUSTER,Vraag,Aanbod\n2009/2010,zh1-pt,130,28\n".encode()),
    ("thousands and year with a dash", b"schooljaar;cluster;vraag;aanbod\n2009-2010;ZH1-PT;1.130;28\n"),
]


@pytest.mark.parametrize(("naam", "inhoud"), GOED, ids=[rij[0] for rij in GOED])
def test_usual_forms_of_a_file_are_read(tmp_path, capsys, naam, inhoud):
    (tmp_path / "goed.csv").write_bytes(inhoud)
    code, _, fout = draai(capsys, "importeer", "vraag-aanbod", tmp_path / "goed.csv")
    assert (code, Opgave.objects.count()) == (0, 2), fout
    assert set(Opgave.objects.values_list("cluster__code", flat=True)) == {"ZH1-PT"}


def test_formula_cells_are_read_by_their_value_or_refused(tmp_path, capsys):
    _xlsx(tmp_path / "f.xlsx", [["schooljaar", "cluster", "vraag", "aanbod"], ["2009/2010", "ZH1-PT", "=1+1", 3]])
    code, uit, _ = draai(capsys, "importeer", "vraag-aanbod", tmp_path / "f.xlsx", "--json")
    assert code == 1  # openpyxl stores no outcome, so there is none to read
    assert json.loads(uit)["fouten"][0]["kolom"] == "vraag"


def test_new_cluster_is_made_once_and_only_when_written(tmp_path, capsys):
    bestand = tmp_path / "nieuw.csv"
    bestand.write_text(VA + "2031/2032,3 MZ 1e jaars/2e jaars parttime,10,4\n2031/2032,3 MZ 1e/2e jaars fulltime,1,1\n")
    draai(capsys, "importeer", "vraag-aanbod", bestand, "--proef")
    assert Opleidingscluster.objects.count() == 15
    code, _, fout = draai(capsys, "importeer", "vraag-aanbod", bestand)
    assert code == 0
    assert "Dit opleidingscluster is nieuw. Het krijgt de code MZ12-PT." in fout
    assert set(Opleidingscluster.objects.filter(letters="MZ").values_list("code", "leerjaren")) == {
        ("MZ12-PT", "1 2"),
        ("MZ12-FT", "1 2"),
    }
    assert Periode.objects.filter(schooljaar__naam="2031/2032").count() == 5
    _, uit, _ = draai(capsys, "importeer", "vraag-aanbod", bestand)
    assert "ongewijzigd 2" in uit


def test_replaced_figures_stay_with_their_moment(tmp_path, capsys):
    bestand = tmp_path / "cijfers.csv"
    for vraag in (130, 140):
        bestand.write_text(f"{VA}2009/2010,ZH1-PT,{vraag},28\n")
        draai(capsys, "importeer", "vraag-aanbod", bestand)
    vragen = Opgave.objects.filter(soort="vraag").order_by("pk")
    assert [(opgave.aantal, opgave.vervangen_op is None) for opgave in vragen] == [(130, False), (140, True)]
    assert Opgave.objects.filter(soort="aanbod").count() == 1
    assert vragen[1].bron == "bestand cijfers.csv"


def test_wrong_usage_gives_exit_code_2(capsys):
    parser = Command().create_parser("manage.py", "importeer")
    parser.called_from_command_line = True
    with pytest.raises(SystemExit) as einde:
        parser.parse_args(["koeien", "x.csv"])
    assert einde.value.code == 2
    assert "deze keuze bestaat niet" in capsys.readouterr().err


def test_help_is_dutch():
    parser = Command().create_parser("manage.py", "importeer")
    uit = io.StringIO()
    parser.print_help(uit)
    assert "gebruik: manage.py importeer" in uit.getvalue()
    assert "laat deze uitleg zien" in uit.getvalue()
    assert "show" not in uit.getvalue()


def test_handbook_names_every_column_of_every_kind():
    tekst = (TABEL.parents[3] / "docs" / "handleiding" / "importeren.md").read_text(encoding="utf-8")
    for soort, klasse in soorten().items():
        deel = tekst.split(f"(`{soort}`)")[1].split("\n## ")[0]
        for kolom in klasse.kolommen:
            assert f"| `{kolom.naam}` | {'ja' if kolom.verplicht else 'nee'} | {kolom.uitleg} |" in deel
