"""`python -m closedloop.cli`."""

from __future__ import annotations

import sys

from closedloop.cli import main

sys.exit(main())
