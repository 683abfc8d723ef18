import html.parser

import pytest
from django.template import TemplateDoesNotExist

from basis.mailtekst import maak_mail


@pytest.fixture(autouse=True)
def proefmail(sjablonen):
    sjablonen["mail/proef.onderwerp.txt"] = "Verslag van {{ maand }}\n"
    sjablonen["mail/proef.txt"] = "Dag {{ naam }},\n\nLever je verslag in:\n{{ adres }}\n\nGroet,\nStagebureau\n"


def test_mail_without_html_gets_one_made_of_its_text():
    mail = maak_mail("proef", {"maand": "mei", "naam": "<b>Jo & Co</b>", "adres": "https://s.example/v/1/"})
    assert mail.onderwerp == "Verslag van mei"
    assert mail.tekst == "Dag <b>Jo & Co</b>,\n\nLever je verslag in:\nhttps://s.example/v/1/\n\nGroet,\nStagebureau\n"
    assert "Dag &lt;b&gt;Jo &amp; Co&lt;/b&gt;," in mail.html
    assert "Groet,<br>Stagebureau" in mail.html
    assert mail.html.count('href="https://s.example/v/1/"') == 2
    assert 'style="display:inline-block;' in mail.html
    assert "class=" not in mail.html


def test_html_of_the_mail_itself_goes_first(sjablonen):
    sjablonen["mail/proef.html"] = (
        '{% extends "mail/basis.html" %}{% block inhoud %}<p>Eigen</p>{% endblock %}'
        "{% block knop %}Inleveren{% endblock %}"
    )
    mail = maak_mail("proef", {"maand": "mei", "naam": "Jo", "adres": "https://s.example/"})
    assert "<p>Eigen</p>" in mail.html
    assert ">Inleveren</a>" in mail.html
    assert "<title>Verslag van mei</title>" in mail.html


def test_mail_without_action_has_no_link(sjablonen):
    sjablonen["mail/proef.txt"] = "Klaar."
    assert "<a " not in maak_mail("proef", {"maand": "mei", "naam": "Jo"}).html


def test_subject_is_one_short_line():
    mail = maak_mail("proef", {"maand": "mei\r\nBcc: kwaad@example.org " + "x" * 200, "naam": "Jo"})
    assert "\n" not in mail.onderwerp
    assert len(mail.onderwerp) == 120


def test_missing_text_is_an_error_of_the_programmer():
    with pytest.raises(TemplateDoesNotExist):
        maak_mail("bestaat-niet", {})


def test_html_is_simple_and_names_its_language():
    class Lezer(html.parser.HTMLParser):
        namen = set()

        def handle_starttag(self, tag, attrs):
            self.namen.add(tag)
            if tag == "html":
                assert ("lang", "nl") in attrs

    Lezer().feed(maak_mail("proef", {"maand": "mei", "naam": "Jo", "adres": "https://s.example/"}).html)
    assert Lezer.namen <= {"html", "head", "meta", "title", "body", "main", "p", "a", "br", "hr"}
