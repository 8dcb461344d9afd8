"""The judge: a slow, plain interpreter of the language, written from `docs/reference/semantics.md` alone.

It reads the tree of a process and keeps nothing but the journal: where a case is, which clocks run and what the rules
have seen is found by reading the records from the first to the last, every time it is asked. It imports nothing of the
library but the tree, so that the kernel can be held against it. Numbers in comments are paragraphs of that page.
"""
