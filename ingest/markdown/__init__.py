"""Markdown, with what exporters leave in it."""
