"""Pure numbers: arrays in, frozen results out. Nothing here knows of Django, plans, people or languages."""
