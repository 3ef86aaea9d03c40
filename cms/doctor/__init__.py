"""What is wrong with this installation, and what to do: one question to each thing it needs."""
