"""Who reaches what across organisations: every address, every id in a body, and after leave was taken away."""
