"""The edge everyone shares: requests, the transaction, problems, pages, headers, languages."""
