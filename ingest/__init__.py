"""Files to documents to passages: the manifest, the readers, the splitter."""
