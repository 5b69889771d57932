FROM klakegg/hugo:0.111.3-ext-alpine AS hugo
ARG HUGO_ENV=production
COPY . /src
RUN hugo --minify --environment $HUGO_ENV

FROM nginx:alpine
COPY --from=hugo /src/public /usr/share/nginx/html
