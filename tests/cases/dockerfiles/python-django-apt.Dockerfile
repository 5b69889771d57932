FROM python:3.11-slim-bullseye
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      # for the database
      libpq5 \
      # for images
      libjpeg62-turbo \
      zlib1g \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /site
ADD . /site
RUN python manage.py collectstatic --noinput
VOLUME /site/media
EXPOSE 8000/tcp
CMD gunicorn site.wsgi:application --bind 0.0.0.0:8000 --workers $WORKERS
