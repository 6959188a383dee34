"""People looking for work, known here only by a reference: what work would suit them."""
