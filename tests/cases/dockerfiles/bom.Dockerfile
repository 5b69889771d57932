FROM alpine:3.20
RUN echo "behind a byte order mark"
