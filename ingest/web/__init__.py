"""Web pages: the main text without what a site puts around it."""
