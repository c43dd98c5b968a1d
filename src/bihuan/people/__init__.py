"""Units, posts, users and working calendars: who there is and when they work."""
