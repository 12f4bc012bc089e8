"""Which formats Waymark reads, by the ending of a file's name, in small letters. How each is read is not known here."""

FORMATS = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".html": "HTML",
    ".htm": "HTML",
    ".xml": "legislation XML",
    ".md": "Markdown",
    ".markdown": "Markdown",
    ".txt": "text",
}
