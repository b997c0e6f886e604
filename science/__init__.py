"""Published and R-checked studies, run through the engine: `make science`."""
