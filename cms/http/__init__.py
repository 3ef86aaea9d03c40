"""What HTTP asks of every answer: caching headers, and the description of an address."""
