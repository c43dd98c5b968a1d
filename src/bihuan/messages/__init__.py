"""消息: who is told of what, and how it reaches them. The journal is the outbox; numbers and links leave, nothing else."""
