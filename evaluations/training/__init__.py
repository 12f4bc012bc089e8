"""How the shipped encoder is trained, and how it is compared with the plain one: `python -m evaluations.training`."""
