"""What is said to people, in Finnish, Swedish and English."""
