"""What the browser is sent, and what it asks for."""
