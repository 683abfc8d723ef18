from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group

from basis.errors import DomainError
from basis.inlezen import Afgebroken, Importeur, Kolom, RijFout, importeer, importeur_voor, registreer, soorten
from basis.inlezen.importeur import _SOORTEN

NU = datetime(2026, 11, 2, 9, tzinfo=UTC)


class GroepImporteur(Importeur):
    """Groups by code; the name may change. Stands for any app's importer."""

    soort = "groepen"
    kolommen = (Kolom("id", verplicht=True, soort="getal"), Kolom("naam", verplicht=True))
    sleutel = ("id",)

    def lees_context(self, rijen):
        self.bestaand = Group.objects.in_bulk([rij["id"] for rij in rijen])

    def vergelijk(self, rij):
        if rij["naam"] == "verboden":
            raise RijFout("naam", "Deze naam mag niet.", "Kies een andere naam.")
        groep = self.bestaand.get(rij["id"])
        return self.plan(
            rij,
            oud=groep and {"naam": groep.name},
            nieuw={"naam": rij["naam"]},
            bestaand=groep,
            omschrijving=rij["naam"],
        )

    def schrijf(self, plannen, *, by, at):
        Group.objects.bulk_create(
            [Group(id=plan.rij["id"], name=plan.rij["naam"]) for plan in plannen],
            update_conflicts=True,
            update_fields=["name"],
            unique_fields=["id"],
        )
        if any(plan.rij["naam"] == "breekt" for plan in plannen):
            raise DomainError("Halverwege mis.")


def run(text, **opties):
    return importeer(GroepImporteur, text.encode(), by=None, at=NU, naam="g.csv", **opties)


@pytest.mark.django_db
def test_import_writes_then_is_idempotent_then_tells_changes():
    eerste = run("id,naam\n1,een\n2,twee\n")
    tweede = run("id,naam\n1,een\n2,twee\n")
    derde = run("id,naam\n1,een\n2,TWEE\n3,drie\n")
    assert eerste.aantallen == {"gelezen": 2, "nieuw": 2, "gewijzigd": 0, "ongewijzigd": 0, "fout": 0}
    assert tweede.aantallen == {"gelezen": 2, "nieuw": 0, "gewijzigd": 0, "ongewijzigd": 2, "fout": 0}
    assert derde.aantallen == {"gelezen": 3, "nieuw": 1, "gewijzigd": 1, "ongewijzigd": 1, "fout": 0}
    assert [wijziging.to_json() for wijziging in derde.voorbeeld()[0].wijzigingen] == [
        {"veld": "naam", "oud": "twee", "nieuw": "TWEE"}
    ]
    assert dict(Group.objects.values_list("id", "name")) == {1: "een", 2: "TWEE", 3: "drie"}
    assert derde.geschreven
    assert derde.als_tekst() == "groepen: gelezen 3, nieuw 1, gewijzigd 1, ongewijzigd 1, fout 0 (geschreven)"


@pytest.mark.django_db
def test_proef_only_tells():
    resultaat = run("id,naam\n1,een\n", proef=True)
    assert resultaat.aantallen["nieuw"] == 1
    assert not resultaat.geschreven
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_one_error_stops_all_and_every_error_is_told():
    resultaat = run("id,naam\n1,een\nx,twee\n3,verboden\n1,nogmaals\n")
    assert resultaat.aantallen == {"gelezen": 4, "nieuw": 1, "gewijzigd": 0, "ongewijzigd": 0, "fout": 3}
    assert [str(fout).split(":")[0] for fout in sorted(resultaat.fouten, key=lambda fout: fout.rij)] == [
        "g.csv, rij 3, kolom id, waarde 'x'",
        "g.csv, rij 4, kolom naam, waarde 'verboden'",
        "g.csv, rij 5, kolom id, waarde '1'",
    ]
    assert not resultaat.ok
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_failure_half_way_leaves_nothing_behind():
    with pytest.raises(DomainError):
        run("id,naam\n1,een\n2,breekt\n")
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_header_errors_leave_the_database_alone(django_assert_num_queries):
    with django_assert_num_queries(0):
        resultaat = run("nummer,naam\n1,een\n")
    assert resultaat.aantallen["fout"] == 1


@pytest.mark.django_db
def test_preview_that_no_longer_holds_is_refused():
    text = "id,naam\n1,een\n"
    voorbeeld = run(text, proef=True)
    assert run(text, verwacht=voorbeeld.plan_hash).geschreven
    Group.objects.update(name="anders")
    with pytest.raises(DomainError, match="veranderd sinds het voorbeeld"):
        run(text, verwacht=voorbeeld.plan_hash)


@pytest.mark.django_db
def test_cancel_writes_nothing():
    steps = []
    with pytest.raises(Afgebroken):
        run("id,naam\n1,een\n", voortgang=lambda *stap: steps.append(stap[0]), annuleer=lambda: "schrijven" in steps)
    assert "vergelijken" in steps
    assert not Group.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("aantal", [1, 50])
def test_number_of_queries_does_not_grow_with_rows(django_assert_num_queries, aantal):
    text = "id,naam\n" + "".join(f"{i},g{i}\n" for i in range(1, aantal + 1))
    with django_assert_num_queries(4):  # savepoint, read, write, release
        run(text)


def test_json_holds_counts_errors_and_preview(db):
    uit = run("id,naam\n1,een\nx,y\n", proef=True).to_json(voorbeeld=5)
    assert uit["gelezen"] == 2
    assert uit["fouten"][0]["kolom"] == "id"
    assert uit["voorbeeld"] == [{"rij": 2, "status": "nieuw", "omschrijving": "een", "wijzigingen": []}]


def test_registry_knows_kinds_and_refuses_unknown_ones(monkeypatch):
    monkeypatch.setattr("basis.inlezen.importeur._SOORTEN", dict(_SOORTEN))
    registreer("groepen", GroepImporteur)
    registreer("groepen", GroepImporteur)
    assert soorten()["groepen"] is GroepImporteur
    assert importeur_voor("groepen") is GroepImporteur
    with pytest.raises(ValueError, match="registered twice"):
        registreer("groepen", type("Ander", (Importeur,), {}))
    with pytest.raises(DomainError, match="De soort 'koeien' bestaat niet"):
        importeur_voor("koeien")
