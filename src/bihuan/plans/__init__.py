"""立项: root cause, measures, indicators, the five haves, and progress against them."""
