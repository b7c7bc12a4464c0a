"""`/openapi.json` for programs, `/api` for people."""
