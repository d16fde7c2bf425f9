"""The namespaces evigraph speaks, and the short forms people read."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

BASE = "https://w3id.org/evigraph/id/"
EV = "https://w3id.org/evigraph/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
CITO = "http://purl.org/spar/cito/"
FABIO = "http://purl.org/spar/fabio/"
PRISM = "http://prismstandard.org/namespaces/basic/2.0/"

PREFIXES = {
    "ev": EV,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": "http://www.w3.org/ns/prov#",
    "cito": CITO,
    "fabio": FABIO,
    "biro": "http://purl.org/spar/biro/",
    "doco": "http://purl.org/spar/doco/",
    "prism": PRISM,
}
"""Prefixes every question may use without declaring them in our tools; shipped
questions declare what they need, so that they run anywhere."""

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


@lru_cache(maxsize=4096)
def curie(iri: str) -> str:
    """The prefixed form of ``iri``, or ``iri`` itself when no prefix fits.

    >>> curie("https://w3id.org/evigraph/ns#supports")
    'ev:supports'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


@lru_cache(maxsize=4096)
def local_name(iri: str) -> str:
    """What stands after the last ``#``, ``/`` or ``:`` of ``iri``, percent-decoded.

    >>> local_name("https://w3id.org/evigraph/id/work/DBLP%3Ajournals%2Fx")
    'DBLP:journals/x'
    """
    return unquote(iri.replace("#", "/").replace(":", "/").rsplit("/", 1)[-1])


# Each part between slashes begins with a letter, digit or "_": no path leads up or out of its folder.
_KEY = re.compile(r"\w[\w.:+'-]*(?:/\w[\w.:+'-]*)*")


def is_key(text: str) -> bool:
    """Whether a work can be called so: what the usual keys of BibTeX look like, and no address or path.

    >>> [is_key(text) for text in ("Doe:2010", "müller2010", "../../etc", "http://x.org/1")]
    [True, True, False, False]
    """
    return _KEY.fullmatch(text) is not None


def as_segment(key: str) -> str:
    """A key as one part of an identifier; what is not a plain letter, digit or ``._-+`` is percent-encoded.

    >>> as_segment("DBLP:journals/x")
    'DBLP%3Ajournals%2Fx'
    """
    return quote(key, safe="+")
