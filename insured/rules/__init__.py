"""Decisions about insured persons on plain values: no framework, no clock, no database."""
