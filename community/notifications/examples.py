from community.kernel.examples import tag

tag("notifications", "What members are notified of, and what they want to be notified of.")
