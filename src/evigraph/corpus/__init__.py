"""Thousands of articles as one graph that can be asked.

keys        what a work is called, by its identifiers
documents   files, folders and archives as documents
article     an article as statements, with tables, mentions, numbers
piece       a document read once and kept under its hash
workers, dask   who reads
index       what a build knows while it runs, in a database on disk
works, differing, standing, terms   what is known only of all articles together
shards, store, manifest, report   what a corpus consists of
build       all of it in order
asking, export   a finished corpus
"""
