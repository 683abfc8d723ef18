import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from basis.errors import DomainError
from basis.http import bladzijde, fouten_melden, is_htmx, naar_pagina, niet_bewaren_na_inloggen, veilige_next

HTMX = {"HX-Request": "true"}


class Formulier(forms.Form):
    naam = forms.CharField(required=False)


def get(path="/", *, headers=None, **data):
    request = RequestFactory().get(path, data, headers=headers)
    request._messages = CookieStorage(request)
    return request


def test_redirect_goes_the_way_of_the_one_who_asks():
    gewoon = naar_pagina(get(), "/plaatsingen/")
    met_htmx = naar_pagina(get(headers=HTMX), "/plaatsingen/")
    assert (gewoon.status_code, gewoon["Location"]) == (302, "/plaatsingen/")
    assert (met_htmx.status_code, met_htmx["HX-Redirect"]) == (200, "/plaatsingen/")


def test_boosted_link_is_no_part_of_a_page():
    assert is_htmx(get(headers=HTMX))
    assert not is_htmx(get(headers=HTMX | {"HX-Boosted": "true"}))
    assert not is_htmx(get())


@pytest.mark.parametrize(
    ("next_", "doel"),
    [
        ("/verslagen/?pagina=2", "/verslagen/?pagina=2"),
        ("http://testserver/x", "http://testserver/x"),
        ("", "/"),
        ("https://kwaad.example/", "/"),
        ("//kwaad.example/", "/"),
        ("/\\kwaad.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///kwaad.example", "/"),
    ],
)
def test_next_stays_on_this_site(next_, doel):
    assert veilige_next(get(next=next_)) == doel


def test_next_in_post_goes_first():
    request = RequestFactory().post("/?next=/b/", {"next": "/a/"})
    assert veilige_next(request) == "/a/"


def test_domain_error_becomes_a_message_or_a_form_error():
    request = get()
    with fouten_melden(request) as fouten:
        raise DomainError("De plek is bezet.")
    assert [str(message) for message in request._messages] == ["De plek is bezet."]
    assert fouten[0].message == "De plek is bezet."
    form = Formulier({"naam": "x"})
    for field in ("naam", "weg", None):
        with fouten_melden(get(), form):
            raise DomainError("Kan niet.", field=field)
    assert form.errors == {"naam": ["Kan niet."], "__all__": ["Kan niet.", "Kan niet."]}


def test_other_errors_go_through():
    with pytest.raises(ZeroDivisionError), fouten_melden(get()):
        _ = 1 / 0


@pytest.mark.parametrize(("vraag", "nummer"), [("2", 2), ("99", 3), ("0", 3), ("x", 1), ("", 1)])
def test_page_is_always_one_that_exists(vraag, nummer):
    pagina = bladzijde(get(pagina=vraag), list(range(60)))
    assert (pagina.number, pagina.paginator.count) == (nummer, 60)


def test_public_view_is_not_kept_for_who_is_logged_in():
    view = niet_bewaren_na_inloggen(lambda request: HttpResponse("x"))
    request = get()
    request.user = AnonymousUser()
    assert "Cache-Control" not in view(request).headers
    request.user = type("User", (), {"is_authenticated": True})()
    assert view(request)["Cache-Control"] == "no-store, private"
