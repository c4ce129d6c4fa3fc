"""One pass over a document that says where it is worth to look; the looking itself is the rules'."""
