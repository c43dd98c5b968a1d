"""疑点: what makes a close-out hard to believe, shown to the verifier and answered one by one (S17)."""
