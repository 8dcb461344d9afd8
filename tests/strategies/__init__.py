"""Hypothesis strategies: random processes of realistic shape (`processes`) and random runs through them (`runs`)."""
