FROM nginx:alpine
ARG HOST=localhost
COPY <<EOF /etc/nginx/conf.d/default.conf
server {
    listen 80;
    server_name ${HOST};
}
EOF
COPY <<robots.txt <<"humans.txt" /usr/share/nginx/html/
User-agent: *
robots.txt
$HOST stays as it is
humans.txt
