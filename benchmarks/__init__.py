"""How fast evigraph is, each figure against a named peer measured in the same run.

    python -m benchmarks                  every figure
    python -m benchmarks query help       some of them

measure        one thing against its peer, turn by turn; one line of the table
repository     the commands and the data that are measured
query          `evigraph query NAME`, the whole process: time and memory
help           `evigraph --help`, the whole process
build          `evigraph build`, cold and unchanged, the whole process
large_answer   a query over a million statements, inside Python
questions      every shipped question, against rdflib's own evaluator
formatted      a thousand references as a list, against citeproc-py's own processor
pictures       the page of the argument against pyvis's own, and the whole site
plots          the plots, as pages and as files
serve          `evigraph serve` under many small requests, beside runaway queries, and when it is stopped
endpoint       `evigraph serve` against rdflib-endpoint, both under wrk
jats           reading articles, against pubmed_parser
corpus         many articles to one graph, two workers against one, its store and its questions
growth         the same at several sizes, over a hundredfold; only when it is named
graph_page     the page of a whole graph in a browser, against pyvis's own page of the same data
"""
