"""`python -m matching.engine MAP --uit MAP2`."""

from .cli import main

raise SystemExit(main())
