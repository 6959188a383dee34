"""One change to many employers: chosen, looked at, carried out row by row, undone as a whole."""
