"""Holds a log of cases that ran elsewhere against a process: its rules judged on the log as it is, and beside that
what the process would have refused and what its timers would have done.
"""
