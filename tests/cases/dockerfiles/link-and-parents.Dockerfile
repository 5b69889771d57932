# syntax=docker/dockerfile:1.20
FROM alpine:3.20
COPY --link --chmod=755 bin/tool /usr/local/bin/
COPY --parents ./src/./**/*.py /app/
COPY --exclude=*.md --exclude=*.txt docs /docs
ADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.16.0 /buildkit
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x.tar.xz /x/
