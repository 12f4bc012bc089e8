"""What the field knows, as tables that people can read and extend, and the code that reads them."""
