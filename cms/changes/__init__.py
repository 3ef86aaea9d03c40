"""What changed in which version, for those who hold copies: records, and the feed made of them."""
