FROM rocker/shiny:4.4.1
RUN apt-get update && apt-get install -y \
    libcurl4-gnutls-dev \
    libssl-dev \

    libxml2-dev
RUN R -e 'install.packages(c("dplyr", "ggplot2"), repos = "https://cloud.r-project.org")'
COPY app/ /srv/shiny-server/
EXPOSE 3838
