"""condensers."""
