# syntax=docker/dockerfile:1
# check=error=true
FROM node:22 AS build
WORKDIR /app
RUN --mount=type=ssh ssh-keyscan github.com >> ~/.ssh/known_hosts
COPY package.json .
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=cache,target=/root/.npm,sharing=locked \
    npm install
RUN --network=none npm test
