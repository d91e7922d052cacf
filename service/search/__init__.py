"""The walk of a query: request, tree, interpretation, Whoosh query, hits, facets, highlights, page. Knows no Flask."""
