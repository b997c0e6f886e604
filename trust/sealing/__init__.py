"""Parts of the proof of sealed identities (trust/sealed.py)."""
