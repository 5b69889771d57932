FROM ubuntu:24.04
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN curl -fsSL https://example.com/data.csv | sort | uniq > /data.csv
SHELL ["/bin/sh", "-c"]
RUN [ -s /data.csv ] && echo fine
RUN ["/bin/echo", "exec form"]
RUN [ "$(id -u)" = 0 ]
