"""Records, errors and settings that every other room shares. Standard library only."""
