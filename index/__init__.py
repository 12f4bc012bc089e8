"""Passages to hits: the encoder, dense and lexical search, their fusion, and the store."""
