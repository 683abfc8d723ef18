"""Mail servers that misbehave, as Django mail backends."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend

from kern.models import Bericht


class Weg(EmailBackend):
    """Nobody answers."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(111, "Connection refused")


class Traag(EmailBackend):
    """Gives no answer in time."""

    def send_messages(self, messages):
        raise TimeoutError("timed out")


class Weigert(EmailBackend):
    """Refuses addresses with `onbekend` in them for good, and with `vol` in them for now."""

    def send_messages(self, messages):
        adressen = [adres for bericht in messages for adres in bericht.to]
        for adres in adressen:
            if "onbekend" in adres:
                raise smtplib.SMTPRecipientsRefused({adres: (550, b"5.1.1 User unknown")})
            if "vol" in adres:
                raise smtplib.SMTPRecipientsRefused({adres: (452, b"4.2.2 Mailbox full")})
        return super().send_messages(messages)


class Ontevreden(EmailBackend):
    """Does not know the portal: no fault of any receiver."""

    def send_messages(self, messages):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials")


class Kijkt(EmailBackend):
    """Looks until when the relay holds what it sends."""

    huren: list = []

    def send_messages(self, messages):
        for bericht in messages:
            rij = Bericht.objects.get(message_id=bericht.extra_headers["Message-ID"])
            self.huren.append(rij.huur_tot)
        return super().send_messages(messages)
