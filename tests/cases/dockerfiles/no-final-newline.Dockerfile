FROM alpine:3.20
WORKDIR /x
COPY . .
CMD ["./run", "--now"]