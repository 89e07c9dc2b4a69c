"""Decisions about appointments on plain values: no framework, no clock, no database."""
