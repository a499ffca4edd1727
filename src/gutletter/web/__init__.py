"""The web door: pages for readers and editors, each turning a knock into one call of the story.

``readers`` answers the unsubscribe link in every letter; ``editors`` shows a letter before it goes, on this machine
alone.
"""
