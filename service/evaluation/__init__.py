"""How well Lunette ranks, measured through the door that its readers use: on collections with judged queries, and on parallel articles."""
