"""The embedded broker: files appear whole, one reader gets a message, a restart loses nothing that waits."""

import json
import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.transport import filesystem

from stagebureau.broker import Transport

QUEUE = "celery"


def options(folder: Path) -> dict:
    return {
        "data_folder_in": str(folder / "berichten"),
        "data_folder_out": str(folder / "berichten"),
        "control_folder": str(folder / "beheer"),
        "processed_folder": str(folder / "bezig"),
        "store_processed": False,
        "polling_interval": 0.01,
    }


def connect(folder: Path, transport: type = Transport) -> Connection:
    return Connection("filesystem://", transport=transport, transport_options=options(folder))


def payload(number: int) -> dict:
    return {"body": "x" * 2000, "headers": {"nummer": number}, "properties": {"delivery_tag": str(number)}}


@pytest.fixture
def channel(tmp_path):
    with connect(tmp_path) as connection:
        yield connection.channel()


def waiting(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "berichten").iterdir())


# --- one process ---


def test_message_comes_back_as_it_went_in_and_in_order(channel, tmp_path):
    for number in range(5):
        channel._put(QUEUE, payload(number))

    assert [channel._get(QUEUE)["headers"]["nummer"] for _ in range(5)] == [0, 1, 2, 3, 4]
    assert waiting(tmp_path) == []
    assert list((tmp_path / "bezig").iterdir()) == []


def test_empty_queue_raises_empty(channel):
    with pytest.raises(Empty):
        channel._get(QUEUE)


def test_queue_whose_name_ends_alike_is_another_queue(channel):
    channel._put("ander.celery", payload(1))

    with pytest.raises(Empty):
        channel._get(QUEUE)
    assert channel._size("ander.celery") == 1


def test_unfinished_file_is_no_message(channel, tmp_path):
    (tmp_path / "berichten" / f".half.{QUEUE}.msg.tmp").write_bytes(b'{"bo')

    with pytest.raises(Empty):
        channel._get(QUEUE)
    assert channel._size(QUEUE) == 0


def test_failed_write_leaves_nothing_behind(channel, tmp_path):
    with pytest.raises(TypeError):
        channel._put(QUEUE, {"body": {1, 2}.__iter__()})
    assert waiting(tmp_path) == []


def test_folders_and_messages_are_private(channel, tmp_path):
    channel._put(QUEUE, payload(1))

    for name in ("berichten", "beheer", "bezig"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert (tmp_path / "berichten" / waiting(tmp_path)[0]).stat().st_mode & 0o077 == 0


def test_purge_counts_what_it_removes(channel):
    for number in range(3):
        channel._put(QUEUE, payload(number))
    assert channel._purge(QUEUE) == 3
    assert channel._size(QUEUE) == 0


def test_waiting_message_survives_a_restart(tmp_path):
    with connect(tmp_path) as connection:
        connection.channel()._put(QUEUE, payload(7))
    with connect(tmp_path) as connection:
        assert connection.channel()._get(QUEUE)["headers"]["nummer"] == 7


def test_claim_of_a_killed_process_is_queued_again(channel, tmp_path):
    channel._put(QUEUE, payload(7))
    name = waiting(tmp_path)[0]
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "berichten" / name).rename(tmp_path / "bezig" / f"{dead.pid}-{name}")

    with connect(tmp_path) as connection:
        assert connection.channel()._get(QUEUE)["headers"]["nummer"] == 7


def test_claim_of_a_living_process_is_left_alone(channel, tmp_path):
    channel._put(QUEUE, payload(7))
    name = waiting(tmp_path)[0]
    (tmp_path / "berichten" / name).rename(tmp_path / "bezig" / f"{os.getpid()}-{name}")

    with connect(tmp_path) as connection, pytest.raises(Empty):
        connection.channel()._get(QUEUE)


# --- exchange tables ---


def test_fanout_reaches_each_bound_queue(tmp_path):
    exchange = Exchange("omroep", type="fanout")
    got = []
    with connect(tmp_path) as connection:
        queues = [Queue(name, exchange) for name in ("een", "twee")]
        with connection.Consumer(queues, callbacks=[lambda body, message: (got.append(body), message.ack())]):
            connection.Producer(exchange=exchange).publish("bericht")
            for _ in range(2):
                connection.drain_events(timeout=5)
    assert got == ["bericht", "bericht"]


def test_unbound_queue_leaves_the_table(channel, tmp_path):
    channel._queue_bind("omroep", "", "", "een")
    channel._queue_bind("omroep", "", "", "twee")
    channel._delete("een", "omroep", "", "")
    assert json.loads((tmp_path / "beheer" / "omroep.exchange").read_text()) == [["", "", "twee"]]


def test_bindings_made_at_the_same_time_all_stay(tmp_path):
    def bind(number: int) -> None:
        with connect(tmp_path) as connection:
            connection.channel()._queue_bind("omroep", "", "", f"rij{number}")

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = json.loads((tmp_path / "beheer" / "omroep.exchange").read_text())
    assert sorted(row[2] for row in rows) == sorted(f"rij{number}" for number in range(20))


# --- several processes ---


def _consume(folder: str, results: multiprocessing.Queue, stop: object) -> None:
    got = []
    with connect(Path(folder)) as connection:
        channel = connection.channel()
        while True:
            try:
                got.append(channel._get(QUEUE)["headers"]["nummer"])
            except Empty:
                if stop.is_set():
                    break
    results.put(got)


def _publish(folder: str, start: int, count: int) -> None:
    with connect(Path(folder)) as connection:
        channel = connection.channel()
        for number in range(start, start + count):
            channel._put(QUEUE, payload(number))


def test_each_message_goes_to_exactly_one_of_two_processes(tmp_path):
    context = multiprocessing.get_context("spawn")
    results, stop = context.Queue(), context.Event()
    readers = [context.Process(target=_consume, args=(str(tmp_path), results, stop)) for _ in range(2)]
    writers = [context.Process(target=_publish, args=(str(tmp_path), 300 * number, 300)) for number in range(2)]
    for process in (*readers, *writers):
        process.start()
    for process in writers:
        process.join()
    stop.set()
    got = [results.get(timeout=30) for _ in readers]
    for process in readers:
        process.join()

    assert sorted(got[0] + got[1]) == list(range(600))


def test_control_upstream_shows_a_half_message_where_ours_does_not(tmp_path, monkeypatch):
    """The reason for this module: without it a reader meets an empty file under a final name."""
    seen = []

    def spy(value: object) -> str:
        seen.append(waiting(tmp_path))
        return json.dumps(value)

    (tmp_path / "berichten").mkdir()
    monkeypatch.setattr("kombu.transport.filesystem.dumps", spy)
    monkeypatch.setattr("stagebureau.broker.dumps", spy)

    with connect(tmp_path, filesystem.Transport) as connection:
        connection.channel()._put(QUEUE, payload(1))
    assert [name.endswith(".msg") for name in seen.pop()] == [True]  # empty, yet there for every reader

    with connect(tmp_path) as connection:
        connection.channel()._purge(QUEUE)
        connection.channel()._put(QUEUE, payload(1))
    assert seen.pop() == []
