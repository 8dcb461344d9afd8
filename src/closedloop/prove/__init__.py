"""Decides the rules of a process over every possible run, before it goes live."""
