ARG ELIXIR=1.17.3
ARG OTP=27.1.2
ARG DEBIAN=bookworm-20241016-slim
FROM hexpm/elixir:${ELIXIR}-erlang-${OTP}-debian-${DEBIAN} AS builder
ENV MIX_ENV="prod"
WORKDIR /app
RUN mix local.hex --force && mix local.rebar --force
COPY mix.exs mix.lock ./
RUN mix deps.get --only $MIX_ENV
COPY config/config.exs config/${MIX_ENV}.exs config/
COPY lib lib
RUN mix release

FROM debian:${DEBIAN}
RUN apt-get update -y && apt-get install -y libstdc++6 openssl locales \
  && apt-get clean && rm -f /var/lib/apt/lists/*_*
ENV LANG en_US.UTF-8
ENV LANGUAGE en_US:en
COPY --from=builder --chown=nobody:root /app/_build/prod/rel/shop ./
USER nobody
CMD ["/bin/server"]
