FROM node:20-alpine as deps
RUN apk add --no-cache libc6-compat
WORKDIR /app
COPY package.json yarn.lock* package-lock.json* ./
RUN \
  if [ -f yarn.lock ]; then yarn --frozen-lockfile; \
  elif [ -f package-lock.json ]; then npm ci; \
  else echo "no lock file" && exit 1; \
  fi

FROM node:20-alpine as builder
WORKDIR /app
COPY --from=deps /app/node_modules ./node_modules
COPY . .
ENV NEXT_TELEMETRY_DISABLED 1
RUN yarn build

FROM node:20-alpine as runner
WORKDIR /app
ENV NODE_ENV production
RUN addgroup --system --gid 1001 web && adduser --system --uid 1001 web
COPY --from=builder /app/public ./public
COPY --from=builder --chown=web:web /app/.next/standalone ./
USER web
EXPOSE 3000
ENV PORT 3000
CMD HOSTNAME=0.0.0.0 node server.js
