"""The append-only history of every act, and the gap-free numbers that acts reserve."""
