"""Commands of `cli`, each in a file of its own: a thin wrapper over one function of the library."""
