FROM gcc:14 AS build
COPY . /usr/src/calc
WORKDIR /usr/src/calc
RUN make -j"$(nproc)" CFLAGS='-O2 -Wall' && strip calc
FROM gcr.io/distroless/cc
COPY --from=build /usr/src/calc/calc /
CMD ["/calc"]
