"""Logs of cases that ran elsewhere: read from CSV, JSON lines or XES, and translated by a mapping into events of a
process. Nothing is dropped silently: what cannot be read or translated is an issue with its line.
"""
