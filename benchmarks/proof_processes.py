"""Processes of any size to be explored: independent bounded counters, and long rows of steps."""

from __future__ import annotations

TOP = 6


def counters(number: int, top: int = TOP) -> str:
    """So many counters up to `top`, each raised by an event of its own, in a process of three steps.

    It has (top + 1) ** number states in which something is counted, and as many more as were handed over and sent back.
    """
    each = range(1, number + 1)
    fields = "\n".join(f"  field tally_{i}: int 0..{top} = 0" for i in each)
    events = "\n".join(
        f"    count_{i}() do {{ set tally_{i} = tally_{i} + 1 }}\n      require tally_{i} < {top}" for i in each
    )
    enough = " and ".join(f"tally_{i} >= 1" for i in each)
    return f"""process counting {{
  role clerk
{fields}
  start taking
  step taking {{
    by clerk
{events}
    hand_over() -> checking
      require {enough}
  }}
  step checking {{
    by clerk
    send_back() -> taking
      do {{ set tally_1 = 0 }}
    approve() -> closed
  }}
  end closed
}}
"""


def row(steps: int) -> str:
    """So many steps, one after the other, each with a limit, a way back, rules over the whole and events anywhere."""
    each = "\n".join(_step(index, steps) for index in range(steps))
    return f"""process long_row {{
  role clerk
  role head
  field urgent: bool = no
  field grade: one of low | middle | high
  start s0
{each}
  end closed
  anywhere {{
    hurry() by head
      do {{ set urgent = yes }}
    rate(grade) by head
  }}
  rule graded "nothing is closed ungraded": on closed, grade is set
  rule begun "what is closed went through the first step": pass_0 before closed
  rule sent_back "at most twice": send_back at most 2 times
  rule loop_closes "everything comes to an end": every case ends
}}
"""


def _step(index: int, steps: int) -> str:
    onward = f"s{index + 1}" if index + 1 < steps else "closed"
    needs = '\n      require grade is set "grade it first"' if index + 1 == steps else ""
    back = f"    send_back(reason: text) -> s{index - 1}\n" if index % 5 == 4 else ""
    limit = f"    within 10 working days, then -> {onward}\n" if index % 7 == 3 and not needs else ""
    return f"  step s{index} {{\n    by clerk\n{limit}    pass_{index}() -> {onward}{needs}\n{back}  }}"
