"""What is to be when: visits, windows, and the bookings that both keep clear of."""
