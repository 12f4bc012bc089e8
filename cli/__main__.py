"""`python -m cli`, the same as `waymark`."""

from cli import main

main()
