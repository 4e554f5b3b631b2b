"""kg: an assertion-safe knowledge graph from news articles."""
