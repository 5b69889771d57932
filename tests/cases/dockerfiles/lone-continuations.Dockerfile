\
FROM alpine:3.20
RUN \
  echo a
RUN echo b; \

# comment
    echo c
EXPOSE 80 \
       443
