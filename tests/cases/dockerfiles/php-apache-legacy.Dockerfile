FROM php:7.4-apache
MAINTAINER Jo Example <jo@example.com>
RUN apt-get update && apt-get install -y libzip-dev unzip && docker-php-ext-install zip
ENV APACHE_DOCUMENT_ROOT /var/www/html/public
RUN sed -ri -e "s!/var/www/html!${APACHE_DOCUMENT_ROOT}!g" /etc/apache2/sites-available/*.conf
COPY . /var/www/html/
RUN a2enmod rewrite
