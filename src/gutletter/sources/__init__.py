"""Where drafts come from; each file here is one kind of place, and keeps the promises of ``ports.Queue``."""
