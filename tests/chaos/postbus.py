"""A mail server for tests: takes mail on 127.0.0.1, or refuses, hangs and drops as the address of the receiver says.

`weiger@` gets 550, `later@` 451, with `hang@` the server falls silent after the text, with `val@` it hangs up there.
With `hersteld` it takes everything.
"""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Postbus:
    """Runs in a thread of its own from `start` to `stop`; `ontvangen` are the mails that were answered with 250."""

    ontvangen: list[tuple[str, Message]] = field(default_factory=list)
    gezien: list[tuple[str, Message]] = field(default_factory=list)  # that came whole, answered or not
    hersteld: bool = False
    verbindingen: int = 0
    poort: int = 0

    def start(self) -> "Postbus":
        self._lus = asyncio.new_event_loop()
        self._klaar = threading.Event()
        self._draad = threading.Thread(target=self._draai, daemon=True)
        self._draad.start()
        assert self._klaar.wait(10)
        return self

    def stop(self) -> None:
        self._lus.call_soon_threadsafe(self._einde.set)
        self._draad.join(10)

    def leeg(self) -> None:
        self.ontvangen.clear()
        self.gezien.clear()

    def message_ids(self) -> list[str]:
        return [bericht["Message-ID"] for _, bericht in list(self.ontvangen)]

    def _draai(self) -> None:
        asyncio.set_event_loop(self._lus)
        with suppress(asyncio.CancelledError):
            self._lus.run_until_complete(self._open())
        self._lus.close()

    async def _open(self) -> None:
        self._einde = asyncio.Event()
        self._bezig: set[asyncio.Task] = set()
        server = await asyncio.start_server(self._ontvang, "127.0.0.1", 0)
        self.poort = server.sockets[0].getsockname()[1]
        self._klaar.set()
        await self._einde.wait()
        server.close()
        for taak in self._bezig:
            taak.cancel()
        await asyncio.gather(*self._bezig, return_exceptions=True)

    async def _ontvang(self, lees: asyncio.StreamReader, schrijf: asyncio.StreamWriter) -> None:
        self.verbindingen += 1
        taak = asyncio.current_task()
        self._bezig.add(taak)
        try:
            await self._gesprek(lees, schrijf)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever called was killed
        finally:
            self._bezig.discard(taak)
            schrijf.close()

    async def _gesprek(self, lees: asyncio.StreamReader, schrijf: asyncio.StreamWriter) -> None:
        async def zeg(tekst: str) -> None:
            schrijf.write(f"{tekst}\r\n".encode())
            await schrijf.drain()

        await zeg("220 postbus")
        aan = nuk = ""
        while regel := (await lees.readline()).decode("utf-8", "replace"):
            woord = regel.strip().upper()
            if woord.startswith("RCPT"):
                aan = regel.partition("<")[2].partition(">")[0]
                nuk = "" if self.hersteld else aan.partition("@")[0]
                await zeg({"weiger": "550 onbekend", "later": "451 later graag"}.get(nuk, "250 ok"))
            elif woord == "DATA":
                await zeg("354 kom maar")
                post = (aan, message_from_bytes(await lees.readuntil(b"\r\n.\r\n")))
                self.gezien.append(post)
                if nuk == "val":
                    return
                if nuk == "hang":
                    await self._einde.wait()
                    return
                self.ontvangen.append(post)
                await zeg("250 aangenomen")
            elif woord == "QUIT":
                await zeg("221 dag")
                return
            else:
                await zeg("250 ok")
