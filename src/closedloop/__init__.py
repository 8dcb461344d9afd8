"""closedloop: a language, a checker and an enforcing state machine for processes that must not be dropped."""
