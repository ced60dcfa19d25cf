"""The parts of a calendar file: lines, values, zones, rules, events."""
