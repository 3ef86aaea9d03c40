"""Which languages each page and snippet has: `states` knows, `submission` makes, `screen` shows."""
