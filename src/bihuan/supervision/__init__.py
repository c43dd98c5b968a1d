"""督促检查: lights, the backward schedule, and the ladder 提醒→催办→督办→约谈→通报 (S15, S24)."""
