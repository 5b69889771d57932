FROM rust:1.82 AS build
RUN rustup target add x86_64-unknown-linux-musl
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src src
RUN cargo build --release --locked --target x86_64-unknown-linux-musl

FROM alpine:3.20
RUN apk --no-cache add ca-certificates
COPY --from=build /build/target/x86_64-unknown-linux-musl/release/meter /usr/local/bin/meter
STOPSIGNAL SIGINT
CMD ["meter", "--listen", "0.0.0.0:9100"]
