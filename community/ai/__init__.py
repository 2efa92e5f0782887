"""Models that classify, score and compare texts, on a CPU and without a network."""
