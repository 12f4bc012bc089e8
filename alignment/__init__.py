"""Alignment: what local procedures say beside what national documents ask, and what a new edition changes."""
