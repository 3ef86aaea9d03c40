"""Which kinds of content there are (registry, kinds), and what turns content into JSON."""
