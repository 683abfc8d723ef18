"""Distance over the earth, in plain Python: for a page with a few places (the matcher has its own for millions)."""

from math import asin, cos, radians, sin, sqrt

AARDE_KM = 6371.0088


def hemelsbreed_km(lat: float, lon: float, naar_lat: float, naar_lon: float) -> float:
    """Return the great-circle distance in km, unrounded, between two points in degrees (contract section 3)."""
    a, b = radians(lat), radians(naar_lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(naar_lon - lon) / 2) ** 2
    return 2 * AARDE_KM * asin(sqrt(min(1.0, half)))
