"""回应: contact with those who spoke, the reply to each opinion, and the return visit."""
