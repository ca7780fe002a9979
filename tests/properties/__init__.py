"""Tests of what must hold for every input, with made-up inputs."""
