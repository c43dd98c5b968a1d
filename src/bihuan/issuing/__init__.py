"""出文: papers made final, numbered, signed on paper, spoiled, packed; and the office's own wording of them."""
