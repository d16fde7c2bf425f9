"""The graph over HTTP: a SPARQL endpoint, linked data, an API; all of it read-only.

worker       one process that answers queries, and can do nothing else
tasks, calls   one process that runs our own functions, and which
results      rows and triples as bytes, up to a limit
process      such a process seen from the server
workers      pools of them: quick and slow lanes, deadlines, replacement; turns: who is next
folders      where checkpoints lie, and what killed servers left there
graph        the graph that is served, and the one that takes its place
protocol     SPARQL 1.1 Protocol; negotiate: forms of answers; description: the endpoint about itself
conditional  what a client has already
interface    the API and its description; resources: what identifiers lead to
problems     what went wrong, for programs; leaving: clients that go away
guards, connections, outbox   who may ask, how much, how slowly
app, run     the routes together; running them
pages        the pages for people; editor: the one that asks in SPARQL; vocabulary: words it completes
"""
