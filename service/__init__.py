"""Index in, pages out: a search engine behind an HTTP service and a command line."""
