"""Programs in JavaScript and TypeScript: packages of npm, frameworks, and clouds driven by code."""
