"""Files of payouts, one a form: what a bank or a payment service takes."""
