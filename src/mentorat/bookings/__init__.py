"""Promises: who meets whom, when; no hour is promised twice."""
