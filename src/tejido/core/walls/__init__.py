"""The second wall: the database itself keeps each organisation's rows to itself, whatever the code above forgets.

`core.scope` says for which organisations the code that runs now may touch rows. Here both databases are made to hold to it:
PostgreSQL by row-level security, SQLite by views and triggers that every connection puts in front of the tables.
What is walled is found in the models (`standing`), so that a new model with an organisation is walled from its first migration.
"""
