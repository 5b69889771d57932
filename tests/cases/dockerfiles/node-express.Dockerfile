# A small web service.
FROM node:22.11-bookworm-slim

ENV NODE_ENV=production \
    PORT=3000
WORKDIR /srv/app

COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

COPY src ./src
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD node src/health.js
CMD ["node", "src/server.js"]
