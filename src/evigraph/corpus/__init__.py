"""Thousands of articles as one graph that can be asked.

keys        what a work is called, by its identifiers
sources     the files that were named, here or in object storage (storage)
documents   files, folders and archives as documents
article     an article as statements, with tables, mentions, numbers
piece       a document read once and kept under its hash
workers, dask   who reads
index       what a build knows while it runs, in a database on disk
works, most_cited, differing, together, standing, terms   what is known only of all articles together
shards, store, manifest, report   what a corpus consists of
folder      where a corpus lies, and where one may be built
build       all of it in order
asking, export   a finished corpus
"""
