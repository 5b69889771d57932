ARG NODE_VERSION=22
FROM node:${NODE_VERSION}-alpine AS base
ENV PNPM_HOME="/pnpm"
ENV PATH="$PNPM_HOME:$PATH"
RUN corepack enable

FROM base AS fetched
WORKDIR /repo
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch

FROM fetched AS built
COPY . .
RUN pnpm install --offline --frozen-lockfile
RUN pnpm --filter ./apps/shop... build \
    && pnpm deploy --filter=shop --prod /out

FROM base
COPY --from=built --chown=node:node /out /app
USER node
WORKDIR /app
ENTRYPOINT ["node", "dist/main.js"]
