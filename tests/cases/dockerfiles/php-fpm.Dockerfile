FROM composer:2 AS vendor
WORKDIR /app
COPY composer.json composer.lock ./
RUN composer install --no-dev --no-scripts --prefer-dist

FROM php:8.3-fpm-alpine
RUN docker-php-ext-install pdo_mysql opcache
COPY --from=vendor /app/vendor /var/www/vendor
COPY . /var/www
RUN chown -R www-data:www-data /var/www/storage
WORKDIR /var/www
EXPOSE 9000
CMD ["php-fpm"]
