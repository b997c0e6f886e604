"""What a rule of the work says when it says no. It stands alone, so that reading a file or a plan needs no database."""


class Refused(Exception):
    """A rule of the work says no. The message is fit for the user: what is wrong and what to do."""
