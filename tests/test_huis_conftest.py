"""Tests about the safety nets of the suite itself: each net must catch something."""

import socket

import pytest
from django.conf import settings
from django.template import engines
from pytest_socket import SocketConnectBlockedError


def _render(text: str, name: str, **context: object) -> str:
    engine = engines["django"].engine
    template = engine.from_string(text)
    template.origin.name = name
    for node in template.nodelist.get_nodes_by_type(object):
        node.origin = template.origin
    return engines["django"].from_string("").__class__(template, engines["django"]).render(context)


OWN = str(settings.BASE_DIR / "templates" / "voorbeeld.html")


def test_unknown_variable_in_own_template_fails():
    with pytest.raises(pytest.fail.Exception, match="Unknown variable 'naam'"):
        _render("Dag {{ naam }}", OWN)


def test_unknown_variable_in_a_library_template_is_let_through():
    assert _render("Dag {{ naam }}", "/elders/templates/x.html") == "Dag "


def test_default_filter_makes_a_variable_optional():
    assert _render("Dag {{ naam|default:'jij' }}", OWN) == "Dag jij"


def test_condition_makes_a_variable_optional():
    assert _render("Dag{% if naam %} {{ naam }}{% endif %}", OWN) == "Dag"


def test_outside_world_is_out_of_reach():
    with pytest.raises(SocketConnectBlockedError), socket.create_connection(("192.0.2.1", 80), timeout=1):
        pass
