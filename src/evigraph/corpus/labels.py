"""What every work of a corpus is called, for people."""

from __future__ import annotations

from evigraph.corpus.quads import Quads, text


def in_words(quads: Quads, node: str, label: str, published: str) -> None:
    """What every work has, whatever is known of it, so that no question asks for it "if there is any".

    An engine may read all titles there are to add one that is optional.
    """
    quads.add(node, "rdfs:label", text(label))
    quads.add(node, "ev:yearInWords", text(published or "year not known"))
