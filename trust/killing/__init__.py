"""SIGKILL: the real server is killed in the middle of real work, over and over, and every answer it gave must hold."""
