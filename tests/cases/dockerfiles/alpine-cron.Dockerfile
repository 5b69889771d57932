FROM alpine:3.20.3@sha256:beefdbd8a1da6d2915566fde36db9db0b524eb737fc57cd1367effd16dc0d06d
RUN apk add --no-cache bash curl tzdata
ENV TZ=Europe/Zurich
COPY crontab /etc/crontabs/root
COPY backup.sh /usr/local/bin/backup
RUN chmod +x /usr/local/bin/backup
CMD ["crond", "-f", "-l", "2"]
