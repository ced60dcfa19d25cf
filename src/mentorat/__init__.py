"""mentorat: the complete backend and web app of a mentoring platform."""

__version__ = "0.1.0"
