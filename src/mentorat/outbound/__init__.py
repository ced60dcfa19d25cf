"""Safe HTTP to strangers, and secrets at rest."""
