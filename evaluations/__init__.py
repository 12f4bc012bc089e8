"""Queries, judgements, measures and benchmarks: how well the search finds, and at what cost."""
