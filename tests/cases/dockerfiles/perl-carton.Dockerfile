FROM perl:5.40
RUN cpanm --notest Carton
WORKDIR /usr/src/mojo
COPY cpanfile cpanfile.snapshot ./
RUN carton install --deployment
COPY . .
ENV MOJO_MODE=production  MOJO_LISTEN=http://*:3000
CMD carton exec ./script/blog daemon
