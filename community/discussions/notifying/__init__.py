"""Who is notified of what happens in threads, found for whole batches of events at once."""
