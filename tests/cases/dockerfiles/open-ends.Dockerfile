FROM alpine:3.20
ENV MESSAGE="never closed
CMD ["sh", "-c"
RUN echo last \
