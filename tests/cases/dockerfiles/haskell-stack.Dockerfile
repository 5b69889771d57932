FROM haskell:9.6 AS build
WORKDIR /opt/build
COPY stack.yaml package.yaml stack.yaml.lock ./
RUN stack build --system-ghc --only-dependencies
COPY . .
RUN stack install --system-ghc --local-bin-path /opt/bin
FROM debian:bullseye-slim
RUN apt-get update && \
    apt-get install -yq libgmp10 && \
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/bin/ledger /usr/bin/ledger
CMD ["ledger"]
