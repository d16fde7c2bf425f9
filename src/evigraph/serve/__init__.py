"""The graph over HTTP: a SPARQL endpoint, linked data, an API.

worker    one process that answers queries, and can do nothing else
results   rows and triples as bytes, up to a limit
"""
