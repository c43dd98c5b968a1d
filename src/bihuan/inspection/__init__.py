"""迎检: visits by upper levels (现场核验), what they found, and the answers (S22)."""
