"""A fixed number per (student, place), the same on every machine and run: the last tie-break."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from .arrays import Arrays, Ints
from .eligibility import Pairs

CHUNK = 1 << 18
_Seeds = NDArray[np.uint64]
_MULTIPLY = np.uint64(0xBF58476D1CE4E5B9)
_FINISH = np.uint64(0x94D049BB133111EB)


def _seeds(codes: list[str], person: bytes) -> _Seeds:
    digests = b"".join(blake2b(code.encode(), digest_size=8, person=person).digest() for code in codes)
    return np.frombuffer(digests, dtype="<u8")


def tie_numbers(arrays: Arrays, pairs: Pairs, bits: int) -> Ints:
    """A number of `bits` bits for each pair, made from the codes of student, place and conversion only."""
    if not len(pairs):
        return np.zeros(0, dtype=np.int64)
    students, places = _seeds(arrays.students, b"student"), _seeds(arrays.places, b"plaats")
    numbers: Ints = np.empty(len(pairs), dtype=np.int32 if bits < 32 else np.int64)
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        numbers[part] = _mix(students[pairs.student[part]], places[pairs.place[part]], pairs.conversion[part], bits)
    return numbers


def _mix(student: _Seeds, place: _Seeds, conversion: Ints, bits: int) -> _Seeds:
    mixed: _Seeds = student ^ (place * _MULTIPLY)
    mixed += (conversion + 2).astype(np.uint64)
    # The finisher of splitmix64: every input bit reaches every output bit.
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MULTIPLY
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _FINISH
    mixed ^= mixed >> np.uint64(31)
    mixed >>= np.uint64(64 - bits)
    return mixed
