"""Twenty-two bugs, each a patch that somebody might have made, and the hunt that finds every one of them."""
