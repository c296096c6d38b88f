"""Schedulers of JavaScript and TypeScript applications: packages of npm, frameworks, and clouds driven by code."""
