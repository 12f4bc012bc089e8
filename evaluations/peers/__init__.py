"""Waymark beside other libraries' searches: txtai, LangChain and Haystack, each as its own documentation sets it up."""
