"""What `make trust` does to the trail."""
