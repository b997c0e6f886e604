"""Screens of the network, by noun."""
