"""Users, sessions, passwords, permissions and preferences."""
