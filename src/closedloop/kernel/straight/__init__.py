"""Straight code: for each event in each step a Python function that does the ordinary at once.

Guarantees: a function says what the general kernel would say, or `None`; then the general kernel decides. It is made
from the compiled process when it is first worth it. See `docs/decisions/0013-generated-form.md`.
"""
