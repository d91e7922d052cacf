"""What each kind of query finds in a segment of arrays; `service.search.evaluate` says which function is whose."""
