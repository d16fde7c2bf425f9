"""What tests load beside ``conftest.py``."""
