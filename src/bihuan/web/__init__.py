"""Door: pages and forms. It translates and never decides."""
