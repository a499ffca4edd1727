"""A simulated provider that is told what to do on its stdin: see ``simulator``."""

from gutletter.rehearsal.far_side import obey

if __name__ == "__main__":
    obey()
