"""How the tables came to be, one step after the other; a released step is never changed again."""
