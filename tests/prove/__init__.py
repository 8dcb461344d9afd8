"""The prover: its systems against the kernel and the judge, its verdicts against runs, hand-written and brute force."""
