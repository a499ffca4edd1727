"""gutletter."""
