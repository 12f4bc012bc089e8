"""Situations judged over directories of services, and how well `services.matching` and its baselines answer them."""
