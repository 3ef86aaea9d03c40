"""The block of the scratch app. It is loaded first: it must be there before the models that have a
body."""
