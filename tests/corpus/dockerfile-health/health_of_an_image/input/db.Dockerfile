FROM postgres
HEALTHCHECK CMD ["sh", "-c", "pg_isready"]
