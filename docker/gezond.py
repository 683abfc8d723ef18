"""Health check of the container: is the site on this machine well? Exit code 0 or 1, nothing else."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Return 0 when /health/ answers 200 to the first of the site's own names."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(
        "http://127.0.0.1:8000/health/", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as response:
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
