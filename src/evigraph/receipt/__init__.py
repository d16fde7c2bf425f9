"""The evidence receipt: an answer with everything it stands on, sealed and checkable without a network.

context   the JSON-LD context of a receipt
asked     a question or a claim, as it is asked
answer    the rows of an answer, and what each speaks of
evidence  claims, references and studies as plain data
findings  what the audit says of them
files     what it was all read from, by hash
document  these together
seal      the digest, and reading a receipt back
verify    does it still hold?
"""

from evigraph.receipt.asked import Asked, find_asked
from evigraph.receipt.document import receipt
from evigraph.receipt.seal import read_receipt, text_of
from evigraph.receipt.verify import Outcome, verify

__all__ = ["Asked", "Outcome", "find_asked", "read_receipt", "receipt", "text_of", "verify"]
