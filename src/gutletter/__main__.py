"""``python -m gutletter``."""

from gutletter.cli import main

if __name__ == "__main__":
    main()
