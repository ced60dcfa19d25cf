"""The operator's desk: it reads every slice, and writes only through their actions."""
