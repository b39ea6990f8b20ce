"""Tests; one file a module, the laws of the house in test_laws, whole forms in test_golden."""
