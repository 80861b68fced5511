"""How records are kept: documents, schemas, keys, history, and the one door to change them."""
