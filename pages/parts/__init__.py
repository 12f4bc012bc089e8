"""What the pages share. It stands in a folder of its own, as Streamlit takes every file beside a page for a page."""
