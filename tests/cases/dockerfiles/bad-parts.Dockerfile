FROM alpine:3.20
RUNN echo typo
ENV
EXPOSE
COPY onlyone
FROM
WORKDIR /x
