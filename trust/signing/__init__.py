"""The proofs of sign-in, one file for each promise; `trust/signin.py` makes bars of them."""
