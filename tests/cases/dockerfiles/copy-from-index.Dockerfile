FROM busybox
RUN echo one > /one
FROM busybox
RUN echo two > /two
FROM busybox
COPY --from=0 /one /
COPY --from=1 /two /
COPY --from=nginx:alpine /etc/nginx/nginx.conf /nginx.conf
