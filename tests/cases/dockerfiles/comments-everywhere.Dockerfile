# One.

  # Indented.
FROM alpine:3.20
# Between.
RUN apk add \
    # why git
    git \
# at the margin
    make
#
ENV A=1 \
    # in the middle
    B=2
COPY a \
     # sources
     b \
     /dest/
# Last, without a line ending.