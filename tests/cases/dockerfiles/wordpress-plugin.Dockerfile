FROM wordpress:6.6-php8.3-apache
ENV WORDPRESS_DB_HOST=db:3306 WORDPRESS_TABLE_PREFIX=wp_
ADD https://downloads.example.org/plugin/cache.1.2.zip /tmp/cache.zip
RUN apt-get update \
  && apt-get install -y unzip \
  && unzip /tmp/cache.zip -d /usr/src/wordpress/wp-content/plugins \
  && rm /tmp/cache.zip
COPY theme /usr/src/wordpress/wp-content/themes/shop
