"""Writes `mapping.toml` beside it from the log of the incidents: `python make_mapping.py LOG > mapping.toml`.

The teams of the second and the third line say so in their names (`G230 2nd`, `V13 2nd 3rd`); the log has hundreds of
them, and a mapping names each. Whoever is named neither works in the first line.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

HEAD = """\
# How the log of the incidents speaks of the process; the lists of teams are written by `make_mapping.py`.

process = "incidents"

[log]
case = "case:concept:name"
activity = ["concept:name", "lifecycle:transition"]   # the status and what it is about
time = "time:timestamp"
zone = "Europe/Brussels"
person = "org:resource"
party = "org:group"

[roles.first_line]
anybody = true                                        # named last in the process: who is in another line is that first

[roles.system]
parties = ["Siebel"]
"""

EVENTS = """
[events.accept]
activity = "Accepted / In Progress"
params.team = "org:group"
params.product = "product"
params.impact = { column = "impact", values = { Low = "low", Medium = "medium", High = "high", Major = "major" } }

[events.queue]
activity = "Queued / Awaiting Assignment"
params.team = "org:group"

[events.assign]
activity = "Accepted / Assigned"
params.team = "org:group"

[events.wait]
activity = [
  "Accepted / Wait - User",
  "Accepted / Wait - Implementation",
  "Accepted / Wait - Vendor",
  "Accepted / Wait - Customer",
  "Accepted / Wait",
]
params.team = "org:group"

[events.wait.params.waits_for]
column = "lifecycle:transition"

[events.wait.params.waits_for.values]
"Wait - User" = "user"
"Wait - Implementation" = "implementation"
"Wait - Vendor" = "vendor"
"Wait - Customer" = "customer"
"Wait" = "other"

[events.resolve]
activity = "Completed / Resolved"
params.team = "org:group"

[events.solve_in_call]
activity = "Completed / In Call"

[events.close]
activity = "Completed / Closed"

[events.cancel]
activity = "Completed / Cancelled"

[ignore]
activities = ["Unmatched / Unmatched"]                # five rows; nothing says what they mean
"""


def teams(log: Path) -> set[str]:
    """All teams that the log names."""
    opened = gzip.open if log.suffix == ".gz" else open
    with opened(log, "rt", encoding="utf-8") as lines:
        return {found for line in lines for found in re.findall(r'<string key="org:group" value="([^"]*)"', line)}


def line_of(role: str, names: list[str]) -> str:
    """The table of a role: the values of the team's column that make one a member."""
    listed = "".join(f'  "{name}",\n' for name in names)
    return f'\n[roles.{role}]\ncolumn = "org:group"\nvalues = [\n{listed}]\n'


def main() -> None:
    """Print the mapping for the log that the command line names."""
    found = sorted(teams(Path(sys.argv[1])))
    third = [name for name in found if "3rd" in name]
    second = [name for name in found if "2nd" in name and name not in third]
    sys.stdout.write(HEAD + line_of("second_line", second) + line_of("third_line", third) + EVENTS)


if __name__ == "__main__":
    main()
