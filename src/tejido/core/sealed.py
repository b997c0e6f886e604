"""Values sealed with the key of the person whom they are about."""


def anything_sealed() -> bool:
    return False
