"""Parts of the proofs at the edges: files, formulas, mail, headers, forms, limits, the disk."""
