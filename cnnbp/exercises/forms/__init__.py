"""The code of the exercises: worked, half finished and broken. It is shown to learners as it is."""
