"""mentorat: the backend and web app of a mentoring platform."""

import zoneinfo

__version__ = "0.1.0"

# The pinned tzdata alone: a machine's own copy may be years older (docs/availability.md).
zoneinfo.reset_tzpath(())
