"""gutletter turns a publication's articles into a newsletter people finish reading.

The story, file by file: an editor's file becomes a Draft (``drafts``), which is read sentence by sentence
(``article``), condensed to key points and the bottom line (``condensers``), each proven to stand in the article
(``digest``), set beside related pieces (``related``), written once as HTML and text (``render``), frozen in the ledger
(``store``), addressed to every confirmed reader (``message``) and handed over by a provider (``providers``).
``pipeline`` tells it top to bottom, ``schedule`` wakes it, ``cli`` and ``web`` are the doors.
A directory means "there may be another one of these".
"""

__version__ = "0.1.0"
