FROM erlang:27-alpine AS build
RUN mkdir /buildroot
WORKDIR /buildroot
COPY . relay
WORKDIR relay
RUN rebar3 as prod release

FROM alpine:3.20
RUN apk add --no-cache openssl ncurses-libs libstdc++
COPY --from=build /buildroot/relay/_build/prod/rel/relay /relay
EXPOSE 4369
EXPOSE 9090
CMD ["/relay/bin/relay", "foreground"]
