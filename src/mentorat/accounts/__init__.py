"""Who people are: the Clerk mirror, tokens, our own sessions, the development identity."""
