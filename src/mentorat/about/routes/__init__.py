"""Pages about the site, and files that browsers and search engines ask for."""
