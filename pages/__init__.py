"""The pages of the web app, one module a page: it reads widgets, calls one function, draws."""
