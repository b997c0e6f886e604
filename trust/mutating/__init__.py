"""Mutants: small faults put into the code one by one; the tests must notice each. mutmut makes them, forks of one test session judge them."""
