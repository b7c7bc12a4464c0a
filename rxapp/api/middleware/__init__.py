"""What every request and every answer passes through; `order` says in which order, and why."""
