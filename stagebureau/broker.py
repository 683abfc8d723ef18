"""Embedded message broker for one machine: kombu's filesystem transport, made safe against half-written files.

Upstream opens a message under its final name and then writes it, so a reader can meet half a message; exchange tables
are rewritten in place, so a killed writer spoils them for good. Here a file always appears whole, by rename.

A message is gone from the folder before its task runs. A task that was killed is found again by the sweep
(`kern.tasks.herstel_taken`), never by this broker.
"""

import fcntl
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads


def _write_whole(path: Path, data: bytes) -> None:
    """Make `path` hold exactly `data`; whoever looks sees the old file, no file or the whole new one."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Channel(filesystem.Channel):
    """A channel whose messages and exchange tables are always whole, and that gives each message to one reader."""

    def __init__(self, connection: object, **kwargs: object) -> None:
        super().__init__(connection, **kwargs)
        for folder in (self.data_folder_in, self.data_folder_out, self.processed_folder, self.control_folder):
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._give_back_abandoned()

    def _give_back_abandoned(self) -> None:
        """Queue again what a process had claimed but not read when it was killed."""
        for claim in Path(self.processed_folder).glob("*.msg"):
            pid, _, name = claim.name.partition("-")
            if pid.isdecimal() and not _is_running(int(pid)):
                try:
                    claim.rename(Path(self.data_folder_in, name))
                except FileNotFoundError:  # another process was first
                    continue

    # --- messages ---

    def _put(self, queue: str, payload: dict, **_kwargs: object) -> None:  # type: ignore[override] # as kombu does
        # The wall clock, not upstream's monotonic one: that starts anew at a reboot and would turn the order round.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        try:
            _write_whole(Path(self.data_folder_out, name), str_to_bytes(dumps(payload)))
        except OSError as error:
            msg = f"Cannot write message {name}"
            raise ChannelError(msg) from error

    def _get(self, queue: str) -> dict:  # type: ignore[override] # as kombu does
        for name in sorted(path.name for path in Path(self.data_folder_in).iterdir()):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            claim = Path(self.processed_folder, f"{os.getpid()}-{name}")
            try:
                Path(self.data_folder_in, name).rename(claim)  # atomic: one process wins
            except FileNotFoundError:
                continue
            data = claim.read_bytes()
            claim.unlink()
            message: dict = loads(bytes_to_str(data))
            return message
        raise Empty

    # --- exchange tables ---

    @contextmanager
    def _tables_locked(self) -> Iterator[None]:
        with (self.control_folder / ".lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _write_table(self, exchange: str, rows: list) -> None:
        _write_whole(self._exchange_file(exchange), str_to_bytes(dumps(rows)))

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        if row in self.get_table(exchange):
            return
        with self._tables_locked():
            rows = self.get_table(exchange)
            if row not in rows:
                self._write_table(exchange, [row, *rows])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_args: object, **_kwargs: object
    ) -> None:
        self._purge(queue)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._tables_locked():
            rows = self.get_table(exchange)
            if row in rows:
                self._write_table(exchange, [other for other in rows if other != row])


class Transport(filesystem.Transport):
    """The transport that CELERY_BROKER_TRANSPORT names."""

    Channel = Channel
