"""What a payment costs, what a card does, what Stripe calls things and how it refuses: rules without any state."""
