"""Workspace to dataset.

workspace   where the files are
schema      what can be said
records     YAML records to JSON-LD nodes, identifiers minted
works       bibliography entries and reference lists as records
dataset     nodes to quads, one named graph per file
cache       quads to a store on disk, built once
"""
