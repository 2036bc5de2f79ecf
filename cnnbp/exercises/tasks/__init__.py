"""The exercises, one file for each subject: statement, solution, cases and mistakes together."""
