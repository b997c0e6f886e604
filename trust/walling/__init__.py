"""The runs behind `trust/walls.py`: each is a process of its own on one database and prints one JSON object."""
