"""消息: who is told of what, and how it reaches them. The journal is the outbox; only numbers and links leave."""
