"""The editor of a mentor's week and its preview, the pages of a calendar elsewhere."""
