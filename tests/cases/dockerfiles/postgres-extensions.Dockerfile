FROM postgres:17
ARG PGVECTOR=0.7.4
RUN set -eux; \
    apt-get update; \
    apt-get install -y --no-install-recommends build-essential git postgresql-server-dev-17; \
    git clone --depth 1 --branch "v${PGVECTOR}" https://github.com/pgvector/pgvector.git /tmp/pgvector; \
    make -C /tmp/pgvector install; \
    apt-get purge -y --auto-remove build-essential git; \
    rm -rf /tmp/pgvector /var/lib/apt/lists/*
COPY init/*.sql /docker-entrypoint-initdb.d/
ENV POSTGRES_DB=shop POSTGRES_USER=shop
HEALTHCHECK CMD ["pg_isready", "-U", "shop"]
