FROM alpine:3.20
ENV GREETING="hello \"world\"" PLAIN=a=b=c EMPTY=""
ENV OLD some value with "quotes" and = signs
LABEL note='single quoted' "quoted key"="quoted value"
LABEL multi="first \
second"
ARG NAME="with space"
ARG PORT=8080
ARG BARE
