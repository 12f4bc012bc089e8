"""What the alignment check should find, and where it should find nothing; how well it does."""
