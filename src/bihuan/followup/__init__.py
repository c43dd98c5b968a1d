"""回头看、反弹: what happened after a close-out."""
