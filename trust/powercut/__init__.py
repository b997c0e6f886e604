"""Power cuts: a writer's changes of its files are recorded in order, and the disk is rebuilt as a cut at any moment could leave it."""
