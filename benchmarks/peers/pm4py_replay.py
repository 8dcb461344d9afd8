"""pm4py's token-based replay of a log, reading included: `pm4py_replay.py LOG NET COLUMNS`.

`COLUMNS`: the names of the columns for case, activity and time, by commas; for XES they are known. The net is
discovered by the inductive miner (noise 0.2, so that not everything fits) and kept in the file `NET`, when it is not
there yet; a run that did that answers nothing else. Timed: reading the log from disk with pandas and
`format_dataframe`, or with `read_xes` (its default reader); reading the net; the replay with its defaults, which
replays each variant of the order of activities once. Not timed in `work`, but in `whole`: the interpreter's start
and the imports. Seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pandas
import pm4py


def read(path: str, columns: str) -> Any:
    """The log as pm4py wants it."""
    if ".xes" in path:
        return pm4py.read_xes(path)
    case, activity, moment = columns.split(",")
    return pm4py.format_dataframe(pandas.read_csv(path), case_id=case, activity_key=activity, timestamp_key=moment)


def main() -> None:
    """Discover the net, or replay."""
    path, net, columns = sys.argv[1:]
    if not Path(net).exists():
        pm4py.write_pnml(*pm4py.discover_petri_net_inductive(read(path, columns), noise_threshold=0.2), net)
        return
    imported, wall = time.process_time(), time.perf_counter()
    log = read(path, columns)
    ready = time.process_time()
    replayed = pm4py.conformance_diagnostics_token_based_replay(log, *pm4py.read_pnml(net))
    ended = time.process_time()
    if not any(trace["trace_is_fit"] for trace in replayed):
        raise SystemExit("no trace fits: the net is not of this log")
    print(
        json.dumps(
            {
                "name": "pm4py",
                "version": pm4py.__version__,
                "work": [ended - imported],
                "reading": [ready - imported],
                "replaying": [ended - ready],
                "imports": [imported],
                "whole": [ended],
                "wall": [time.perf_counter() - wall],
                "rows": len(log),
                "cases": len(replayed),
            }
        )
    )


if __name__ == "__main__":
    main()
