"""What is near in meaning: vectors of opening documents, related ones, and hybrid search."""
