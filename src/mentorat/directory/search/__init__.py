"""One search: its parameters, the words in it, who matches and in which order."""
