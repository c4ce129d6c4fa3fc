"""What runs inside the sandbox beside PostgreSQL, on the machine's Python 3.8 or newer."""
