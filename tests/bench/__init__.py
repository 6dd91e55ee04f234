"""Benchmarks: each prints what was measured beside its baseline in the same run, and the ratio. Never part of the suite."""
