"""Brings national documents from their publishers into a library: the only part of Waymark that calls out."""
